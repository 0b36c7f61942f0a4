"""The addresses that imports and remotes have had, without credentials."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_history import crawl

IMPORT = """\
deps:
- path: a.csv
  repo:
    url: https://u:secret@x.org/data
    rev_lock: {}
outs:
- md5: a
  path: a.csv
"""
URL = "deps:\n- path: {}\n  etag: e\nouts:\n- md5: a\n  path: b.csv\n"
CONFIG = "[core]\n    remote = main\n['remote \"main\"']\n    url = {}\n"


@pytest.fixture
def addresses(
    make_repo: Callable[..., Path], commit: Callable[..., str], crawl_root: Callable[..., dict[str, list[Any]]]
) -> Callable[..., list[tuple[Any, ...]]]:
    """A function that commits each text of a file in turn and gives the addresses, oldest first."""

    def run(path: str, *texts: str) -> list[tuple[Any, ...]]:
        root = make_repo({path: texts[0]})
        for text in texts[1:]:
            commit(root, {path: text})
        rows = crawl_root(crawl, root)["origin_versions"]
        assert all((row.source_path, row.author) == (path, "Ada") for row in rows)
        return [(row.kind, row.subject, row.url, row.revision) for row in rows]

    return run


def test_an_import_and_the_commits_it_was_taken_from(addresses: Callable[..., list[tuple[Any, ...]]]) -> None:
    assert addresses("d/a.csv.dvc", IMPORT.format("r1"), IMPORT.format("r1") + "desc: x\n", IMPORT.format("r2")) == [
        ("import", "d/a.csv", "https://x.org/data", "r1"),
        ("import", "d/a.csv", "https://x.org/data", "r2"),
    ]


def test_an_import_from_an_address(addresses: Callable[..., list[tuple[Any, ...]]]) -> None:
    assert addresses("b.csv.dvc", URL.format("s3://b/x?token=secret"), URL.format("remote://r/x")) == [
        ("import", "b.csv", "s3://b/x", None),
        ("import", "b.csv", "remote://r/x", None),
    ]


def test_a_remote_and_where_it_was(addresses: Callable[..., list[tuple[Any, ...]]]) -> None:
    found = addresses(
        ".dvc/config",
        CONFIG.format("s3://u:secret@old/x"),
        "[broken",
        CONFIG.format("s3://old/x"),
        CONFIG.format("/new"),
    )
    assert found == [("remote", "main", "s3://old/x", None), ("remote", "main", "/new", None)]


@pytest.mark.parametrize(
    "text",
    [
        "outs:\n- md5: a\n  path: x\n",
        "cmd: x\ndeps:\n- path: y\nouts:\n- path: x\n",
        "deps:\n- db: {}\nouts:\n- path: x\n",
        "deps: [5, {path: 5}, x]\nouts: [5, {path: x}, {path: y}]\n",
        "deps: x\nouts: y\n",
        "- x\n",
    ],
)
def test_what_is_no_import_has_no_address(addresses: Callable[..., list[tuple[Any, ...]]], text: str) -> None:
    assert addresses("x.dvc", text) == []
