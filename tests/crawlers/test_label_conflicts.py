"""Labels compared between rows with the same features: which tables, how often, and what is no evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.catalog.profile.label_conflicts import Conflicts, count_conflicts
from debt_pipelines.catalog.tabular import read_columns
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import label_conflicts
from debt_pipelines.model.table_rows import LabelCheck
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import open_project

Rows = list[tuple[Any, ...]]
PARAMS = "train:\n  features: [age, city]\n  target_column: churned\n"
CASES: Rows = [(n, f"c{n % 7}", n % 2) for n in range(20)]


def csv(rows: Rows, header: str = "age,city,churned") -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def table(rows: Rows) -> Any:
    import pyarrow as pa

    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(("age", "city", "churned"), map(list, columns), strict=True)))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (CASES, Conflicts(20, 0)),
        ([*CASES, (3, "c3", 1)], Conflicts(21, 0)),
        ([*CASES, (3, "c3", 0)], Conflicts(21, 2)),
        ([*CASES, (3, "c3", 0), (3, "c3", 1)], Conflicts(22, 3)),
        ([*CASES, (None, "c3", 0), (3, "c3", None)], Conflicts(20, 0)),
        ([(n % 4, "c", n % 2) for n in range(20)], None),
        ([(n, "c", n / 2) for n in range(20)], None),
        ([(n, "c", 1) for n in range(20)], None),
        (CASES[:1], None),
    ],
)
def test_conflicts(rows: Rows, found: Conflicts | None) -> None:
    assert count_conflicts(table(rows), ["age", "city"], "churned") == found


def checks(crawl: Callable[..., dict[str, list[Any]]], files: dict[str, str | bytes]) -> list[LabelCheck]:
    return crawl(label_conflicts.crawl, files)["label_checks"]


def test_each_table_with_the_label_and_all_features(crawl: Callable[..., dict[str, list[Any]]]) -> None:
    files: dict[str, str | bytes] = {
        "params.yaml": PARAMS,
        "data/a.csv": csv([*CASES, (3, "c3", 0)]),
        "data/b.tsv": csv(CASES).replace(",", "\t"),
        "data/without_city.csv": csv([(n, n % 2) for n in range(20)], "age,churned"),
    }
    assert checks(crawl, files) == [
        LabelCheck(path="data/a.csv", label="churned", n_features=2, n_rows=21, n_conflicts=2),
        LabelCheck(path="data/b.tsv", label="churned", n_features=2, n_rows=20, n_conflicts=0),
    ]


def test_parquet(crawl: Callable[..., dict[str, list[Any]]], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table([*CASES, (3, "c3", 0)]), tmp_path / "a.parquet")
    files: dict[str, str | bytes] = {"params.yaml": PARAMS, "a.parquet": (tmp_path / "a.parquet").read_bytes()}
    assert [check.n_conflicts for check in checks(crawl, files)] == [2]


@pytest.mark.parametrize(
    "params", ["train:\n  features: [age, city]\n", "train:\n  target_column: churned\n", "a: 1\n"]
)
def test_nothing_declared_means_nothing_read(
    crawl: Callable[..., dict[str, list[Any]]], params: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_conflicts, "read_columns", lambda *_: pytest.fail("read"))
    assert checks(crawl, {"params.yaml": params, "a.csv": csv(CASES)}) == []


def test_a_label_and_features_of_two_files_do_not_belong_together(crawl: Callable[..., dict[str, list[Any]]]) -> None:
    files: dict[str, str | bytes] = {
        "a/params.yaml": "features: [age, city]\n",
        "b/params.yaml": "target_column: churned\n",
        "a.csv": csv(CASES),
    }
    assert checks(crawl, files) == []


def test_tables_that_cannot_be_compared_are_no_evidence(
    crawl: Callable[..., dict[str, list[Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f'{{"age": {n}, "city": "c", "churned": {n % 2}}}\n' for n in range(20))
    files: dict[str, str | bytes] = {"params.yaml": PARAMS, "a.jsonl": rows, "broken.parquet": b"PAR1"}
    assert checks(crawl, files) == []
    monkeypatch.setattr(read_columns, "_MAX_TEXT_BYTES", 10)
    assert checks(crawl, files | {"a.csv": csv(CASES)}) == []


def test_a_content_is_read_once(make_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_folder(
        {"params.yaml": PARAMS, "a.csv": csv([*CASES, (3, "c3", 0)]), "coarse.csv": csv([(1, "c", 0)] * 9)}
    )
    memory = Memory()
    before = list(label_conflicts.crawl(replace(open_project(root), memory=memory), Settings()))
    monkeypatch.setattr(label_conflicts, "read_columns", lambda *_: pytest.fail("read again"))
    assert list(label_conflicts.crawl(replace(open_project(root), memory=memory), Settings())) == before
    assert len(before) == 1
