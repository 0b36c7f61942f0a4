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
    ("deps", "origin"),
    [
        (
            "{path: data, repo: {url: 'https://u:secret@h/r.git', rev_lock: abc, rev: v1}}",
            ("repository", "https://h/r.git", "v1", "abc"),
        ),
        (
            "{path: data, repo: {url: git@example.org:org/r.git, rev: v1}}",
            ("repository", "ssh://example.org/org/r.git", "v1", None),
        ),
        ("{path: data, repo: {url: ../other}}", ("repository", "../other", None, None)),
        ("{path: data, repo: {rev_lock: abc}}", ("repository", "unknown", None, "abc")),
        (
            "{path: x, repo: {url: ../other, rev: 5, remote: {url: 's3://secret'}}}",
            ("repository", "../other", "5", None),
        ),
        ("{path: 's3://key:secret@bucket/x?sig=secret', etag: e}", ("url", "s3://bucket/x", None, None)),
        ("{path: /mnt/x.csv, md5: e}", ("url", "/mnt/x.csv", None, None)),
        ("{path: 's3://b/x', files: [{relpath: a, etag: e, version_id: v}]}", ("url", "s3://b/x", None, None)),
        ("{path: 'remote://storage/x.csv', etag: e}", ("url", "remote://storage/x.csv", None, None)),
        ("{db: {connection: prod, query: select 1, password: secret}}", ("database", "database", None, None)),
        ("{db: {table: orders}, path: x}", ("database", "database", None, None)),
    ],
)
def test_data_that_was_imported(crawl: Crawl, deps: str, origin: tuple[str | None, ...]) -> None:
    found = crawl(crawl_files, {"x.csv.dvc": f"frozen: true\ndeps:\n- {deps}\nouts:\n- path: x.csv\n  md5: a\n"})
    (row,) = found["sightings"]
    assert (row.storage, row.is_frozen) == ("import", True)
    assert (row.import_kind, row.import_url, row.import_rev, row.import_revision) == origin
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


def test_a_folder_whose_files_are_listed_one_by_one(crawl: Crawl) -> None:
    files = "  - {relpath: a.csv, size: 3, md5: aaa}\n  - {relpath: b/c.csv, size: 4, md5: bbb, version_id: v}\n"
    found = crawl(crawl_files, {"raw.dvc": f"outs:\n- path: raw.v1\n  hash: md5\n  files:\n{files}"})
    (row,) = found["sightings"]
    assert (row.path, row.kind, row.size_bytes, row.hash) == ("raw.v1", "directory", 7, None)
    assert found["sources"][0].legacy_format is None


@pytest.mark.parametrize("files", ["[5]", "[{}]", "[{size: 3}, {size: x}]"])
def test_a_list_of_files_without_sizes(crawl: Crawl, files: str) -> None:
    found = crawl(crawl_files, {"raw.dvc": f"outs:\n- path: raw\n  size: 9\n  files: {files}\n"})
    assert [row.size_bytes for row in found["sightings"]] == [None]


def test_an_output_with_a_remote_of_its_own(crawl: Crawl) -> None:
    found = crawl(crawl_files, {"x.dvc": "outs:\n- path: x\n  md5: a\n  remote: backup\n"})
    (row,) = found["remotes"]
    assert (row.remote, row.is_default, row.is_defined, row.path, row.line) == ("backup", False, False, "x.dvc", 2)


def test_a_stage_file_is_told_of_with_the_pipelines(crawl: Crawl) -> None:
    files = {"train.dvc": "outs:\n- path: model.pkl\ncmd: python train.py\n", "Dvcfile": "deps: [{path: x}]\n"}
    assert crawl(crawl_files, files) == {}


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "not a .dvc file", 1),
        ("- path: x\n", "not a .dvc file", 1),
        ("outs: {path: x}\n", "not a .dvc file", 1),
        ("outs: x.csv\n", "not a .dvc file", 1),
        ("outs:\n- path: a\n  path: b\n", "the key `path` stands twice, so DVC refuses the file", 3),
        ("outs:\n<<<<<<< HEAD\n- path: a\n", "unresolved merge conflict", 2),
        ("outs:\n\t- path: a\n", "not valid YAML", 2),
        (b"outs:\n- path: caf\xe9.csv\n", "not UTF-8 text", 2),
        ("outs:\n- path: 'a\n", "not valid YAML", 3),
        ("outs:\n- &a {path: x, meta: *a}\n", "too large or too deeply nested", 2),
        ("outs: " + "[" * 2000 + "\n", "too deeply nested", 1),
    ],
)
def test_a_bad_file_costs_itself(crawl: Crawl, text: str | bytes, message: str, line: int) -> None:
    found = crawl(crawl_files, {"bad.csv.dvc": text, "good.csv.dvc": ADDED})
    assert [row.source_path for row in found["sightings"]] == ["good.csv.dvc"]
    (error,) = (source for source in found["sources"] if source.status == "error")
    assert (error.path, error.line) == ("bad.csv.dvc", line)
    assert message in error.error


def test_a_file_beyond_the_limit_is_left_out_with_the_reason(crawl: Crawl) -> None:
    found = crawl(crawl_files, {"big.dvc": f"{ADDED}desc: {'x' * 2**23}\n", "good.csv.dvc": ADDED})
    assert [(source.path, source.status) for source in found["sources"]] == [
        ("big.dvc", "skipped"),
        ("good.csv.dvc", "read"),
    ]
    assert [row.source_path for row in found["sightings"]] == ["good.csv.dvc"]


@pytest.mark.parametrize("outs", ["", "[]", "[5]", "[{}]", "[{path: 5}]", "[[x]]", "[{path: }]"])
def test_a_file_without_outputs_names_no_data(crawl: Crawl, outs: str) -> None:
    found = crawl(crawl_files, {"x.dvc": f"outs: {outs}\n"})
    assert [source.status for source in found["sources"]] == ["read"]
    assert found["sightings"] == []


def test_what_only_looks_like_a_dvc_file(crawl: Crawl, make_folder: Callable[..., Path]) -> None:
    make_folder({})
    found = crawl(
        crawl_files,
        {
            ".dvc/config": "[core]\n",
            "sub/.dvc/tmp": "x",
            ".dvc/tmp/a.dvc": ADDED,
            "A.DVC": ADDED,
            "a.dvc.bak": ADDED,
            "dir.dvc/a.csv": "x",
        },
    )
    assert found == {}


def test_the_same_rows_at_the_work_tree_and_at_a_revision(make_repo: Callable[..., Path], crawl_root: Crawl) -> None:
    root = make_repo({"data/orders.csv.dvc": ADDED, "data/.gitignore": "/orders.csv\n", "bad.dvc": "\tx"})
    (root / "data/orders.csv").write_text("id\n")
    found = crawl_root(crawl_files, root)
    assert len(found["sightings"]) == 1
    assert crawl_root(crawl_files, root, "HEAD") == found


@pytest.mark.parametrize(
    ("said", "text", "owner"),
    [
        ("meta: {description: All orders, team: sales}", "All orders", "sales"),
        ("meta: {owner: {name: Ada}}\ndesc: Orders", "Orders", "Ada"),
        ("meta: {owners: [Ada, Bo]}", None, "Ada, Bo"),
        ("labels: [daily, 'owner: ada', pii]", None, "ada"),
        ("labels: [team=data]\nmeta: {owner: Bo}", None, "Bo"),
        ("labels: [ownership, teamwork]", None, None),
        ("labels: 5\nmeta: [a]", None, None),
    ],
)
def test_labels_and_meta_describe_and_own(crawl: Crawl, said: str, text: str | None, owner: str | None) -> None:
    entry = "".join(f"  {line}\n" for line in said.splitlines())
    found = crawl(crawl_files, {"a.csv.dvc": f"outs:\n- path: a.csv\n{entry}"})
    assert [row.text for row in found["descriptions"]] == [text] * bool(text)
    assert [(row.pattern, row.owner) for row in found["owners"]] == [("/a.csv", owner)] * bool(owner)
