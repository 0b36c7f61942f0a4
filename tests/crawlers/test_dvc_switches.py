"""Caching that is switched off: since when without a break, and whether a comment says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_history import crawl

MakeRepo = Callable[..., Path]
Commit = Callable[..., str]
CrawlRoot = Callable[..., dict[str, list[Any]]]
ON = "stages:\n  train:\n    cmd: x\n    frozen: true\n"
OFF = "stages:\n  train:\n    cmd: x\n"


@pytest.fixture
def since(
    make_repo: MakeRepo, commit: Commit, crawl_root: CrawlRoot, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[Any]]:
    """A function that commits a `dvc.yaml` a day and gives what is switched off, each with the day since when."""

    def run(*texts: str, path: str = "dvc.yaml", uncommitted: str | None = None) -> list[Any]:
        root = make_repo({"other.txt": "x"})
        for day, text in enumerate(texts, 1):
            monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-02-0{day}T09:00:00+00:00")
            commit(root, {path: text})
        if uncommitted is not None:
            (root / path).write_text(uncommitted)
        return [
            (row.subject, row.how, row.since and row.since[8:10]) for row in crawl_root(crawl, root)["caching_disabled"]
        ]

    return run


FROZEN = "dvc.yaml:train", "frozen"


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        ([ON], "01"),
        ([OFF, ON, ON + "    desc: y\n"], "02"),
        ([ON, OFF, ON], "03"),
        ([ON, f"{ON}<<<<<<< HEAD\n", f"{ON}\n"], "01"),
        ([ON.replace("train", "fit"), ON], "02"),
        ([ON.replace("true", "false"), ON], "02"),
    ],
)
def test_since_the_first_commit_without_a_break(since: Callable[..., list[Any]], texts: list[str], day: str) -> None:
    assert since(*texts) == [(*FROZEN, day)]


def test_what_is_not_committed_counts_as_nothing(since: Callable[..., list[Any]]) -> None:
    assert since(OFF, uncommitted=ON) == [(*FROZEN, None)]


def test_what_is_switched_on_again_is_not_told(since: Callable[..., list[Any]]) -> None:
    assert since(ON, OFF) == []


def test_templates_count_as_written_and_both_switches(since: Callable[..., list[Any]]) -> None:
    text = "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: x\n      always_changed: true\n      frozen: true\n"
    assert since(text) == [("dvc.yaml:a", "frozen", "01"), ("dvc.yaml:a", "always_changed", "01")]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("outs:\n- md5: a\n  path: x\nfrozen: true\n", True),
        ("cmd: x\nfrozen: true\ndeps:\n- path: y\nouts: []\n", True),
        ("cmd: x\nlocked: true\n", True),
        ("frozen: true\ndeps:\n- path: https://x.org/y\nouts:\n- md5: a\n  path: x\n", False),
    ],
)
def test_a_dvc_file_is_told_unless_it_is_an_import(since: Callable[..., list[Any]], text: str, is_told: bool) -> None:
    assert since(text, path="x.dvc") == ([("x.dvc", "frozen", "01")] if is_told else [])


def test_without_git_only_the_date_is_unknown(make_folder: Callable[..., Path], crawl_root: CrawlRoot) -> None:
    (row,) = crawl_root(crawl, make_folder({"dvc.yaml": ON}))["caching_disabled"]
    assert (row.subject, row.since, row.commit) == ("dvc.yaml:train", None, None)


def test_stages_of_any_shape_are_passed_over(make_folder: Callable[..., Path], crawl_root: CrawlRoot) -> None:
    files = {
        "dvc.yaml": "stages:\n  a: frozen\n  b: {do: [frozen]}\n  c: {frozen: 'true'}\n",
        "l/dvc.yaml": "- frozen: true\n",
        "m/dvc.yaml": "stages: [frozen: true]\n",
        "n.dvc": "- frozen: true\n",
        "o/dvc.yaml": "\tfrozen: true\n",
    }
    assert crawl_root(crawl, make_folder(files))["caching_disabled"] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("stages:\n  a:\n    cmd: x\n    frozen: true  # needs the VPN\n", "needs the VPN"),
        ("stages:\n  a:\n    cmd: x\n    # needs the VPN\n    frozen: true\n", "needs the VPN"),
        ("stages:\n  a:  # needs the VPN\n    cmd: x\n    frozen: true\n", "needs the VPN"),
        ("stages:\n  # Callouts\n  a:\n    cmd: x\n    frozen: true\n", None),
        ("stages:\n  a:\n    cmd: x  # needs the VPN\n    frozen: true\n", None),
        ("stages:\n  a:\n    cmd: x\n    # always_changed: true\n    frozen: true\n", None),
        ("stages:\n  a:\n    cmd: x\n    # - data.csv\n    frozen: true\n", None),
        ("stages:\n  a:\n    cmd: x\n    frozen: true  #\n", None),
    ],
)
def test_a_comment_beside_it_says_why(
    make_folder: Callable[..., Path], crawl_root: CrawlRoot, text: str, reason: str | None
) -> None:
    (row,) = crawl_root(crawl, make_folder({"dvc.yaml": text}))["caching_disabled"]
    assert row.reason == reason
