"""Changes of measures: nulls, categories and distributions that are not what they were."""

from __future__ import annotations

import json
from typing import Any

from debt_pipelines.catalog.frames import frames_of, records
from debt_pipelines.facts.schema_changes import build
from debt_pipelines.model.catalog_rows import Binding, LineageEdge
from debt_pipelines.model.data_rows import Assertion
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Partition, Profile, ProfileVersion
from debt_pipelines.model.tables import CATALOG_TABLES, METADATA_TABLES
from tests.facts.change_making import COMMIT, changes, dataset


def profile(column: str, *, path: str = "a.csv", n_nulls: int = 0, **measures: Any) -> dict[str, Any]:
    n_rows = measures.pop("n_rows", 1000)
    return {
        "path": path,
        "column": column,
        "n_rows": n_rows,
        "n_nulls": n_nulls,
        "null_fraction": n_nulls / n_rows,
        "is_sampled": False,
    } | measures


def profiled(before: dict[str, Any], after: dict[str, Any]) -> tuple[ProfileVersion, Profile]:
    return ProfileVersion(**profile("x", **before), revision=COMMIT), Profile(**profile("x", **after))


def words(**counts: int) -> dict[str, Any]:
    return {"frequent": json.dumps(counts), "is_domain_complete": True, "n_distinct": len(counts)}


def test_nulls_that_appear() -> None:
    (row,) = changes({"x": "string"}, {"x": "string"}, *profiled({}, {"n_nulls": 200}))
    assert (row["kind"], row["before"], row["after"]) == ("changed_nullability", "0 % empty", "20 % empty")
    assert (row["is_kept"], row["are_nulls_known"], row["is_breaking"]) == (True, True, False)


def test_nulls_in_a_key_break_its_readers() -> None:
    emptied = profiled({}, {"n_nulls": 200})
    (row,) = changes({"x": "string"}, {"x": "string"}, *emptied, primary_key="x,y")
    assert row["is_breaking"]
    required = Assertion(
        reference="a.csv",
        reference_source="declared",
        suite="s",
        position=0,
        tool="t",
        type="not_null",
        column="X",
        kind="nullness",
        strength=1,
        path="s.json",
    )
    bound = Binding(reference="a.csv", dataset="file:a.csv", method="path", confidence=1)
    (row,) = changes({"x": "string"}, {"x": "string"}, *emptied, required, bound)
    assert row["is_breaking"]


def test_what_was_compared_is_counted_once() -> None:
    before, after = words(a=500, b=500), {"n_nulls": 400, **words(a=500, c=100)}
    found = changes({"x": "string"}, {"x": "string"}, *profiled(before, after))
    assert [row["kind"] for row in found] == ["changed_nullability", "changed_domain"]
    assert [row["is_kept"] for row in found] == [True, False]
    assert [row["is_category"] for row in found] == [False, True]
    assert [row["has_distribution"] for row in found] == [True, False]


def test_measures_of_a_sample_are_unknown() -> None:
    (row,) = changes({"x": "string"}, {"x": "string"}, *profiled({}, {"n_nulls": 200, "is_sampled": True}))
    assert (row["kind"], row["is_kept"], row["are_nulls_known"]) == ("unchanged", True, None)
    assert (row["is_category"], row["is_domain_known"]) == (True, None)
    assert (row["has_distribution"], row["is_distribution_known"]) == (True, None)


def test_columns_that_came_and_went_have_nothing_to_compare() -> None:
    found = changes({"a": "integer", "b": "date"}, {"a": "integer", "c": "string"})
    came_or_went = [row for row in found if row["column"] != "a"]
    assert [row["kind"] for row in came_or_went] == ["added_column", "removed_column"]
    assert {(row["is_kept"], row["is_category"], row["has_distribution"]) for row in came_or_went} == {
        (False, False, False)
    }
    assert [row["is_breaking"] for row in found] == [False, False, True]


def test_without_a_baseline_all_of_it_is_unknown() -> None:
    (row,) = changes(None, {"a": "integer"})
    assert (row["is_kept"], row["is_category"], row["has_distribution"]) == (True, True, True)
    assert (row["kind"], row["are_nulls_known"], row["is_domain_known"], row["is_distribution_known"]) == (None,) * 4


def test_who_reads_it() -> None:
    edges = [LineageEdge(source="file:a.csv", target=job, kind="reads") for job in ("dvc.yaml:b", "dvc.yaml:a")]
    (row,) = changes({"a": "integer"}, {"a": "integer"}, *edges)
    assert row["readers"] == "dvc.yaml:a, dvc.yaml:b"


def test_the_last_dated_file_is_compared_with_the_one_before() -> None:
    rows: list[Row] = [dataset(dataset="file:o_*.csv", path="o_*.csv", schema_path="o_2.csv", n_partitions=2)]
    for n in (1, 2):
        path = f"o_{n}.csv"
        rows += [
            Partition(dataset="file:o_*.csv", path=path, key=str(n), position=n, is_dated=True, is_schema_read=True),
            ColumnSeen(path=path, column="x", position=0, physical_type="text", logical_type="string"),
            ColumnSeen(path=path, column=f"only_{n}", position=1, physical_type="text", logical_type="string"),
            Profile(**profile("x", path=path, n_nulls=300 * (n - 1))),
        ]
    (row,) = records(build(frames_of(rows, (*METADATA_TABLES, *CATALOG_TABLES))))
    assert (row["kind"], row["column"], row["path"]) == ("changed_nullability", "x", "o_2.csv")
    assert (row["baseline"], row["baseline_revision"]) == ("partition", "o_1.csv")
