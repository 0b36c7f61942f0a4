"""What is wrong in a dvc.yaml costs as little as possible, and is told with its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline

Crawl = Callable[..., dict[str, list[Any]]]

GOOD = "stages:\n  good:\n    cmd: x\n    deps: [missing.csv]\n    outs: [out.csv]\n"


@pytest.mark.parametrize(
    ("stage", "message"),
    [
        ("{cmd: x, dep: [a]}", "unknown key `dep`, so DVC refuses the file"),
        ("{cmd: x, 5: a}", "unknown key `5`, so DVC refuses the file"),
        ("{deps: [a.csv]}", "has no `cmd`"),
        ("{cmd: }", "has no `cmd`"),
        ("{cmd: {a: b}}", "has no `cmd`"),
        ("{cmd: 5}", "has no `cmd`"),
        ("{}", "has no `cmd`"),
        ("[cmd]", "a mapping is expected"),
        ("python x.py", "a mapping is expected"),
        ("", "a mapping is expected"),
        ("5", "a mapping is expected"),
        ("${nope}", "a form that DVC does not understand"),
        ("{cmd: 'x ${nope}'}", "Could not find 'nope'"),
        ("{foreach: [a], do: {cmd: x, dep: [b]}}", "unknown key `dep`"),
        ("{foreach: [a], do: {deps: [b]}}", "has no `cmd`"),
    ],
)
def test_one_bad_stage_costs_one_stage(crawl: Crawl, stage: str, message: str) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": f"{GOOD}  bad: {stage}\n"})
    assert [job.name for job in found["jobs"]] == ["good"]
    (source,) = found["sources"]
    assert (source.path, source.status, source.line) == ("dvc.yaml", "error", 6)
    assert source.part in ("bad", "bad@a")
    assert message in source.error


def test_every_bad_stage_is_told(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": f"{GOOD}  one: 5\n  two: {{}}\n  three: {{cmd: '${{x}}'}}\n"})
    assert [(source.part, source.line) for source in found["sources"]] == [("one", 6), ("two", 7), ("three", 8)]


def test_a_key_that_stands_twice_is_told_and_the_stages_are_read(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": f"{GOOD}  good:\n    cmd: y\n    cmd: z\n"})
    assert [(job.name, job.command) for job in found["jobs"]] == [("good", "z")]
    assert [(source.error, source.line, source.part) for source in found["sources"]] == [
        ("the key `good` stands twice, so DVC refuses the file", 6, None),
        ("the key `cmd` stands twice, so DVC refuses the file", 8, None),
    ]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (GOOD + "<<<<<<< HEAD\n  a:\n    cmd: x\n", "unresolved merge conflict", 6),
        (GOOD + "\tx: 1\n", "not valid YAML: found character that cannot start any token", 6),
        ("- stages\n- more\n", "a mapping is expected at the top", 1),
        ("text\n", "a mapping is expected at the top", 1),
        ("vars: []\nstages: [good]\n", "`stages` is not a mapping", 2),
        ("stages: text\n", "`stages` is not a mapping", 1),
        (b"stages:\n  caf\xe9:\n    cmd: x\n", "not UTF-8 text", 2),
        ("stages:\n  &a good: &b {cmd: *b}\n", "too deeply nested", 2),
        ("[" * 100_000, "too deeply nested", 1),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole(crawl: Crawl, text: str | bytes, message: str, line: int) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": text, "sub/dvc.yaml": GOOD})
    errors = [source for source in found["sources"] if source.status == "error"]
    assert [(source.path, source.line, source.part) for source in errors] == [("dvc.yaml", line, None)]
    assert message in errors[0].error
    assert [job.job for job in found["jobs"]] == ["sub/dvc.yaml:good"]


@pytest.mark.parametrize("broken", ["dvc.yaml", "other/dvc.yaml", "other/dvc.lock"])
def test_a_missing_path_that_an_unreadable_file_names_may_be_made_there(crawl: Crawl, broken: str) -> None:
    found = crawl(crawl_pipeline, {"sub/dvc.yaml": GOOD, broken: "\tstages: {x: {outs: [sub/missing.csv]}}\n"})
    present = {edge.target: edge.is_present for edge in found["edges"]}
    assert present == {"sub/missing.csv": None, "sub/out.csv": False}


def test_a_bad_stage_may_make_a_missing_path_too(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": f"{GOOD}  bad: {{outs: [missing.csv]}}\n"})
    (edge,) = (edge for edge in found["edges"] if edge.direction == "dep")
    assert edge.is_present is None


def test_a_missing_path_that_only_readable_files_name_is_missing(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": GOOD, "other/dvc.yaml": "\tstages:\n"})
    assert {edge.target: edge.is_present for edge in found["edges"]} == {"missing.csv": False, "out.csv": False}


def test_a_path_behind_a_link_may_be_there(make_folder: Callable[..., Any], crawl_root: Crawl) -> None:
    root = make_folder({"dvc.yaml": GOOD.replace("missing.csv", "linked/missing.csv")})
    (root / "linked").symlink_to(root.parent)
    (edge, _out) = crawl_root(crawl_pipeline, root)["edges"]
    assert edge.is_present is None


def test_a_file_that_cannot_be_opened_is_told(make_folder: Callable[..., Any], crawl_root: Crawl) -> None:
    root = make_folder({"a.csv": "x"})
    (root / "dvc.yaml").symlink_to(root / "a.csv")
    assert crawl_root(crawl_pipeline, root) == {}
