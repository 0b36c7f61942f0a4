"""Clocks that are wrong: dates of commits that no clock shows, and scans whose clock went back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from debt_pipelines.crawlers import contributors
from debt_pipelines.history.run import utc
from debt_pipelines.history.store import open_store
from debt_pipelines.history.trend import history_of
from debt_pipelines.model.history_rows import Contributor
from debt_pipelines.project import git
from debt_pipelines.project.commit_date import commit_date
from tests.history.making import finding, run


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("2026-01-05T09:00:00+00:00", "2026-01-05T09:00:00+00:00"),
        ("2026-01-05T09:00:00-23:59", "2026-01-05T09:00:00-23:59"),
        ("2023-11-19T02:12:20+99:59", "2023-11-14T22:13:20+00:00"),
        ("2023-11-10T18:14:20-99:59", "2023-11-14T22:13:20+00:00"),
        ("2023-11-20T01:58:20+123:45", "2023-11-14T22:13:20+00:00"),
        ("9999-12-31T23:59:59-99:00", "1970-01-01T00:00:00+00:00"),
        ("9999-12-31T23:59:59-12:00", "1970-01-01T00:00:00+00:00"),
        ("10000-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00"),
        ("3170843-11-07T09:46:39+00:00", "1970-01-01T00:00:00+00:00"),
        ("", "1970-01-01T00:00:00+00:00"),
    ],
)
def test_any_date_of_git_can_be_reckoned_with(told: str, date: str) -> None:
    assert commit_date(told) == date
    assert datetime.fromisoformat(utc(commit_date(told))).tzinfo == UTC


def test_a_repository_with_impossible_dates_is_read(
    make_repo: Callable[..., Path], crawl_root: Callable[..., dict[str, list[Contributor]]]
) -> None:
    root = make_repo({"a.csv": "a\n1\n"})
    said = subprocess.run(["git", "-C", root, "cat-file", "commit", "HEAD"], capture_output=True, check=True).stdout
    lines = [line for line in said.split(b"\n") if not line.startswith((b"author", b"committer"))]
    who = [b"author a <a@b> 1700000000 +9959", b"committer a <a@b> 1700000000 +9959"]
    commit = b"\n".join([lines[0], *who, *lines[1:]])
    command = ["git", "-C", str(root), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(command, input=commit, capture_output=True, check=True).stdout.decode().strip()
    subprocess.run(["git", "-C", root, "update-ref", "refs/heads/main", made], check=True)
    [row] = crawl_root(contributors.crawl, root)["contributors"]
    assert row.last_commit_at == git.commit_date(root, "HEAD") == "2023-11-14T22:13:20+00:00"


def test_a_scan_whose_clock_went_back_takes_its_place_in_order(tmp_path: Path) -> None:
    """Runs stand in the order of their states, whatever day it was when they were scanned and kept."""
    place = tmp_path / "history.sqlite"
    for day in (10, 400_000, 3, -10_000, 5):
        with open_store(place, is_writing=True) as store:
            store.keep(run(day, [finding(str(day))]), [finding(str(day))])
    with open_store(place, is_writing=False) as store:
        moments = [kept.moment for kept in store.runs("shop")]
        assert moments == sorted(moments)
        before = store.before(run(5))
        assert before is not None
        assert before.moment == run(3).moment
        assert store.first_seen(run(5)) == {"3": run(3).moment, "-10000": run(-10_000).moment}
        history = history_of(store, "shop")
    assert [entry.moment for entry in history.runs] == moments
    assert history.runs[0].trend is None
