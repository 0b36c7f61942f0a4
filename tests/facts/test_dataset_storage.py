"""Dataset facts about storage: imports, data in git, and what the bytes say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import ContentCheck, Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.model.schema import Row

DatasetFact = Callable[..., dict[str, Any]]
DVC = Source(path="dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="read")


@pytest.fixture
def dataset_fact(facts: Callable[..., list[dict[str, Any]]]) -> DatasetFact:
    """A function that gives the facts of the dataset `d/x.csv`."""
    return lambda *rows: next(row for row in facts("dataset_facts", *rows) if row["data_path"] == "d/x.csv")


def _seen(path: str = "d/x.csv", **changes: Any) -> Sighting:
    values: dict[str, Any] = {"crawler": "git_files", "kind": "table", "source_path": path}
    return Sighting(path=path, **values | changes)


def _in_git(path: str = "d/x.csv", **changes: Any) -> Sighting:
    values: dict[str, Any] = {"storage": "git", "is_in_git": True, "size_bytes": 1_000_000}
    return _seen(path, **values | changes)


def _out(target: str = "d/x.csv", **changes: Any) -> Edge:
    return Edge(job="make", direction="out", target=target, path="dvc.yaml", **changes)


@pytest.mark.parametrize(
    ("rev", "problem"),
    [
        (None, "is imported without a revision"),
        ("main", "follows the branch `main`"),
        ("master", "follows the branch `master`"),
        ("Develop", "follows the branch `Develop`"),
        ("origin/main", "follows the branch `origin/main`"),
        ("v1.2", None),
        ("maintenance-2024", None),
        ("0123abc", None),
    ],
)
def test_an_import_from_a_repository(dataset_fact: DatasetFact, rev: str | None, problem: str | None) -> None:
    seen = _seen(crawler="dvc_files", storage="import", import_kind="repository", import_rev=rev)
    found = dataset_fact(seen)
    assert (found["is_repository_import"], found["import_problem"]) == (True, problem)


@pytest.mark.parametrize("kind", ["url", "database", None])
def test_other_imports_have_no_revision(dataset_fact: DatasetFact, kind: Any) -> None:
    found = dataset_fact(_seen(crawler="dvc_files", storage="import", import_kind=kind))
    assert found["is_repository_import"] is False


def test_a_file_of_an_imported_folder_is_no_import_of_its_own(dataset_fact: DatasetFact) -> None:
    folder = _seen("d", crawler="dvc_files", kind="directory", storage="import", import_kind="repository")
    assert dataset_fact(folder, _seen(crawler="tables"))["is_repository_import"] is False


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([_in_git()], (True, "keeps 1.0 MB in git")),
        ([_in_git(size_bytes=12_345_678)], (True, "keeps 12.3 MB in git")),
        ([_in_git(size_bytes=999_999)], (True, None)),
        ([_in_git(kind="model")], (True, "keeps 1.0 MB in git")),
        ([_in_git(kind="media")], (False, None)),
        ([_in_git(kind="document")], (False, None)),
        ([_seen(crawler="tables", storage="git", size_bytes=2_000_000)], (True, None)),
        ([_in_git(), _out(is_cached=False, is_in_git=True)], (False, None)),
        ([_in_git(), _out("d", is_cached=False, is_in_git=True)], (False, None)),
        ([_in_git(size_bytes=3), _seen(crawler="dvc_files", storage="dvc")], (True, "is tracked by git and by DVC")),
        ([_seen(crawler="dvc_pipeline", storage="dvc"), _out(is_in_git=True)], (True, "is tracked by git and by DVC")),
        ([_seen(crawler="dvc_pipeline", storage="dvc"), _out(is_in_git=False)], (False, None)),
        ([_seen(crawler="dvc_pipeline", storage="dvc"), _out(is_in_git=None)], (False, None)),
    ],
)
def test_data_in_git(dataset_fact: DatasetFact, rows: list[Row], expected: tuple[bool, str | None]) -> None:
    found = dataset_fact(DVC, *rows)
    assert (found["is_git_data"], found["git_data_problem"]) == expected


def test_without_dvc_git_is_where_data_belongs(dataset_fact: DatasetFact) -> None:
    found = dataset_fact(_in_git())
    assert (found["is_git_data"], found["git_data_problem"]) == (False, None)


def test_bytes_that_are_there(dataset_fact: DatasetFact) -> None:
    def check(place: Any, problem: str | None = None, path: str = "d/x.csv") -> ContentCheck:
        return ContentCheck(path=path, place=place, recorded_hash="a", problem=problem)

    def told(*rows: Row) -> tuple[bool | None, str | None]:
        found = dataset_fact(_seen(), *rows)
        return found["is_content_checked"], found["damage"]

    assert told() == (None, None)
    assert told(check("cache", "bad", path="other.csv")) == (None, None)
    assert told(check("cache"), check("workspace")) == (True, None)
    assert told(check("cache"), check("workspace", "changed")) == (True, "changed")
    assert told(check("cache", "bad"), check("workspace", "changed")) == (True, "bad; changed")
