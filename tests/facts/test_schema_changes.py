"""Schema changes: what became of each column, and where nothing can be said."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.catalog.frames import frame_of, frames_of
from debt_pipelines.catalog.tabular.table import HEADER_IS_DATA
from debt_pipelines.facts.schema_changes import build
from debt_pipelines.model.catalog_rows import Binding, LineageNode
from debt_pipelines.model.data_rows import Assertion, Description
from debt_pipelines.model.table_rows import Profile
from debt_pipelines.model.tables import CATALOG_TABLES, METADATA_TABLES
from tests.facts.change_making import COMMIT, Types, changes, kinds, versions


def test_no_rows_without_tables() -> None:
    frames = frames_of([], (*METADATA_TABLES, *CATALOG_TABLES))
    built = build(frames)
    assert built.empty
    assert list(built.columns) == list(frame_of("schema_changes", ()).columns)


def test_added_removed_and_unchanged() -> None:
    found = changes({"id": "integer", "x": "string"}, {"id": "integer", "y": "date", "z": "date"})
    assert kinds(found) == {
        "id": "unchanged",
        "y": "added_column",
        "z": "added_column",
        "x": "removed_column",
    }
    assert {(row["baseline_revision"], row["committed_at"][:10], row["line"]) for row in found} == {
        (COMMIT, "2024-05-01", 1)
    }


def test_a_rename_replaces_the_pair() -> None:
    (kept, renamed) = changes({"id": "integer", "lat": "number"}, {"id": "integer", "latitude": "number"})
    assert kept["kind"] == "unchanged"
    assert (renamed["kind"], renamed["column"]) == ("renamed_column", "latitude")
    assert (renamed["before"], renamed["after"]) == ("lat", "latitude")


@pytest.mark.parametrize("name", ["\ufeffid", ' "id" ', "ID", " id"])
def test_spelling_at_the_edges_is_no_change(name: str) -> None:
    assert list(kinds(changes({name: "integer"}, {"id": "integer"})).values()) == ["unchanged"]


def test_columns_that_differ_in_case_only() -> None:
    found = changes({"ID": "integer", "id": "string"}, {"id": "string", "ID": "integer"})
    assert kinds(found) == {"id": "unchanged", "ID": "unchanged", None: "reordered_columns"}


@pytest.mark.parametrize(
    ("before", "after", "kind", "is_widening"),
    [
        ("integer", "string", "changed_type", False),
        ("string", "integer", "changed_type", False),
        ("integer", "number", "changed_type", True),
        ("number", "integer", "unchanged", False),
        ("timestamp", "date", "changed_type", False),
        (None, "string", "unchanged", False),
        ("string", None, "unchanged", False),
    ],
)
def test_types_in_text(before: str | None, after: str | None, kind: str, *, is_widening: bool) -> None:
    (row,) = changes({"a": before}, {"a": after})
    assert (row["kind"], row["is_widening"]) == (kind, is_widening)
    if kind == "changed_type":
        assert (row["before"], row["after"]) == (before, after)


def test_a_typed_format_means_its_types() -> None:
    (row,) = changes({"a": "number"}, {"a": "integer"}, format="parquet")
    assert row["kind"] == "changed_type"


@pytest.mark.parametrize(
    ("before", "of_dataset"),
    [
        (None, {}),
        ({}, {}),
        ({"a": "integer"}, {"is_schema_read": False}),
        ({"a": "integer"}, {"malformation": HEADER_IS_DATA}),
        ({"column_1": "integer"}, {}),
    ],
)
def test_no_evidence_is_one_row_without_a_kind(before: Types | None, of_dataset: dict[str, Any]) -> None:
    after: Types = {} if of_dataset.get("is_schema_read") is False else {"b": "integer"}
    found = changes(before, after, **of_dataset)
    assert kinds(found) == {None: None}


def test_an_unread_version_is_no_evidence() -> None:
    (row,) = changes(None, {"a": "integer"}, *versions({}, is_read=False))
    assert (row["kind"], row["baseline_revision"]) == (None, COMMIT)


def test_an_emptied_table_lost_its_columns() -> None:
    assert kinds(changes({"a": "integer"}, {}, malformation="the file is empty")) == {"a": "removed_column"}


def test_a_sample_of_json_lines_proves_no_removal() -> None:
    profile = Profile(path="a.csv", column="a", n_rows=1, n_nulls=0, null_fraction=0, is_sampled=True)
    found = changes({"a": "integer", "rare": "string"}, {"a": "integer"}, profile, format="jsonl", is_sampled=True)
    assert kinds(found) == {"a": "unchanged"}


def test_other_kinds_of_datasets_have_no_columns() -> None:
    assert changes({"a": "integer"}, {"b": "integer"}, kind="metric") == []


def test_a_column_that_somebody_announced() -> None:
    found = changes(
        {"id": "integer"},
        {"id": "integer", "Unit Price": "number", "n": "integer", "secret": "string"},
        Binding(reference="a.csv", dataset="file:a.csv", method="path", confidence=1),
        Description(
            subject_kind="column",
            reference="a.csv",
            column="unit_price",
            text="x",
            tool="t",
            path="README.md",
        ),
        Assertion(
            reference="a.csv",
            reference_source="declared",
            suite="s",
            position=0,
            tool="t",
            type="not_null",
            column="n",
            kind="nullness",
            strength=1,
            path="s.json",
        ),
    )
    assert {row["column"]: row["is_news"] for row in found} == {
        "id": True,
        "Unit Price": False,
        "n": False,
        "secret": True,
    }


def test_readers_come_from_the_lineage() -> None:
    node = LineageNode(
        node="file:a.csv",
        node_kind="dataset",
        n_producers=0,
        n_consumers=2,
        n_upstream=0,
        n_downstream=5,
        cycle=None,
    )
    (row,) = changes({"a": "integer"}, {"a": "integer"}, node)
    assert (row["is_read_downstream"], row["n_readers"], row["n_downstream"]) == (True, 2, 5)
