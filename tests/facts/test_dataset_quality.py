"""Rows that repeat an earlier one: a mistake only where something names the rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.table_rows import ColumnSeen, Profile


@pytest.mark.parametrize(
    ("changes", "n_distinct", "is_identified"),
    [
        ({}, 93, True),
        ({}, 92, False),
        ({"n_duplicate_rows": 0}, 50, True),
        ({"n_duplicate_rows": None}, 93, None),
        ({"primary_key": "id"}, 50, True),
        ({"path": "data/events.csv"}, 93, False),
        ({"path": "logs/2024.csv"}, 93, False),
        ({"path": "data/catalogs.csv"}, 93, True),
        ({"n_duplicate_rows": 30}, 70, False),
        ({"n_duplicate_rows": 50}, 50, True),
    ],
)
def test_what_names_the_rows(
    facts: Callable[..., list[dict[str, Any]]], changes: dict[str, Any], n_distinct: int, is_identified: bool | None
) -> None:
    given: dict[str, Any] = {"path": "data/people.csv", "kind": "table", "storage": "git", "n_rows": 100}
    given |= {"n_duplicate_rows": 7} | changes
    sighting = Sighting(crawler="tables", source_path=given["path"], is_schema_read=True, **given)
    path = given["path"]
    seen = ColumnSeen(path=path, column="id", position=0, physical_type="text", logical_type="string")
    profile = Profile(path=path, column="id", n_rows=100, n_nulls=0, n_distinct=n_distinct, is_distinct_exact=True)
    (found,) = facts("dataset_facts", sighting, seen, profile)
    assert found["is_row_identified"] is is_identified
    assert (found["n_rows"], found["n_duplicate_rows"]) == (100, given["n_duplicate_rows"])


def test_a_table_without_measures(facts: Callable[..., list[dict[str, Any]]]) -> None:
    sighting = Sighting(path="data/people.csv", crawler="dvc", kind="table", storage="dvc", source_path="dvc.yaml")
    (found,) = facts("dataset_facts", sighting)
    assert [found[name] for name in ("n_rows", "n_duplicate_rows", "is_row_identified")] == [None] * 3
