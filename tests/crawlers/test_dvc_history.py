"""Runs and versions that git remembers: what counts as one, by whom, and what explains it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_history import crawl
from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]
Commit = Callable[..., str]
CrawlRoot = Callable[..., dict[str, list[Any]]]
YAML = "stages:\n  train:\n    cmd: x\n    wdir: w\n"


def lock(
    out: str = "o1", *, dep: str = "d1", cmd: str = "train", param: str = "1", scheme: str | None = "md5", size: int = 5
) -> str:
    """A lock file of one stage with one dependency, one parameter and one output."""
    hashed = f"      hash: {scheme}\n" if scheme else ""
    return (
        f"schema: '2.0'\nstages:\n  train:\n    cmd: {cmd}\n    deps:\n    - path: in.csv\n{hashed}      md5: {dep}\n"
        f"    params:\n      params.yaml:\n        rate: {param}\n"
        f"    outs:\n    - path: ../out.csv\n{hashed}      md5: {out}\n      size: {size}\n"
    )


@pytest.fixture
def rows_of(make_repo: MakeRepo, commit: Commit, crawl_root: CrawlRoot) -> Callable[..., dict[str, list[Any]]]:
    """A function that commits each state of files in turn and gives the rows by table."""

    def run(*states: dict[str, str]) -> dict[str, list[Any]]:
        root = make_repo(states[0])
        for state in states[1:]:
            commit(root, state)
        return crawl_root(crawl, root)

    return run


@pytest.mark.parametrize(
    ("changes", "flags", "is_explained"),
    [
        ({"out": "o2"}, (False, False, True), False),
        ({"out": "o2", "dep": "d2"}, (False, True, True), True),
        ({"out": "o2", "cmd": "train -v"}, (True, False, True), True),
        ({"out": "o2", "param": "2"}, (False, True, True), True),
        ({"dep": "d2"}, (False, True, False), "no version"),
        ({}, None, "no version"),
        ({"scheme": None}, None, "no version"),
        ({"out": "o2", "scheme": None}, None, "no version"),
        ({"out": "o2", "scheme": None, "size": 6}, (False, False, True), False),
    ],
)
def test_what_a_run_changed_and_whether_that_explains_its_output(
    rows_of: Callable[..., dict[str, list[Any]]],
    changes: dict[str, Any],
    flags: tuple[bool, ...] | None,
    is_explained: bool | str,
) -> None:
    found = rows_of({"dvc.yaml": YAML, "dvc.lock": lock()}, {"dvc.lock": lock(**changes), "other.txt": "x"})
    first, *later = found["recorded_runs"]
    assert (first.job, first.author, first.is_bot, first.is_output_changed) == ("dvc.yaml:train", "Ada", False, True)
    changed = [(run.is_command_changed, run.is_input_changed, run.is_output_changed) for run in later]
    assert changed == ([] if flags is None else [flags])
    begin, *versions = found["output_versions"]
    assert (begin.path, begin.hash, begin.job, begin.is_explained) == ("out.csv", "o1", "dvc.yaml:train", None)
    assert (begin.source_path, begin.hash_name, begin.committed_at) == ("dvc.lock", "md5", "2026-01-05T09:00:00+00:00")
    assert [row.is_explained for row in versions] == ([] if is_explained == "no version" else [is_explained])


def test_with_dependencies_hashed_anew_nothing_is_known_of_the_cause(
    rows_of: Callable[..., dict[str, list[Any]]],
) -> None:
    with_size = lock(dep="d1\n      size: 7", out="o1")
    migrated = lock(dep="d2\n      size: 7", out="o2", scheme=None, size=6)
    _first, second = rows_of({"dvc.lock": with_size}, {"dvc.lock": migrated})["output_versions"]
    assert second.is_explained is None


def test_what_was_taken_away_and_comes_back_unchanged_is_no_run(
    rows_of: Callable[..., dict[str, list[Any]]],
) -> None:
    empty = "schema: '2.0'\nstages:\n  other:\n    cmd: x\n"
    found = rows_of({"dvc.lock": lock()}, {"dvc.lock": empty}, {"dvc.lock": "<<<<<<< \n"}, {"dvc.lock": lock()})
    assert [run.job for run in found["recorded_runs"]] == ["dvc.yaml:train", "dvc.yaml:other"]
    assert len(found["output_versions"]) == 1


def test_order_alone_is_no_run(rows_of: Callable[..., dict[str, list[Any]]]) -> None:
    outs = [f"    - path: {name}\n      md5: {name}{name}\n" for name in "ab"]
    head = "schema: '2.0'\nstages:\n  s:\n    cmd: x\n    outs:\n"
    found = rows_of({"dvc.lock": head + outs[0] + outs[1]}, {"dvc.lock": head + outs[1] + outs[0]})
    assert (len(found["recorded_runs"]), len(found["output_versions"])) == (1, 2)


def test_an_output_that_a_stage_gets_later_has_its_first_version_then(
    rows_of: Callable[..., dict[str, list[Any]]],
) -> None:
    more = lock(dep="d2") + "    - path: ../more.csv\n      md5: m1\n"
    found = rows_of({"dvc.yaml": YAML, "dvc.lock": lock()}, {"dvc.lock": more})
    assert [(row.path, row.is_explained) for row in found["output_versions"]] == [("out.csv", None), ("more.csv", None)]


@pytest.mark.parametrize(
    ("yaml", "path"),
    [
        (YAML, "sub/out.csv"),
        (YAML.replace("wdir: w", "wdir: ../a/b"), "a/out.csv"),
        ("vars:\n- top: w/v\n" + YAML.replace("wdir: w", "wdir: ${top}"), "sub/w/out.csv"),
        (YAML.replace("wdir: w", "wdir: ${nope}"), None),
        ("stages: {}\n", "out.csv"),
        ("- broken", "out.csv"),
    ],
)
def test_paths_start_from_the_present_working_directory(
    rows_of: Callable[..., dict[str, list[Any]]], yaml: str, path: str | None
) -> None:
    found = rows_of({"sub/dvc.yaml": yaml, "sub/dvc.lock": lock()})
    assert [row.path for row in found["output_versions"]] == ([] if path is None else [path])
    assert [row.job for row in found["recorded_runs"]] == ["sub/dvc.yaml:train"]


def test_a_templated_stage_and_its_working_directory(rows_of: Callable[..., dict[str, list[Any]]]) -> None:
    yaml = "stages:\n  train:\n    foreach: [de, at]\n    do:\n      cmd: x\n      wdir: data/${item}\n"
    found = rows_of({"dvc.yaml": yaml, "dvc.lock": lock().replace("train:", "train@at:")})
    assert [(row.job, row.path) for row in found["output_versions"]] == [("dvc.yaml:train@at", "data/out.csv")]


def test_tracked_data_belongs_to_no_job(rows_of: Callable[..., dict[str, list[Any]]]) -> None:
    text = "outs:\n- md5: {}\n  size: {}\n  path: raw.csv\n"
    found = rows_of(
        {"data/raw.csv.dvc": text.format("r1", 1), "data/.dvc/x": "folder"},
        {"data/raw.csv.dvc": f"wdir: ..\n{text.format('r2', 2)}"},
        {"data/raw.csv.dvc": text.format("r3", 3)},
        {"data/raw.csv.dvc": "outs: [broken"},
    )
    assert [(row.path, row.hash, row.job, row.is_explained) for row in found["output_versions"]] == [
        ("data/raw.csv", "r1", None, None),
        ("raw.csv", "r2", None, None),
        ("data/raw.csv", "r3", None, None),
    ]
    assert found["recorded_runs"] == []


def test_a_stage_file_of_dvc_0_is_a_stage(rows_of: Callable[..., dict[str, list[Any]]]) -> None:
    text = "cmd: train\ndeps:\n- md5: {}\n  path: in.csv\nouts:\n- cache: true\n  md5: {}\n  path: out.csv\n"
    found = rows_of(
        {"train.dvc": text.format("d1", "o1")}, {"train.dvc": text.format("d1", "o2"), "Dvcfile": "cmd: x\n"}
    )
    first, *later = [(run.job, run.is_input_changed) for run in found["recorded_runs"]]
    assert (first, set(later)) == (("train.dvc", True), {("train.dvc", False), ("Dvcfile", True)})
    assert [(row.job, row.hash, row.is_explained) for row in found["output_versions"]] == [
        ("train.dvc", "o1", None),
        ("train.dvc", "o2", False),
    ]


def test_a_merge_is_credited_to_who_did_the_work(
    make_repo: MakeRepo,
    commit: Commit,
    git: Callable[..., str],
    crawl_root: CrawlRoot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = make_repo({"dvc.lock": lock()})
    git(root, "checkout", "--quiet", "-b", "side")
    for name in ("Bob", "Eve"):
        monkeypatch.setenv("GIT_AUTHOR_NAME", name)
        monkeypatch.setenv("GIT_AUTHOR_EMAIL", f"{name}@example.com")
        commit(root, {"dvc.lock": lock("o2", dep="d2"), "by.txt": name})
    git(root, "checkout", "--quiet", "main")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ada")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ada@example.com")
    git(root, "merge", "--quiet", "--no-ff", "--message", "merge", "side")
    rows = crawl_root(crawl, root)["output_versions"]
    assert [row.author for row in rows] == ["Ada", "Bob"]
    assert rows[-1].commit == git(root, "rev-parse", "HEAD")


def test_the_part_of_a_repository_and_the_state_that_are_scanned(
    make_repo: MakeRepo, commit: Commit, crawl_root: CrawlRoot
) -> None:
    root = make_repo({"sub/dvc.yaml": YAML, "sub/dvc.lock": lock(), "dvc.lock": lock("x")})
    commit(root, {"sub/dvc.lock": lock("o2")})
    (root / "sub/dvc.lock").write_text(lock("o3"))
    found = crawl_root(crawl, root / "sub")["output_versions"]
    assert [(row.path, row.hash, row.source_path) for row in found] == [
        ("out.csv", "o1", "dvc.lock"),
        ("out.csv", "o2", "dvc.lock"),
    ]
    assert len(crawl_root(crawl, root / "sub", "HEAD~1")["output_versions"]) == 1


def test_excluded_files_have_no_history(make_repo: MakeRepo) -> None:
    project = open_project(make_repo({"tests/dvc.lock": lock()})).excluding(["tests/"])
    assert list(crawl(project, Settings())) == []


@pytest.fixture
def cut_off(make_repo: MakeRepo, commit: Commit, tmp_path: Path) -> Path:
    """A clone of the last two of three commits."""
    root = make_repo({"dvc.lock": lock()})
    for n in (2, 3):
        commit(root, {"dvc.lock": lock(f"o{n}", dep=f"d{n}")})
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=2", f"file://{root}", str(clone)], check=True)
    return clone


def test_a_shallow_clone_tells_only_what_it_knows(cut_off: Path, crawl_root: CrawlRoot) -> None:
    found = crawl_root(crawl, cut_off)
    assert [(row.hash, row.is_explained) for row in found["output_versions"]] == [("o3", True)]
    assert [run.is_command_changed for run in found["recorded_runs"]] == [False]
    (source,) = found["sources"]
    assert (source.path, source.crawler, source.status) == (".git", "dvc_history", "skipped")


def test_a_limit_of_commits_cuts_history_off(make_repo: MakeRepo, commit: Commit) -> None:
    root = make_repo({"dvc.lock": lock()})
    for n in (2, 3):
        commit(root, {"dvc.lock": lock(f"o{n}")})
    project = open_project(root)
    for limit, hashes, n_notes in ((2, ["o2", "o3"], 1), (3, ["o1", "o2", "o3"], 0), (0, [], 0)):
        rows = list(crawl(project, Settings(history_commits=limit)))
        versions = [row for row in rows if row.table == "output_versions"]
        assert [getattr(row, "hash", None) for row in versions] == hashes
        assert sum(row.table == "sources" for row in rows) == n_notes


def test_too_much_history_is_cut_off(
    rows_of: Callable[..., dict[str, list[Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debt_pipelines.crawlers.dvc_versions._MAX_BYTES", len(lock()) + 1)
    monkeypatch.setattr("debt_pipelines.crawlers.dvc_versions._BATCH_BYTES", 1)
    found = rows_of({"dvc.lock": lock()}, {"dvc.lock": lock("o2")}, {"dvc.lock": lock("o3")})
    assert ([row.hash for row in found["output_versions"]], len(found["sources"])) == (["o3"], 1)


def test_without_commits_there_is_no_history(make_folder: Callable[..., Path], git: Callable[..., str]) -> None:
    root = make_folder({"dvc.lock": lock()})
    assert list(crawl(open_project(root), Settings())) == []
    git(root, "init", "--quiet")
    assert list(crawl(open_project(root), Settings())) == []
