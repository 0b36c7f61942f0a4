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


@pytest.mark.parametrize("name", ["dvc.yaml", "dvc.lock", "Dvcfile"])
def test_a_link_is_left_out_with_the_reason(make_folder: Callable[..., Any], crawl_root: Crawl, name: str) -> None:
    root = make_folder({"sub/dvc.yaml": GOOD, "a.csv": "x"})
    (root / name).symlink_to(root / "a.csv")
    found = crawl_root(crawl_pipeline, root)
    assert {source.path: (source.status, source.error) for source in found["sources"]} == {
        name: ("skipped", "a link, which the scan does not follow"),
        "sub/dvc.yaml": ("read", None),
    }
    assert [job.job for job in found["jobs"]] == ["sub/dvc.yaml:good"]
    assert {edge.is_present for edge in found["edges"]} == {None}, "what the link declares may be made there"


@pytest.mark.parametrize("text", ["", "{}\n", "# nothing\n"])
def test_an_empty_lock_file(crawl: Crawl, text: str) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": GOOD, "dvc.lock": text})
    (source,) = (source for source in found["sources"] if source.status == "error")
    assert (source.path, source.error, source.line) == ("dvc.lock", "an empty file, which DVC refuses", 1)
    assert [job.is_locked for job in found["jobs"]] == [None]


@pytest.mark.parametrize(
    ("schema", "told"), [("'3.0'", "3.0"), ("4", "4"), ("", "None"), ("next", "next"), ("[2.0]", "['2.0']")]
)
def test_a_lock_schema_of_the_future(crawl: Crawl, schema: str, told: str) -> None:
    lock = f"# by DVC 9\nschema: {schema}\nstages:\n  good:\n    cmd: x\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": GOOD, "dvc.lock": lock.replace("[2.0]", "['2.0']")})
    (source,) = (source for source in found["sources"] if source.status == "error")
    assert (source.path, source.line) == ("dvc.lock", 2)
    assert source.error == f"lock schema {told}, which this version does not know"
    assert [(job.name, job.is_locked, job.kind) for job in found["jobs"]] == [("good", None, "dvc_stage")]


LOCK = "schema: '2.0'\nstages:\n  good:\n    cmd: x\n    outs:\n    - path: out.csv\n      md5: aaa\n"


@pytest.mark.parametrize(
    ("lock", "message", "line"),
    [
        (LOCK + "  other:\n    cmd: 'x", "not valid YAML", 9),
        (LOCK + "  other:\n    cmd: x\n    deps:\n    - path: {a", "not valid YAML", 12),
        (LOCK + "\tother:\n", "not valid YAML", 8),
        (LOCK + "<<<<<<< HEAD\n  other: {}\n", "unresolved merge conflict", 8),
        (LOCK + "  good:\n    cmd: y\n", "the key `good` stands twice", 8),
        (LOCK.encode() + b"  caf\xe9:\n    cmd: y\n", "not UTF-8 text", 8),
        (LOCK + f"  bomb: {'[' * 2000}\n", "too deeply nested", 8),
        ("- good\n", "a mapping is expected", 1),
        ("schema: '2.0'\nstages: [good]\n", "`stages` is not a mapping", 2),
    ],
)
def test_a_damaged_lock_file_costs_only_what_it_records(
    crawl: Crawl, lock: str | bytes, message: str, line: int
) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": GOOD, "dvc.lock": lock, "sub/dvc.yaml": GOOD, "sub/dvc.lock": LOCK})
    (source,) = (source for source in found["sources"] if source.status == "error")
    assert (source.path, source.line) == ("dvc.lock", line)
    assert message in source.error
    assert [(job.job, job.is_locked) for job in found["jobs"]] == [("dvc.yaml:good", None), ("sub/dvc.yaml:good", True)]


def test_a_lock_file_cut_off_between_two_lines_is_read_as_far_as_it_goes(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": GOOD, "dvc.lock": LOCK[: LOCK.index("    outs")]})
    assert [(job.name, job.is_locked) for job in found["jobs"]] == [("good", True)]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{key}: &{key} [{', '.join([f'*{before}'] * 9)}]\n" for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("path", ["dvc.yaml", "dvc.lock", "Dvcfile"])
def test_aliases_that_multiply_cost_one_file(crawl: Crawl, path: str) -> None:
    found = crawl(crawl_pipeline, {path: BOMB, "sub/dvc.yaml": GOOD})
    (source,) = (source for source in found["sources"] if source.status == "error")
    assert (source.path, "too large or too deeply nested" in source.error) == (path, True)
    assert source.line is not None
    assert [job.job for job in found["jobs"]] == ["sub/dvc.yaml:good"]


@pytest.mark.parametrize("values", ["[{a: '${b}'}, {b: '${a}'}]", "[{a: '${a}'}]", "[{a: {b: '${a.c}', c: '${a.b}'}}]"])
def test_values_that_name_each_other_cost_the_templated_stages(crawl: Crawl, values: str) -> None:
    bad = f"vars: {values}\n{GOOD}  bad:\n    cmd: x ${{a}}\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": bad, "sub/dvc.yaml": GOOD})
    assert {"dvc.yaml:good", "sub/dvc.yaml:good"} <= {job.job for job in found["jobs"]}
    problems = [source for source in found["sources"] if source.status == "error"]
    assert [(source.path, source.line, source.part) for source in problems] == [("dvc.yaml", 7, "bad")]


def test_a_large_lock_file_is_read_in_seconds(crawl: Crawl) -> None:
    entries = "".join(
        f"  s{n}:\n    cmd: run {n}\n    outs:\n    - path: out/{n}.csv\n      hash: md5\n      md5: {n:032x}\n"
        for n in range(20_000)
    )
    found = crawl(crawl_pipeline, {"dvc.yaml": GOOD, "dvc.lock": f"{LOCK}{entries}"})
    assert len(found["jobs"]) == 20_001
    assert [source.status for source in found["sources"]] == ["read", "read"]


@pytest.mark.parametrize("path", ["dvc.yaml", "dvc.lock", "Dvcfile"])
def test_a_file_beyond_the_limit_is_left_out_with_the_reason(
    crawl: Crawl, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("debt_pipelines.crawlers.dvc_lock._MAX_UNUSUAL_CHARACTERS", 1000)
    found = crawl(crawl_pipeline, {path: f"x: {'y' * 2**23}\n", "sub/dvc.yaml": GOOD})
    source = next(source for source in found["sources"] if source.path == path)
    assert (source.status, source.error.startswith("larger than")) == ("skipped", True)
    assert [job.job for job in found["jobs"]] == ["sub/dvc.yaml:good"]
    assert {edge.is_present for edge in found["edges"]} == {None}
