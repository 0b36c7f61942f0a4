"""Entries of the ledger go with the files that git sees renamed after the debt was accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.ledger import crawl

MakeRepo = Callable[..., Path]
Git = Callable[..., str]
LEDGER = """\
- code: VAL101
  subject: {subject}
  reason: other
  words: why
  owner: Ada
  until: 2027-01-01
  accepted_at: {day}
"""
TABLE = "id,amount\n" + "".join(f"{n},{n}.5\n" for n in range(40))


def moved(
    root: Path, crawl_root: Callable[..., dict[str, list[Any]]], subject: str, day: str = "2026-02-01"
) -> str | None:
    (root / ".debt").mkdir(exist_ok=True)
    (root / ".debt" / "accepted.yaml").write_text(LEDGER.format(subject=f"'{subject}'", day=day))
    [row] = crawl_root(crawl, root)["exemptions"]
    assert row.subject == subject
    found: str | None = row.moved_subject
    return found


@pytest.fixture
def renamed(make_repo: MakeRepo, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table that was `a.csv` at first, `b.csv` from the tenth of February and `new/c.csv` from the first of March."""
    root = make_repo({"a.csv": TABLE, "other.csv": "x\n"})
    (root / "new").mkdir()
    for day, (old, new) in {"02-10": ("a.csv", "b.csv"), "03-01": ("b.csv", "new/c.csv")}.items():
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-{day}T09:00:00+00:00")
        git(root, "mv", old, new)
        git(root, "commit", "--quiet", "--message", "Rename")
    return root


def test_the_subject_has_the_name_of_today(renamed: Path, crawl_root: Callable[..., dict[str, list[Any]]]) -> None:
    def now(subject: str, day: str) -> str | None:
        return moved(renamed, crawl_root, subject, day)

    assert now("file:a.csv", "2026-02-01") == "file:new/c.csv"
    assert now("file:a.csv#amount", "2026-02-10") == "file:new/c.csv#amount", "accepted on the day of the rename"
    assert now("dvc.yaml:train<-b.csv", "2026-02-20") == "dvc.yaml:train<-new/c.csv"
    assert now("file:a.csv", "2025-01-01") == "file:new/c.csv", "from before the first commit"
    assert now("file:a.csv", "2026-04-01") is None, "when it was accepted there was no such file"
    assert now("file:other.csv", "2026-02-01") is None
    assert now("dvc.yaml:train", "2026-02-01") is None


def test_a_rename_that_is_staged_counts(make_repo: MakeRepo, git: Git, crawl_root: Callable[..., Any]) -> None:
    root = make_repo({"a.csv": TABLE})
    git(root, "mv", "a.csv", "b.csv")
    assert moved(root, crawl_root, "file:a.csv") == "file:b.csv"


def test_without_git_or_a_day_nothing_is_followed(make_folder: MakeRepo, crawl_root: Callable[..., Any]) -> None:
    assert moved(make_folder({"b.csv": TABLE}), crawl_root, "file:a.csv") is None
