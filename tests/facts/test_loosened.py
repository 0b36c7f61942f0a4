"""What counts as loosening a check: looser somewhere, tighter nowhere, and nothing that cannot be compared."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.facts.loosened import limits_of, loosening


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({"mostly": 0.99}, {"mostly": 0.8}, "`mostly` 0.99 → 0.8"),
        ({}, {"mostly": 0.8}, "`mostly` 1 → 0.8"),
        ({"mostly": 0.8}, {}, None),
        ({"mostly": 0.8}, {"mostly": 0.9}, None),
        ({"min": 0, "max": 10}, {"min": -1, "max": 10}, "`min` 0 → -1"),
        ({"min": 0, "max": 10}, {"max": 10}, "`min` 0 → none"),
        ({"min": 0, "max": 10}, {"min": 0, "max": 20}, "`max` 10 → 20"),
        ({"min": 0, "max": 10}, {"min": -1, "max": 20}, "`max` 10 → 20, `min` 0 → -1"),
        ({"min": 0, "max": 10}, {"min": 1, "max": 20}, None),
        ({"min": 0}, {"min": 0, "max": 5}, None),
        ({"max": 10}, {"max": 20, "mostly": 0.5}, "`max` 10 → 20, `mostly` 1 → 0.5"),
        ({"max": "2024-01-01"}, {"max": "2030-01-01"}, "`max` 2024-01-01 → 2030-01-01"),
        ({"max": "2024-01-01"}, {"max": 7}, None),
        ({"max": True}, {"max": 7}, None),
        ({"values": ["a"]}, {"values": ["a", "b"]}, None),
        ({"values": ["a"], "mostly": 1}, {"values": ["b", "a"], "mostly": 0.9}, "`mostly` 1 → 0.9"),
        ({"values": ["a", "b"], "mostly": 1}, {"values": ["a"], "mostly": 0.9}, None),
        ({"pattern": "a+", "mostly": 1}, {"pattern": "a*", "mostly": 0.9}, None),
        ({"min": 0}, {"min": 0}, None),
    ],
)
def test_what_became_looser(before: dict[str, Any], now: dict[str, Any], said: str | None) -> None:
    assert loosening(before, now) == said


@pytest.mark.parametrize(("text", "limits"), [(None, None), ("[]", None), ("{}", {}), ('{"min": 1}', {"min": 1})])
def test_limits(text: str | None, limits: dict[str, Any] | None) -> None:
    assert limits_of(text) == limits
