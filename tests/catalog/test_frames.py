"""Frames of rows: all declared columns with their types, whether or not there are rows."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from debt_pipelines.catalog.frames import conform, empty_frame, frame_of, frames_of, records
from debt_pipelines.model.data_rows import Feature, Sighting
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import RowBlock
from debt_pipelines.model.table_rows import ColumnSeen, Profile
from debt_pipelines.model.tables import METADATA_TABLES, SCHEMAS


def _edge(target: str, *, is_present: bool | None = None, size: int | None = None) -> Edge:
    return Edge(
        job="dvc.yaml:a", direction="dep", target=target, path="dvc.yaml", is_present=is_present, locked_size_bytes=size
    )


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_an_empty_frame_has_all_declared_columns(table: str) -> None:
    frame = empty_frame(table)
    assert tuple(frame.columns) == SCHEMAS[table].column_names
    assert len(frame) == 0
    assert records(frame) == []


def test_rows_keep_their_order_and_come_back_as_they_were() -> None:
    rows = [
        _edge("b", is_present=True, size=2**60 + 1),
        _edge("a", is_present=None),
        _edge("c", is_present=False, size=0),
    ]
    frame = frame_of("edges", rows)
    assert list(frame.index) == [0, 1, 2]
    found = records(frame)
    assert [row["target"] for row in found] == ["b", "a", "c"]
    assert [row["is_present"] for row in found] == [True, None, False]
    assert found[1]["locked_size_bytes"] is None
    assert type(found[2]["locked_size_bytes"]) is int
    assert found[0]["is_cached"] is True
    assert found[0]["line"] is None
    assert found[0]["locked_hash"] is None


@pytest.mark.parametrize(
    ("values", "found"),
    [((1, None), (1, None)), ((None, None), (None, None)), ((2**53, 7), (2**53, 7)), ((0, None), (0, None))],
)
def test_nullable_integers(values: tuple[int | None, ...], found: tuple[int | None, ...]) -> None:
    rows = [Sighting(path="a", crawler="x", source_path="p", size_bytes=value) for value in values]
    read = [row["size_bytes"] for row in records(frame_of("sightings", rows))]
    assert tuple(read) == found
    assert all(value is None or type(value) is int for value in read)


def test_large_integers_survive_where_nothing_is_missing() -> None:
    rows = [Sighting(path="a", crawler="x", source_path="p", size_bytes=2**62 + 1)]
    assert records(frame_of("sightings", rows))[0]["size_bytes"] == 2**62 + 1


def test_numbers_and_texts() -> None:
    rows = [
        Profile(path="a", column="", n_rows=3, n_nulls=1, null_fraction=1 / 3, is_sampled=False),
        Profile(path="a", column="naïve\n\0'\"", n_rows=0, n_nulls=0, null_fraction=1.0, is_sampled=True),
    ]
    found = records(frame_of("profiles", rows))
    assert [row["null_fraction"] for row in found] == [1 / 3, 1]
    assert [row["column"] for row in found] == ["", "naïve\n\0'\""]
    assert [row["is_sampled"] for row in found] == [False, True]


def test_a_text_that_is_not_unicode_is_written_out() -> None:
    rows = [Feature(feature="caf\udce9", role="feature", tool="x", path="p\udcff.yaml", line=1)]
    found = records(frame_of("features", rows))
    assert (found[0]["feature"], found[0]["path"], found[0]["line"]) == ("caf\\xe9", "p\\xff.yaml", 1)


def test_a_row_of_the_wrong_type_is_refused() -> None:
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        frame_of("edges", [_edge("a", size="large")])  # type: ignore[arg-type]


def test_frames_of_rows_by_table() -> None:
    job = Job(job="j", kind="dvc_stage", name="j", template="j", path="dvc.yaml")
    frames = frames_of([_edge("b"), job, _edge("a")], METADATA_TABLES)
    assert tuple(frames) == METADATA_TABLES
    assert list(frames["edges"]["target"]) == ["b", "a"]
    assert list(frames["jobs"]["job"]) == ["j"]
    assert frames["columns"].empty
    with pytest.raises(KeyError):
        frames_of([job], ["edges"])


def test_rows_and_blocks_of_rows_make_one_frame() -> None:
    single = ColumnSeen(path="a.csv", column="id", position=0, physical_type="int64", line=1)
    block = RowBlock(
        ColumnSeen,
        {"path": ["b.csv", "b.csv"], "column": ["x", "y"], "position": [0, 1], "physical_type": ["text", "text"]},
    )
    frame = frame_of("columns", [single, block, single])
    assert records(frame) == records(frame_of("columns", [single, *block.rows(), single]))
    assert list(frame["column"]) == ["id", "x", "y", "id"]
    assert len(block) == 2
    assert records(frames_of([block], ["columns"])["columns"]) == records(frame_of("columns", block.rows()))


def test_a_block_of_arrow_arrays_and_of_what_is_alike_in_every_row() -> None:
    names, types = pa.array(["x", "y"]), ["text", "int64"]
    block = RowBlock(
        ColumnSeen, {"column": names, "position": pd.Series([0, 1]), "physical_type": types}, {"path": "a"}
    )
    rows = [
        ColumnSeen(path="a", column="x", position=0, physical_type="text"),
        ColumnSeen(path="a", column="y", position=1, physical_type="int64"),
    ]
    assert list(block.rows()) == rows
    assert records(frame_of("columns", [block])) == records(frame_of("columns", rows))
    assert records(frame_of("columns", [block, block])) == records(frame_of("columns", [*rows, *rows]))
    other = RowBlock(ColumnSeen, {"path": ["b"], "column": ["z"], "position": [0], "physical_type": ["text"]})
    assert [row["path"] for row in records(frame_of("columns", [block, other]))] == ["a", "a", "b"]
    odd = RowBlock(ColumnSeen, block.columns, {"path": "caf\udce9.csv"})
    assert {row["path"] for row in records(frame_of("columns", [odd]))} == {"caf\\xe9.csv"}


def test_arrow_batches_may_hold_more_than_a_table_has() -> None:
    batch = pa.record_batch({"column": ["x"], "position": [0], "physical_type": ["text"], "mean": [0.5]})
    blocks = [RowBlock(ColumnSeen, batch, {"path": path}) for path in "ab"]
    assert [(row["path"], row["column"], row["line"]) for row in records(frame_of("columns", blocks))] == [
        ("a", "x", None),
        ("b", "x", None),
    ]
    assert len(blocks[0]) == 1
    assert list(blocks[0].rows()) == [ColumnSeen(path="a", column="x", position=0, physical_type="text")]


def test_a_block_of_uneven_columns_is_refused() -> None:
    block = RowBlock(ColumnSeen, {"path": ["a"], "column": ["x", "y"], "position": [0], "physical_type": ["t"]})
    with pytest.raises(pa.ArrowInvalid):
        frame_of("columns", [block])


def test_conform_brings_columns_types_and_order() -> None:
    row = {"logical_type": None, "physical_type": "int64", "column": "id", "path": "a.csv", "position": 0.0, "line": 1}
    row |= {"is_nested": False}
    frame = pd.DataFrame([row | {"more": "x"}], index=[7])
    found = conform("columns", frame)
    assert tuple(found.columns) == SCHEMAS["columns"].column_names
    assert list(found.index) == [0]
    seen = ColumnSeen(path="a.csv", column="id", position=0, physical_type="int64", line=1)
    assert records(found) == records(frame_of("columns", [seen]))


def test_conform_says_which_columns_are_missing() -> None:
    with pytest.raises(ValueError, match=r"^columns lacks columns: is_nested, line, logical_type"):
        conform("columns", pd.DataFrame({"path": ["a"], "column": ["b"]}))


@pytest.mark.parametrize("change", [{"position": "first"}, {"line": 1.5}, {"column": 5}])
def test_conform_refuses_what_does_not_fit(change: dict[str, object]) -> None:
    row = {"path": "a", "column": "b", "position": 0, "physical_type": "x", "logical_type": None, "line": None}
    row |= {"is_nested": False}
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        conform("columns", pd.DataFrame([row | change]))


def test_records_of_a_frame_without_columns() -> None:
    assert records(pd.DataFrame()) == []
