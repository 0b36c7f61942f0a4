"""Values under dotted keys, and as JSON."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from debt_pipelines.project.documents import load_document
from debt_pipelines.project.dotted import as_json, entries, parents


def test_entries_have_dotted_keys_and_lines() -> None:
    text = "train:\n  rate: 0.1\n  layers: [1, {a: 2}]\n  empty: {}\n1: x\nlast: null\n"
    found = [(entry.key, entry.is_group, entry.line) for entry in entries(load_document("p.yaml", text))]
    assert found == [
        ("train", True, 1),
        ("train.rate", False, 2),
        ("train.layers", False, 3),
        ("train.empty", True, 4),
        ("1", False, 5),
        ("last", False, 6),
    ]


def test_a_document_without_a_mapping_has_no_entries() -> None:
    assert list(entries(load_document("p.yaml", "[1, 2]"))) == []


def test_the_keys_above_a_key() -> None:
    assert parents("a.b.c") == ["a.b", "a"]
    assert parents("a") == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": (1, 2)}, '{"a": [1, 2], "b": 1}'),
        ({1: "x", "a": None, False: 0}, '{"1": "x", "a": null, "false": 0}'),
        ({None: 1, "a": 2}, '{"a": 2, "null": 1}'),
        ({"x"}, '{"x": null}'),
        (datetime.date(2026, 1, 5), '"2026-01-05"'),
        (b"x", "\"b'x'\""),
        ({(1, 2): 3}, '{"(1, 2)": 3}'),
        ("postgres://ada:secret@host/db", '"postgres://host/db"'),
    ],
)
def test_values_as_json(value: Any, text: str) -> None:
    assert as_json(value) == text
