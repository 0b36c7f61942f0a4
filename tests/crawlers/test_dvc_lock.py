"""Recorded runs: what `dvc.lock` says of each stage, and which entries no stage has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_lock import command_text, read_lock
from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline
from debt_pipelines.model.errors import UnreadableError

Crawl = Callable[..., dict[str, list[Any]]]

STAGES = """\
  clean:
    cmd: python clean.py
    deps:
    - path: ./raw.csv
      hash: md5
      md5: aaa
      size: 10
    - path: https://example.org/x.csv
      etag: '"e"'
    - path: code.py
      md5: bbb
    params:
      params.yaml:
        lr: 0.1
        nested: {b: [1, two], a: null}
      other.toml:
        x: text
    outs:
    - path: sub/../out.csv
      hash: md5
      md5: ccc.dir
      size: 99
      nfiles: 3
"""
SCHEMA_2 = f"schema: '2.0'\nstages:\n{STAGES}"
SCHEMA_1 = "\n".join(line.removeprefix("  ") for line in STAGES.splitlines())
DVC_YAML = """\
stages:
  clean:
    cmd: python clean.py
    deps: [raw.csv, code.py, 'https://example.org/x.csv', never.csv]
    params: [lr, nested, missing, other.toml: [x]]
    outs: [out.csv]
"""


@pytest.mark.parametrize("lock", [SCHEMA_2, SCHEMA_1], ids=["schema 2.0", "schema 1.0"])
def test_a_stage_with_its_recorded_run(crawl: Crawl, lock: str) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": DVC_YAML, "dvc.lock": lock})
    (job,) = found["jobs"]
    assert (job.is_locked, job.lock_path, job.lock_command) == (True, "dvc.lock", "python clean.py")
    assert job.lock_line == (3 if "schema" in lock else 1)
    locked = {edge.target: (edge.locked_hash, edge.locked_hash_name, edge.locked_size_bytes) for edge in found["edges"]}
    assert locked == {
        "raw.csv": ("aaa", "md5", 10),
        "code.py": ("bbb", "md5-dos2unix", None),
        "https://example.org/x.csv": ('"e"', "etag", None),
        "never.csv": (None, None, None),
        "out.csv": ("ccc.dir", "md5", 99),
    }
    assert [(row.key, row.locked_value) for row in found["params"]] == [
        ("lr", "0.1"),
        ("nested", '{"a": null, "b": [1, "two"]}'),
        ("missing", None),
        ("x", '"text"'),
    ]
    assert [source.status for source in found["sources"]] == ["read", "read"]


def test_lines_of_the_lock_file(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": DVC_YAML, "dvc.lock": SCHEMA_2})
    lines = {edge.target: edge.lock_line for edge in found["edges"]}
    assert (lines["raw.csv"], lines["code.py"], lines["out.csv"], lines["never.csv"]) == (6, 12, 21, None)


def test_what_was_locked_is_known_of_the_output_itself(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": DVC_YAML, "dvc.lock": SCHEMA_2})
    (out,) = (row for row in found["sightings"] if row.path == "out.csv")
    assert (out.hash, out.hash_name, out.size_bytes) == ("ccc.dir", "md5", 99)


def test_a_stage_in_a_folder_finds_its_entry_as_written(crawl: Crawl) -> None:
    yaml = "stages:\n  a:\n    cmd: x\n    wdir: w\n    deps: [../in.csv]\n    params: [p]\n"
    lock = (
        "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    deps:\n    - path: ../in.csv\n      md5: aaa\n"
        "    params:\n      params.yaml: {p: 1}\n"
    )
    found = crawl(crawl_pipeline, {"sub/dvc.yaml": yaml, "sub/dvc.lock": lock})
    assert [(edge.target, edge.locked_hash) for edge in found["edges"]] == [("sub/in.csv", "aaa")]
    assert [(row.file, row.locked_value) for row in found["params"]] == [("sub/w/params.yaml", "1")]


def test_entries_of_templated_stages(crawl: Crawl) -> None:
    yaml = "stages:\n  load:\n    foreach: [de, at]\n    do:\n      cmd: load ${item}\n"
    lock = "schema: '2.0'\nstages:\n" + "".join(f"  load@{key}:\n    cmd: load {key}\n" for key in ("de", "fr"))
    found = crawl(crawl_pipeline, {"dvc.yaml": yaml, "dvc.lock": lock})
    assert [(job.name, job.kind, job.is_locked) for job in found["jobs"]] == [
        ("load@de", "dvc_stage", True),
        ("load@at", "dvc_stage", False),
        ("load@fr", "dvc_lock_entry", True),
    ]
    left = found["jobs"][-1]
    assert (left.job, left.template, left.path, left.line) == ("dvc.yaml:load@fr", "dvc.yaml:load", "dvc.lock", 5)
    assert (left.lock_path, left.lock_line, left.lock_command) == ("dvc.lock", 5, "load fr")


def test_entries_without_a_stage(crawl: Crawl) -> None:
    lock = "schema: '2.0'\nstages:\n  old:\n    cmd: x\n  clean:\n    cmd: y\n  older@x: {}\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": "stages:\n  clean:\n    cmd: y\n", "dvc.lock": lock})
    left = [job.name for job in found["jobs"] if job.kind == "dvc_lock_entry"]
    assert left == ["old", "older@x"]


def test_entries_of_a_stage_that_cannot_be_read_are_not_left_over(crawl: Crawl) -> None:
    yaml = "stages:\n  bad:\n    cdm: x\n  many:\n    foreach: ${nope}\n    do: {cmd: x}\n"
    lock = "schema: '2.0'\nstages:\n  bad:\n    cmd: x\n  many@a:\n    cmd: x\n  gone:\n    cmd: x\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": yaml, "dvc.lock": lock})
    assert [(job.name, job.is_locked) for job in found["jobs"]] == [("gone", True)]


def test_a_lock_file_alone_has_entries_without_stages(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"sub/dvc.lock": SCHEMA_2})
    assert [(job.job, job.kind, job.is_locked) for job in found["jobs"]] == [
        ("sub/dvc.yaml:clean", "dvc_lock_entry", True)
    ]


def test_beside_an_unreadable_dvc_yaml_nothing_is_known_of_entries(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": "- not\n- a mapping\n", "dvc.lock": SCHEMA_2})
    assert [(job.name, job.is_locked) for job in found["jobs"]] == [("clean", None)]


@pytest.mark.parametrize("lock", [None, "schema: '2.0'\n", "schema: '2.0'\nstages: {}\n", "stages:\n"])
def test_without_entries_no_stage_ever_ran(crawl: Crawl, lock: str | None) -> None:
    files = {"dvc.yaml": DVC_YAML} | ({} if lock is None else {"dvc.lock": lock})
    found = crawl(crawl_pipeline, files)
    assert [(job.name, job.is_locked, job.lock_line) for job in found["jobs"]] == [("clean", False, None)]


@pytest.mark.parametrize(
    ("lock", "message", "line"),
    [
        ("- a\n", "not a lock file", 1),
        ("text\n", "not a lock file", 1),
        ("schema: '2.0'\nstages: [a]\n", "`stages` is not a mapping", 2),
        ("schema: '2.0'\nstages:\n  a: {}\n  a: {}\n", "the key `a` stands twice", 4),
        ("schema: '2.0'\n<<<<<<< HEAD\n", "unresolved merge conflict", 2),
        ("schema: '2.0'\n\tstages:\n", "not valid YAML", 2),
        ("\xff", "not valid YAML", 1),
    ],
)
def test_an_unreadable_lock_file_makes_nobody_never_run(crawl: Crawl, lock: str, message: str, line: int) -> None:
    with pytest.raises(UnreadableError, match=message):
        read_lock(lock if message != "not valid YAML" else "a:\n\t- b")
    found = crawl(crawl_pipeline, {"dvc.yaml": DVC_YAML, "dvc.lock": lock.replace("\xff", "'")})
    assert [(job.name, job.is_locked) for job in found["jobs"]] == [("clean", None)]
    errors = [source for source in found["sources"] if source.status == "error"]
    assert [(source.path, source.line) for source in errors] == [("dvc.lock", line)]
    assert message in errors[0].error


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("md5: aaa\n      hash: md5", ("aaa", "md5")),
        ("md5: aaa", ("aaa", "md5-dos2unix")),
        ("md5: aaa\n      hash: sha256", ("aaa", "sha256")),
        ("md5: aaa\n      hash: 5", ("aaa", "md5-dos2unix")),
        ("etag: e", ("e", "etag")),
        ("checksum: c", ("c", "checksum")),
        ("md5: 5\n      etag: e", ("e", "etag")),
        ("sha256: s", (None, None)),
        ("size: 1", (None, None)),
    ],
)
def test_hashes_and_their_schemes(entry: str, expected: tuple[str | None, str | None]) -> None:
    lock = f"stages:\n  a:\n    deps:\n    - path: x\n      {entry}\n"
    locked = read_lock(lock)["a"].deps["x"]
    assert (locked.hash, locked.hash_name) == expected


@pytest.mark.parametrize(
    ("written", "size"),
    [("10", 10), ("0", 0), ("-1", None), ("true", None), ("1.5", None), ("'10'", None), ("9" * 30, None), ("", None)],
)
def test_only_sizes_that_can_be_true(written: str, size: int | None) -> None:
    lock = f"stages:\n  a:\n    outs:\n    - path: x\n      size: {written}\n"
    assert read_lock(lock)["a"].outs["x"].size_bytes == size


def test_hostile_entries_are_passed_over() -> None:
    lock = (
        "stages:\n  a: [1]\n  b: x\n  5:\n    cmd: {a: b}\n    deps: {path: x}\n"
        "    outs: [5, [x], {path: 5}, {md5: a}]\n"
        "    params: {f: [1], g: 5, h: {1: a, b: {2: c, d: e}}, ~: {x: .nan}}\n"
    )
    entries = read_lock(lock)
    assert list(entries) == ["5"]
    assert (entries["5"].command, entries["5"].deps, entries["5"].outs) == (None, {}, {})
    assert entries["5"].params == {("h", "1"): '"a"', ("h", "b"): '{"2": "c", "d": "e"}', ("None", "x"): "NaN"}


def test_credentials_in_a_recorded_command_or_value_stay_behind() -> None:
    lock = (
        "stages:\n  a:\n    cmd: curl https://u:secret@example.org\n"
        "    params:\n      params.yaml: {url: 'postgres://u:secret@h/db'}\n"
        "    deps:\n    - path: https://u:secret@example.org/x?token=secret\n      etag: e\n"
    )
    entry = read_lock(lock)["a"]
    assert entry.command == "curl https://example.org"
    assert entry.params == {("params.yaml", "url"): '"postgres://h/db"'}


@pytest.mark.parametrize(
    ("command", "text"), [("x", "x"), (["x", 5], "x\n5"), ([], ""), (None, None), ({"a": 1}, None), (5, None)]
)
def test_commands(command: object, text: str | None) -> None:
    assert command_text(command) == text
