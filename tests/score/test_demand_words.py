"""What a check allows, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from debt_pipelines.score.demand_words import demand_words


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({}, ""),
        ({"mostly": 0.95, "min": 0, "max": 10}, "min 0; max 10; mostly 0.95"),
        ({"where": "year > 2000", "max_value": "2030-01-01"}, "max value 2030-01-01; where year > 2000"),
        ({"values": ["b", "a", 1, None]}, "values b, a, 1, null"),
        ({"values": list(range(11))}, "values 0, 1, 2, 3, 4, 5, 6, 7, … 3 more"),
        ({"strict_min": True, "exact_match": False, "columns": None}, "strict min; not exact match"),
        ({"condition": {"b": 1, "a": "é"}}, 'condition {"a": "é", "b": 1}'),
        ({"query": "select 1\n  from t"}, "query select 1 from t"),
        (["a", "b"], "a, b"),
    ],
)
def test_limits_are_said_on_one_line(limits: Any, words: str) -> None:
    assert demand_words(json.dumps(limits), None) == words


def test_unknown_limits_are_not_taken_for_none() -> None:
    assert demand_words(None, None) is None
    assert demand_words(None, "integer") == "integer"
    assert demand_words('{"mostly": 0.5}', "integer") == "integer; mostly 0.5"


def test_long_limits_are_cut() -> None:
    words = demand_words(json.dumps({"regex": "x" * 500}), None)
    assert words is not None
    assert (len(words), words[:7], words[-1]) == (200, "regex x", "…")
