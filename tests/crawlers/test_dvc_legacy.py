"""Stage files of DVC 0.x are jobs like any other; what DVC 3 reads no more, or otherwise, is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_files import crawl as crawl_files
from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline
from debt_pipelines.model import legacy_formats

Crawl = Callable[..., dict[str, list[Any]]]

TRAIN = """\
md5: 76a225473eebf261058f366ccc50780c
cmd: python src/train.py https://me:secret@example.org/x
wdir: ../..
locked: true
deps:
- path: src/train.py
  md5: aaa
- path: params.yaml
  params:
    lr: 0.1
    layers: [1, 2]
- path: data/raw.csv
  md5: bbb
outs:
- path: models/model.pkl
  md5: ccc
  cache: true
  metric: false
  persist: true
  desc: The model
- path: scores.json
  md5: ddd
  cache: false
  metric:
    type: json
    xpath: auc
- path: curve.csv
  md5: eee.dir
  plot: true
"""


@pytest.fixture
def train(crawl: Crawl) -> dict[str, list[Any]]:
    return crawl(crawl_pipeline, {"experiments/deep/train.dvc": TRAIN, "src/train.py": "", "data/raw.csv": "x"})


def test_a_stage_file_is_a_job(train: dict[str, list[Any]]) -> None:
    (job,) = train["jobs"]
    path = "experiments/deep/train.dvc"
    assert (job.job, job.template, job.path, job.name, job.kind) == (path, path, path, "train", "dvc_stage")
    assert (job.command, job.working_directory) == ("python src/train.py https://example.org/x", "")
    assert (job.is_frozen, job.is_locked, job.lock_path, job.lock_line) == (True, True, path, 1)
    assert (job.lock_command, job.lock_only_paths) == (job.command, None)
    assert "secret" not in str(train)


def test_its_dependencies_and_outputs(train: dict[str, list[Any]]) -> None:
    edges = {edge.target: edge for edge in train["edges"]}
    told = {
        path: (edge.direction, edge.role, edge.line, edge.lock_line, edge.locked_hash, edge.locked_hash_name)
        for path, edge in edges.items()
    }
    assert told == {
        "src/train.py": ("dep", "data", 6, 6, "aaa", "md5-dos2unix"),
        "data/raw.csv": ("dep", "data", 12, 12, "bbb", "md5-dos2unix"),
        "models/model.pkl": ("out", "data", 15, 15, "ccc", "md5-dos2unix"),
        "scores.json": ("out", "metric", 21, 21, "ddd", "md5-dos2unix"),
        "curve.csv": ("out", "plot", 27, 27, "eee.dir", "md5-dos2unix"),
    }
    assert {edge.job for edge in train["edges"]} == {"experiments/deep/train.dvc"}
    assert (edges["models/model.pkl"].is_persisted, edges["scores.json"].is_cached) == (True, False)
    assert {row.path for row in train["sightings"]} == set(edges) - {"src/train.py"}
    assert [(row.reference, row.text) for row in train["descriptions"]] == [("models/model.pkl", "The model")]


def test_its_parameters(train: dict[str, list[Any]]) -> None:
    assert [(row.file, row.key, row.line, row.locked_value) for row in train["params"]] == [
        ("params.yaml", "lr", 8, "0.1"),
        ("params.yaml", "layers", 8, "[1, 2]"),
    ]


def test_its_source(train: dict[str, list[Any]]) -> None:
    (source,) = train["sources"]
    assert (source.status, source.kind, source.error) == ("read", "dvc", None)
    assert (source.legacy_format, source.line) == (legacy_formats.STAGE_FILE, 2)


@pytest.mark.parametrize(
    ("text", "command", "is_locked"),
    [
        ("deps:\n- path: plots\n  md5: abc.dir\n", None, True),
        ("cmd:\ndeps:\n- path: plots\n", None, False),
        ("cmd: run\n", "run", None),
        ("cmd: run\ndeps: []\nouts: x\n", "run", None),
    ],
)
def test_a_dvcfile_is_a_stage_whatever_it_holds(
    crawl: Crawl, text: str, command: str | None, is_locked: bool | None
) -> None:
    found = crawl(crawl_pipeline, {"sub/Dvcfile": text, "other/dvcfile": "cmd: no\n"})
    (job,) = found["jobs"]
    assert (job.job, job.name, job.command, job.is_locked) == ("sub/Dvcfile", "Dvcfile", command, is_locked)


def test_a_stage_that_never_ran_has_no_hashes(crawl: Crawl) -> None:
    (job,) = crawl(crawl_pipeline, {"x.dvc": "cmd: run\nouts:\n- path: x\n"})["jobs"]
    assert (job.is_locked, job.lock_line, job.lock_command) == (False, None, None)


@pytest.mark.parametrize(
    ("text", "legacy_format", "line"),
    [
        ("md5: a\nouts:\n- path: x\n  md5: abc\n  metric: false\n", legacy_formats.DATA_FILE, 3),
        ("cmd:\nouts:\n- path: x\n  md5: abc\n", legacy_formats.DATA_FILE, 1),
        ("outs:\n- path: y\n  hash: md5\n- path: x\n  md5: abc\n", legacy_formats.HASHES, 4),
        ("outs:\n- path: x\n  md5: abc.dir\n", legacy_formats.HASHES, 2),
        ("outs:\n- path: x\n  files: [{relpath: a, md5: abc}]\n", legacy_formats.HASHES, 2),
        ("outs:\n- path: x\n  hash: md5\n  files: [{relpath: a, md5: abc}]\n", None, None),
        ("outs:\n- path: x\n  md5: abc\n  hash: md5\n", None, None),
        ("outs:\n- path: x\n", None, None),
        ("outs:\n- path: s3://bucket/x\n  etag: abc\n", None, None),
        ("outs:\n- path: /mnt/x\n  md5: abc\n", None, None),
        ("deps:\n- path: s3://b/x\n  checksum: abc\nouts:\n- path: x\n  md5: abc\n  hash: md5\n", None, None),
        ("deps:\n- path: /mnt/x\n  md5: abc\nouts:\n- path: x\n  md5: abc\n  hash: md5\n", None, None),
        ("deps:\n- path: y\n  md5: abc\nouts:\n- path: x\n  md5: abc\n  hash: md5\n", None, None),
    ],
)
def test_formats_of_data_files(crawl: Crawl, text: str, legacy_format: str | None, line: int | None) -> None:
    found = crawl(crawl_files, {"x.dvc": text})
    (source,) = found["sources"]
    assert (source.status, source.legacy_format, source.line) == ("read", legacy_format, line)
    assert found["sightings"]


STAGES = "stages:\n  new: {cmd: x, deps: [a.csv], outs: [b.csv]}\n  old: {cmd: x, outs: [c.csv]}\n"
NEW = "  new:\n    cmd: x\n    deps:\n    - path: a.csv\n      hash: md5\n      md5: aaa\n"
OLD = "  old:\n    cmd: x\n    outs:\n    - path: c.csv\n      md5: ccc\n"


@pytest.mark.parametrize(
    ("lock", "legacy_format", "line"),
    [
        (f"schema: '2.0'\nstages:\n{NEW}", None, None),
        (f"schema: '2.0'\nstages:\n{NEW}{OLD}", legacy_formats.HASHES, 12),
        (f"schema: '2.0'\nstages:\n{NEW}{OLD.replace('old:', 'gone:')}", None, None),
        (f"schema: '2.0'\nstages:\n{OLD.replace('md5: ccc', 'etag: ccc')}", None, None),
        (f"schema: '2.0'\nstages:\n{OLD.replace('c.csv', 's3://b/c.csv')}", None, None),
        (f"schema: '2.0'\nstages:\n{OLD.replace('c.csv', '/mnt/c.csv')}", None, None),
        (f"schema: '2.0'\nstages:\n{OLD.replace('c.csv', '../c.csv')}", legacy_formats.HASHES, 6),
        ("old:\n  cmd: x\n", legacy_formats.LOCK_FILE, 1),
        ("old:\n  cmd: x\n  params:\n    p.yaml:\n      schema: 1\n", legacy_formats.LOCK_FILE, 1),
        ("{schema: '2.0', stages: {old: {cmd: x}}}\n", None, None),
        ("'schema': '2.0'\nstages: {old: {cmd: x}}\n", None, None),
    ],
)
def test_formats_of_lock_files(crawl: Crawl, lock: str, legacy_format: str | None, line: int | None) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": STAGES, "dvc.lock": lock})
    (source,) = (source for source in found["sources"] if source.path == "dvc.lock")
    assert (source.status, source.legacy_format, source.line) == ("read", legacy_format, line)


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("Dvcfile", "- cmd\n", "not a stage file"),
        ("Dvcfile", "cmd: x\ncmd: y\n", "the key `cmd` stands twice, so DVC refuses the file"),
        ("Dvcfile", "\tcmd: x\n", "not valid YAML"),
        ("x.dvc", "cmd: x\ncmd: y\n", "the key `cmd` stands twice, so DVC refuses the file"),
        ("x.dvc", "cmd: x\n<<<<<<< HEAD\n", "unresolved merge conflict"),
    ],
)
def test_a_bad_stage_file_is_told_once(
    crawl: Crawl, make_folder: Callable[..., Path], path: str, text: str, message: str
) -> None:
    files = {path: text, "good.dvc": "cmd: x\nouts:\n- path: a\n"}
    found = [source for crawler in (crawl_files, crawl_pipeline) for source in crawl(crawler, files)["sources"]]
    (error,) = (source for source in found if source.status == "error")
    assert (error.path, message in error.error) == (path, True)
    assert [job.job for job in crawl(crawl_pipeline, files)["jobs"]] == ["good.dvc"]


def test_the_same_rows_at_the_work_tree_and_at_a_revision(make_repo: Callable[..., Path], crawl_root: Crawl) -> None:
    root = make_repo({"a/train.dvc": TRAIN, "Dvcfile": "deps: [{path: scores.json, md5: ddd}]\n"})
    found = crawl_root(crawl_pipeline, root)
    assert len(found["jobs"]) == 2
    assert crawl_root(crawl_pipeline, root, "HEAD") == found
