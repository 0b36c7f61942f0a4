"""What a stage declares beside what its lock entry says: paths, counts and options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline

Crawl = Callable[..., dict[str, list[Any]]]


def _run(crawl: Crawl, stage: str, lock: str, *, folder: str = "") -> dict[str, list[Any]]:
    return crawl(
        crawl_pipeline,
        {
            f"{folder}dvc.yaml": f"stages:\n  run: {{cmd: run, {stage}}}\n",
            f"{folder}dvc.lock": f"schema: '2.0'\nstages:\n  run: {{cmd: run, {lock}}}\n",
        },
    )


def _locked(found: dict[str, list[Any]]) -> dict[str, str | None]:
    return {f"{edge.direction} {edge.target}": edge.locked_hash for edge in found["edges"]}


@pytest.mark.parametrize(
    ("stage", "lock", "lock_only"),
    [
        ("deps: [a], outs: [b]", "deps: [{path: a, md5: x}], outs: [{path: b, md5: y}]", None),
        ("deps: [a/], outs: [./b]", "deps: [{path: a, md5: x}], outs: [{path: b, md5: y}]", None),
        ("deps: [a], metrics: [b]", "deps: [{path: a, md5: x}], outs: [{path: b, md5: y}]", None),
        ("deps: [a]", "deps: [{path: a, md5: x}, {path: c, md5: z}], outs: [{path: b, md5: y}]", "dep c\nout b"),
        ("outs: [a]", "deps: [{path: a, md5: x}], outs: [{path: a, md5: y}]", "dep a"),
        ("deps: ['s3://k:s@bucket/a']", "deps: [{path: 's3://bucket/a', etag: x}]", None),
        ("deps: [a], params: [lr]", "deps: [{path: a, md5: x}], params: {params.yaml: {lr: 1}}", None),
        ("wdir: w, deps: [a, ../c]", "deps: [{path: a, md5: x}, {path: ../d, md5: x}]", "dep area/d"),
    ],
)
def test_paths_that_only_the_lock_entry_has(crawl: Crawl, stage: str, lock: str, lock_only: str | None) -> None:
    (job,) = _run(crawl, stage, lock, folder="area/")["jobs"]
    if lock_only and "area/" not in lock_only:
        lock_only = "\n".join(line.replace(" ", " area/") for line in lock_only.split("\n"))
    assert job.lock_only_paths == lock_only


@pytest.mark.parametrize(
    ("stage", "lock"),
    [
        (
            "wdir: src, deps: [a.py], outs: [../out/x]",
            "deps: [{path: src/a.py, md5: x}], outs: [{path: out/x, md5: y}]",
        ),
        ("deps: [src/a.py], outs: [out/x]", "deps: [{path: a.py, md5: x}], outs: [{path: ../out/x, md5: y}]"),
    ],
    ids=["a working directory came", "a working directory went"],
)
def test_a_changed_working_directory_changes_no_path(crawl: Crawl, stage: str, lock: str) -> None:
    found = _run(crawl, stage, lock)
    assert found["jobs"][0].lock_only_paths is None
    assert _locked(found) == {"dep src/a.py": "x", "out out/x": "y"}


def test_paths_that_moved_are_no_changed_working_directory(crawl: Crawl) -> None:
    found = _run(crawl, "deps: [lib/a.py]", "deps: [{path: src/a.py, md5: x}]")
    assert found["jobs"][0].lock_only_paths == "dep src/a.py"
    assert _locked(found) == {"dep lib/a.py": None}


def test_a_dependency_listed_twice_is_one_edge(crawl: Crawl) -> None:
    found = _run(crawl, "deps: [a, b, ./a, a/]", "deps: [{path: a, md5: x}]")
    assert [(edge.target, edge.locked_hash) for edge in found["edges"]] == [("a", "x"), ("b", None)]


def test_the_files_of_a_folder_are_counted(crawl: Crawl) -> None:
    found = _run(crawl, "deps: [a, b, c]", "deps: [{path: a, md5: x.dir, nfiles: 3}, {path: b, md5: y, nfiles: -1}]")
    assert [edge.locked_n_files for edge in found["edges"]] == [3, None, None]


@pytest.mark.parametrize(
    ("options", "is_annotated", "remote"),
    [
        ("", False, None),
        ("desc: What it is", True, None),
        ("type: model", True, None),
        ("labels: [a]", True, None),
        ("meta: {owner: me}", True, None),
        ("desc: '', labels: []", False, None),
        ("cache: false, persist: true", False, None),
        ("remote: vault", False, "vault"),
    ],
)
def test_what_an_output_says_of_itself(crawl: Crawl, options: str, is_annotated: bool, remote: str | None) -> None:
    (edge,) = _run(crawl, f"outs: [{{a: {{{options}}}}}]", "outs: []")["edges"]
    assert (edge.is_annotated, edge.remote) == (is_annotated, remote)


def test_what_git_tracks_of_the_paths(make_repo: Callable[..., Path], crawl_root: Crawl) -> None:
    stage = "stages:\n  run:\n    cmd: run\n    deps: [a.py, src, link/x, /abs]\n    outs: [out, made.csv]\n"
    root = make_repo({"dvc.yaml": stage, "a.py": "", "src/b.py": "", "out/.gitkeep": "", ".gitignore": "made.csv\n"})
    (root / "link").symlink_to("src")
    (root / "made.csv").write_text("x")
    assert {edge.target: edge.is_in_git for edge in crawl_root(crawl_pipeline, root)["edges"]} == {
        "a.py": True,
        "src": True,
        "link/x": None,
        "/abs": False,
        "out": False,
        "made.csv": False,
    }
