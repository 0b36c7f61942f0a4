"""`.dvc` files: data that was added or imported, with its hash and origin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_files import crawl as crawl_files

Crawl = Callable[..., dict[str, list[Any]]]

ADDED = "outs:\n- md5: abc\n  size: 10\n  hash: md5\n  path: orders.csv\n"


def test_data_that_was_added(crawl: Crawl) -> None:
    found = crawl(crawl_files, {"data/orders.csv.dvc": ADDED})
    (row,) = found["sightings"]
    assert (row.path, row.kind, row.storage) == ("data/orders.csv", "table", "dvc")
    assert (row.hash, row.hash_name, row.size_bytes) == ("abc", "md5", 10)
    assert (row.source_path, row.line, row.crawler) == ("data/orders.csv.dvc", 2, "dvc_files")
    assert (row.import_url, row.import_revision, row.is_frozen, row.is_present) == (None, None, False, False)
    (source,) = found["sources"]
    assert (source.path, source.status, source.kind) == ("data/orders.csv.dvc", "read", "dvc")


def test_a_folder_is_known_by_its_hash(crawl: Crawl) -> None:
    found = crawl(crawl_files, {"raw.v2.dvc": "outs:\n- md5: abc.dir\n  nfiles: 3\n  path: raw.v2\n"})
    (row,) = found["sightings"]
    assert (row.kind, row.hash, row.hash_name) == ("directory", "abc.dir", "md5-dos2unix")


def test_several_outputs_and_a_working_folder(crawl: Crawl) -> None:
    text = "wdir: ..\nouts:\n- path: a.csv\n  md5: a\n- path: ./b/c.parquet\n  md5: b\n"
    found = crawl(crawl_files, {"data/all.dvc": text})
    assert [(row.path, row.line) for row in found["sightings"]] == [("a.csv", 3), ("b/c.parquet", 5)]


@pytest.mark.parametrize(
    ("deps", "url", "revision"),
    [
        ("{path: data, repo: {url: 'https://u:secret@h/r.git', rev_lock: abc, rev: v1}}", "https://h/r.git", "abc"),
        ("{path: data, repo: {url: git@example.org:org/r.git, rev: v1}}", "ssh://example.org/org/r.git", "v1"),
        ("{path: data, repo: {url: ../other}}", "../other", None),
        ("{path: data, repo: {rev_lock: abc}}", "unknown", "abc"),
        ("{path: 's3://key:secret@bucket/x?sig=secret', etag: e}", "s3://bucket/x", None),
        ("{path: /mnt/x.csv, md5: e}", "/mnt/x.csv", None),
        ("{db: {connection: prod, query: select 1, password: secret}}", "database", None),
    ],
)
def test_data_that_was_imported(crawl: Crawl, deps: str, url: str, revision: str | None) -> None:
    found = crawl(crawl_files, {"x.csv.dvc": f"frozen: true\ndeps:\n- {deps}\nouts:\n- path: x.csv\n  md5: a\n"})
    (row,) = found["sightings"]
    assert (row.storage, row.import_url, row.import_revision, row.is_frozen) == ("import", url, revision, True)
    assert "secret" not in str(found)


@pytest.mark.parametrize("deps", ["[]", "{path: x}", "[5]", "[{}]", "[{path: 5}]", "", "[{repo: x}]", "[{db: x}]"])
def test_dependencies_that_say_nothing_are_no_import(crawl: Crawl, deps: str) -> None:
    found = crawl(crawl_files, {"x.csv.dvc": f"deps: {deps}\nouts:\n- path: x.csv\n"})
    assert [(row.storage, row.import_url) for row in found["sightings"]] == [("dvc", None)]


def test_words_and_owners(crawl: Crawl) -> None:
    text = (
        "desc: All of it\nmeta: {owner: team}\n"
        "outs:\n- path: a.csv\n- path: b.csv\n  desc: Only this\n  meta: {owner: ' me '}\n"
    )
    found = crawl(crawl_files, {"data/x.dvc": text})
    assert [(row.reference, row.text, row.line) for row in found["descriptions"]] == [
        ("data/a.csv", "All of it", 4),
        ("data/b.csv", "Only this", 5),
    ]
    assert [(row.pattern, row.owner) for row in found["owners"]] == [("/data/a.csv", "team"), ("/data/b.csv", "me")]


@pytest.mark.parametrize("said", ["desc: ''", "desc: 5", "desc: [a]", "meta: x", "meta: {owner: 5}", "meta: {owner: }"])
def test_words_that_say_nothing(crawl: Crawl, said: str) -> None:
    found = crawl(crawl_files, {"x.dvc": f"{said}\nouts:\n- path: a.csv\n"})
    assert found["descriptions"] == found["owners"] == []
    assert len(found["sightings"]) == 1


def test_a_stage_file_of_old_is_left_out_with_the_reason(crawl: Crawl) -> None:
    text = "outs:\n- path: model.pkl\n  metric: false\ncmd: python train.py\ndeps:\n- path: x.csv\n"
    found = crawl(crawl_files, {"train.dvc": text})
    (source,) = found["sources"]
    assert (source.status, source.line) == ("skipped", 4)
    assert source.error == "a stage file of DVC 0.x, which DVC 3 does not read"
    assert found["sightings"] == []


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "not a .dvc file", 1),
        ("- path: x\n", "not a .dvc file", 1),
        ("outs: {path: x}\n", "not a .dvc file", 1),
        ("outs:\n", "not a .dvc file", 1),
        ("outs: x.csv\n", "not a .dvc file", 1),
        ("outs:\n- path: a\n  path: b\n", "the key `path` stands twice, so DVC refuses the file", 3),
        ("outs:\n<<<<<<< HEAD\n- path: a\n", "unresolved merge conflict", 2),
        ("outs:\n\t- path: a\n", "not valid YAML", 2),
        (b"outs:\n- path: caf\xe9.csv\n", "not UTF-8 text", 2),
    ],
)
def test_a_bad_file_costs_itself(crawl: Crawl, text: str | bytes, message: str, line: int) -> None:
    found = crawl(crawl_files, {"bad.csv.dvc": text, "good.csv.dvc": ADDED})
    assert [row.source_path for row in found["sightings"]] == ["good.csv.dvc"]
    (error,) = (source for source in found["sources"] if source.status == "error")
    assert (error.path, error.line) == ("bad.csv.dvc", line)
    assert message in error.error


@pytest.mark.parametrize("outs", ["[]", "[5]", "[{}]", "[{path: 5}]", "[[x]]", "[{path: }]"])
def test_a_file_without_outputs_names_no_data(crawl: Crawl, outs: str) -> None:
    found = crawl(crawl_files, {"x.dvc": f"outs: {outs}\n"})
    assert [source.status for source in found["sources"]] == ["read"]
    assert found["sightings"] == []


def test_what_only_looks_like_a_dvc_file(crawl: Crawl, make_folder: Callable[..., Path]) -> None:
    make_folder({})
    found = crawl(
        crawl_files, {".dvc/config": "[core]\n", "sub/.dvc/tmp": "x", "a.dvc.bak": ADDED, "dir.dvc/a.csv": "x"}
    )
    assert found == {}


def test_the_same_rows_at_the_work_tree_and_at_a_revision(make_repo: Callable[..., Path], crawl_root: Crawl) -> None:
    root = make_repo({"data/orders.csv.dvc": ADDED, "data/.gitignore": "/orders.csv\n", "bad.dvc": "\tx"})
    (root / "data/orders.csv").write_text("id\n")
    found = crawl_root(crawl_files, root)
    assert len(found["sightings"]) == 1
    assert crawl_root(crawl_files, root, "HEAD") == found
