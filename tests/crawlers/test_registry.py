"""All crawlers are found and run, and one that fails costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import registry
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project, open_project

MakeFolder = Callable[..., Path]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that puts other crawlers in the place of the known ones."""

    def use(**crawlers: Any) -> None:
        monkeypatch.setattr(registry, "crawlers", lambda wanted=None: crawlers)

    return use


def _source(path: str, crawler: str) -> Source:
    return Source(path=path, crawler=crawler, kind="data", status="read")


def test_every_module_with_a_crawl_function_is_a_crawler() -> None:
    found = registry.crawlers()
    assert {
        "codeowners",
        "datapackage",
        "dbt",
        "dvc_config",
        "dvc_files",
        "dvc_pipeline",
        "tables",
        "unread_tools",
    } <= set(found)
    assert not {"registry", "dvc_lock", "dvc_stage", "dvc_templates"} & set(found)
    assert all(callable(crawler) for crawler in found.values())


def test_only_the_crawlers_asked_for_are_loaded_and_those_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    other = EntryPoint("other", "no_such_module:crawl", registry.ENTRY_POINTS)
    monkeypatch.setattr(registry, "entry_points", lambda group: [other])
    assert set(registry.crawlers(["dvc_files", "dvc_lock"])) == {"dvc_files", "other"}


def test_an_empty_project_gives_no_rows(make_folder: MakeFolder) -> None:
    assert registry.crawl_project(open_project(make_folder({"notes.txt": "x"})), Settings()) == []


def test_rows_come_in_a_stable_order(make_folder: MakeFolder, only: Callable[..., None]) -> None:
    seen: list[str] = []

    def crawler(name: str) -> Callable[..., Iterator[Row]]:
        def crawl(project: Project, settings: Settings) -> Iterator[Row]:
            seen.append(name)
            yield _source(name, name)

        return crawl

    only(**{name: crawler(name) for name in ("tables", "z_last", "table_history", "a_first")})
    rows = registry.crawl_project(open_project(make_folder({"a": "x"})), Settings())
    assert seen == ["a_first", "z_last", "tables", "table_history"]
    assert [row.path for row in rows if isinstance(row, Source)] == seen


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("odd value"), "the crawler failed: ValueError: odd value"),
        (RecursionError("deep"), "the crawler failed: RecursionError: deep"),
        (UnreadableError("no such thing", line=3), "the crawler failed: no such thing"),
    ],
)
def test_a_crawler_that_fails_costs_itself(
    make_folder: MakeFolder, only: Callable[..., None], error: Exception, message: str
) -> None:
    def broken(project: Project, settings: Settings) -> Iterator[Row]:
        yield _source("before", "broken")
        raise error

    def sound(project: Project, settings: Settings) -> Iterator[Row]:
        yield _source("fine", "sound")

    only(broken=broken, sound=sound)
    before, failed, fine = registry.crawl_project(open_project(make_folder({"a": "x"})), Settings())
    assert (before, fine) == (_source("before", "broken"), _source("fine", "sound"))
    assert failed == Source(path="broken", crawler="broken", kind="crawler", status="error", error=message)


def test_an_interruption_is_no_failure(make_folder: MakeFolder, only: Callable[..., None]) -> None:
    def interrupted(project: Project, settings: Settings) -> Iterator[Row]:
        raise KeyboardInterrupt

    only(interrupted=interrupted)
    with pytest.raises(KeyboardInterrupt):
        registry.crawl_project(open_project(make_folder({"a": "x"})), Settings())


def test_data_crawlers_see_ignored_files_that_dvc_tells_of(
    make_repo: Callable[..., Path], only: Callable[..., None]
) -> None:
    root = make_repo({"a.csv": "x", ".gitignore": "/data\n/cache\n"})
    for path in ("data/deep/b.csv", "cache/c.csv"):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text("x")
    visible: dict[str, list[str]] = {}

    def told(project: Project, settings: Settings) -> Iterator[Row]:
        visible["told"] = project.paths(suffixes=(".csv",))
        yield Sighting(path="data", crawler="told", storage="dvc", source_path="data.dvc")
        yield Sighting(path="../up", crawler="told", storage="none", source_path="data.dvc")
        yield Sighting(path="cache", crawler="told", storage="external", source_path="data.dvc")

    def tables(project: Project, settings: Settings) -> Iterator[Row]:
        visible["tables"] = project.paths(suffixes=(".csv",))
        yield from ()

    only(told=told, tables=tables)
    registry.crawl_project(open_project(root), Settings())
    assert visible == {"told": ["a.csv"], "tables": ["a.csv", "data/deep/b.csv"]}


def test_crawlers_of_others_may_fail_to_load(make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        EntryPoint("theirs", "debt_pipelines.crawlers.datapackage:crawl", registry.ENTRY_POINTS),
        EntryPoint("gone", "no_such_package.crawler:crawl", registry.ENTRY_POINTS),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == registry.ENTRY_POINTS else [])
    root = make_folder({"datapackage.json": '{"resources": []}'})
    rows = [row for row in registry.crawl_project(open_project(root), Settings()) if isinstance(row, Source)]
    assert [row.crawler for row in rows].count("datapackage") == 2
    (failed,) = (row for row in rows if row.kind == "crawler")
    assert failed.path == "gone"
    assert "no_such_package" in str(failed.error)
