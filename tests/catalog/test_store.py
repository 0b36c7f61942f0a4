"""The table store: typed, and each table whole or not there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from debt_pipelines.catalog.frames import empty_frame, frame_of, records
from debt_pipelines.catalog.store import TableStore
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.model.tables import SCHEMAS


def _edges(*targets: str) -> pd.DataFrame:
    rows = [
        Edge(
            job="j",
            direction="dep",
            target=target,
            path="dvc.yaml",
            line=None if n else 3,
            is_present=None if n else True,
            locked_size_bytes=None if n else 10,
        )
        for n, target in enumerate(targets)
    ]
    return frame_of("edges", rows)


@pytest.fixture
def store(tmp_path: Path) -> TableStore:
    return TableStore(tmp_path / "deep" / "tables")


def test_a_table_comes_back_typed(store: TableStore) -> None:
    frame = _edges("a", "naïve")
    path = store.write("edges", frame)
    assert path == store.path("edges")
    found = store.read("edges")
    pd.testing.assert_frame_equal(found, frame)
    assert records(found) == records(frame)


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_an_empty_table_comes_back(store: TableStore, table: str) -> None:
    store.write(table, empty_frame(table))
    pd.testing.assert_frame_equal(store.read(table), empty_frame(table))


def test_what_another_process_wrote_is_read(store: TableStore) -> None:
    store.write("edges", _edges("a"))
    assert list(store.read("edges")["target"]) == ["a"]
    TableStore(store.folder).write("edges", _edges("b"))
    assert list(store.read("edges")["target"]) == ["b"]


def test_a_frame_that_is_changed_after_reading_changes_nothing(store: TableStore) -> None:
    store.write("edges", _edges("a"))
    frame = store.read("edges")
    frame["target"] = "changed"
    frame.loc[0, "job"] = "changed"
    assert list(store.read("edges")["job"]) == ["j"]
    assert list(store.read("edges")["target"]) == ["a"]


def test_writing_again_replaces(store: TableStore) -> None:
    store.write("edges", _edges("a", "b"))
    store.write("edges", _edges("c"))
    assert list(store.read("edges")["target"]) == ["c"]
    assert [path.name for path in store.folder.iterdir()] == ["edges.parquet"]


def test_a_table_never_written_is_not_found(store: TableStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("edges")


def test_a_frame_that_does_not_fit_leaves_the_old_table(store: TableStore) -> None:
    store.write("edges", _edges("a"))
    before = store.path("edges").read_bytes()
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        store.write("edges", _edges("b").assign(line=["first"]))
    with pytest.raises(KeyError):
        store.write("edges", pd.DataFrame({"job": ["x"]}))
    assert store.path("edges").read_bytes() == before
    assert [path.name for path in store.folder.iterdir()] == ["edges.parquet"]


def test_a_write_that_breaks_off_leaves_the_old_table(store: TableStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write("edges", _edges("a"))
    before = store.path("edges").read_bytes()

    def break_off(data: pa.Table, where: str, **options: object) -> None:
        Path(where).write_bytes(b"half a table")
        raise KeyboardInterrupt

    monkeypatch.setattr(pq, "write_table", break_off)
    with pytest.raises(KeyboardInterrupt):
        store.write("edges", _edges("b"))
    assert store.path("edges").read_bytes() == before
    assert [path.name for path in store.folder.iterdir()] == ["edges.parquet"]
