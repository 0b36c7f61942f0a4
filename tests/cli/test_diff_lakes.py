"""`debt diff` over the tables of a lake: what their logs say in both states, and no data file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.catalog.lake.logs import Files, add, column, delta_log, iceberg_log, metadata
from tests.cli.conftest import Run

ID, NAME = column("id", "long"), column("name", "string")
PARTS: Files = {"lake/orders/part-0.parquet": b"PAR1", "lake/orders/part-1.parquet": b"PAR1"}
BOUNDS = {"nullCount": {"id": 0}, "minValues": {"id": 1}, "maxValues": {"id": 4}}


def below(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def people(*columns: str, snapshot: int = 1, rows: int | None = None) -> dict[str, Any]:
    fields = [{"id": n, "name": name, "type": "long", "required": False} for n, name in enumerate(columns)]
    summary = {} if rows is None else {"total-records": str(rows)}
    return {
        "schemas": [{"schema-id": 0, "fields": fields}],
        "current-schema-id": 0,
        "snapshots": [{"snapshot-id": snapshot, "timestamp-ms": 1, "schema-id": 0, "summary": summary}],
        "current-snapshot-id": snapshot,
    }


@pytest.fixture
def lake(make_repo: Callable[..., Path], git: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Delta table that a stage reads, and two Iceberg tables, under the tag `v1`."""
    dvc = "stages:\n  train:\n    cmd: train\n    deps: [lake/orders]\n    outs: [model.pkl]\n"
    orders = below("lake/orders", delta_log([metadata(ID, NAME), add("part-0.parquet", 4, **BOUNDS)]))
    ice = below("ice/people", iceberg_log(people("id", "age", rows=3)))
    same = below("ice/same", iceberg_log(people("id", "size")))
    root = make_repo({"dvc.yaml": dvc, **PARTS, **orders, **ice, **same})
    git(root, "tag", "v1")
    monkeypatch.chdir(root)
    return root


def told(out: str) -> set[tuple[Any, ...]]:
    return {
        (entry["path"], entry["kind"], entry["column"], entry["before"], entry["after"], tuple(entry["readers"]))
        for entry in json.loads(out)["changes"]
    }


def test_columns_of_lakes_are_compared(debt: Run, lake: Path, commit: Callable[..., str]) -> None:
    later = [metadata(ID, column("price", "double")), add("part-1.parquet")]
    log = delta_log([metadata(ID, NAME), add("part-0.parquet", 4, **BOUNDS)], later)
    new = below("lake/new", delta_log([metadata(ID), add("a", 2)]))
    commit(
        lake, {**below("lake/orders", log), **below("ice/people", iceberg_log(people("id", "years"), hint=1)), **new}
    )
    for arguments in (["v1"], ["v1", "HEAD"]):
        out = debt("diff", *arguments, "--format", "json").out
        reader = ("dvc.yaml:train",)
        assert told(out) == {
            ("lake/orders", "removed_column", "name", "string", None, reader),
            ("lake/orders", "added_column", "price", None, "number", reader),
            ("ice/people", "renamed_column", "years", "age", "years", ()),
            ("lake/new", "added_dataset", None, None, "1 column, 2 rows", ()),
        }
        assert (json.loads(out)["n_datasets"], json.loads(out)["unreadable"]) == (4, [])


def test_rows_that_are_not_known_are_no_empty_table(debt: Run, lake: Path, commit: Callable[..., str]) -> None:
    log = delta_log([metadata(ID, NAME), add("part-0.parquet", 4, **BOUNDS)], [add("part-1.parquet")])
    commit(lake, below("lake/orders", log))
    assert told(debt("diff", "v1", "--format", "json").out) == set()
    emptied = [{"remove": {"path": "part-0.parquet", "dataChange": True}}]
    commit(lake, below("lake/orders", delta_log([metadata(ID, NAME), add("part-0.parquet", 4, **BOUNDS)], emptied)))
    (change,) = told(debt("diff", "v1", "--format", "json").out)
    assert change[:2] == ("lake/orders", "malformed_table")
    assert change[3:5] == ("4 rows", "the table is empty")


def test_a_lake_that_goes_moves_or_breaks(debt: Run, lake: Path, commit: Callable[..., str], git: Any) -> None:
    git(lake, "rm", "-rq", "ice/people")
    git(lake, "mv", "ice/same", "ice/other")
    commit(lake, {f"lake/orders/_delta_log/{0:020}.json": "{"})
    said = json.loads(debt("diff", "v1", "HEAD", "--format", "json").out)
    assert [(entry["path"], entry["kind"], entry["before"]) for entry in said["changes"]] == [
        ("ice/people", "removed_dataset", "2 columns, 3 rows")
    ]
    assert said["moved"] == [{"before": "ice/same", "after": "ice/other"}]
    ((path, side, error),) = [tuple(entry.values()) for entry in said["unreadable"]]
    assert (path, side) == ("lake/orders", "head")
    assert "not valid JSON" in error


def test_an_unchanged_lake_is_not_opened(debt: Run, lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("debt_pipelines.crawlers.lake_tables.read_lake", refuse)
    assert debt("diff", "v1").out.splitlines()[1] == "no schema change in 3 datasets"


def test_what_the_settings_leave_out(debt: Run, lake: Path, commit: Callable[..., str]) -> None:
    commit(lake, {"debt.toml": 'exclude = ["lake/"]\n', **below("lake/orders", delta_log([metadata(ID)]))})
    assert told(debt("diff", "v1", "--format", "json").out) == set()
