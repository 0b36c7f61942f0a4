"""People and machines behind commits: aliases put together, bots told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.contributors import crawl, people_of
from debt_pipelines.project.git import Commit as GitCommit
from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]
Commit = Callable[..., str]
CrawlRoot = Callable[..., dict[str, list[Any]]]


def _commits(*aliases: tuple[str, str]) -> list[GitCommit]:
    return [GitCommit(str(n), 1, "2026-01-05T09:00:00+00:00", email, name) for n, (name, email) in enumerate(aliases)]


def test_one_row_a_person_the_most_active_first(
    make_repo: MakeRepo, commit: Commit, crawl_root: CrawlRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_repo({"a": "1"})
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Bob")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "bob@example.com")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-06T00:30:00+02:00")
    commit(root, {"a": "2"})
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-05T23:00:00+00:00")
    commit(root, {"a": "3"})
    bob, ada = crawl_root(crawl, root)["contributors"]
    assert (bob.name, bob.email, bob.is_bot, bob.n_commits) == ("Bob", "bob@example.com", False, 2)
    assert (bob.first_commit_at, bob.last_commit_at) == ("2026-01-06T00:30:00+02:00", "2026-01-05T23:00:00+00:00")
    assert (ada.name, ada.n_commits) == ("Ada", 1)
    assert [row.name for row in crawl_root(crawl, root, "HEAD~2")["contributors"]] == ["Ada"]


def test_without_git_or_history_nobody_is_known(make_folder: Callable[..., Path], make_repo: MakeRepo) -> None:
    assert list(crawl(open_project(make_folder({"a": "1"}, name="plain")), Settings())) == []
    assert list(crawl(open_project(make_repo({"a": "1"})), Settings(history_commits=0))) == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("Zoë Ångström", "a@x.org"), ("zoe angstrom", "b@y.org"), True),
        (("Ada L.", "a@x.org"), ("ada-l", "b@y.org"), True),
        (("Ada", "a@x.org"), ("Lovelace", "A@x.org"), True),
        (("Ada", "a@x.org"), ("Bob", "b@x.org"), False),
        (("Author 01", "a@x.org"), ("Author 02", "b@x.org"), False),
        (("Ada", "noreply@github.com"), ("Bob", "noreply@github.com"), False),
        (("Ada", ""), ("Bob", ""), False),
        (("?", "a@x.org"), ("!", "b@x.org"), False),
    ],
)
def test_two_aliases_of_one_person(one: tuple[str, str], other: tuple[str, str], is_same: bool) -> None:
    people = people_of(_commits(one, other))
    assert (people[one] is people[other]) is is_same


def test_aliases_come_together_over_a_third() -> None:
    aliases = [("Ada", "new@x.org"), ("A. L.", "old@x.org"), ("Ada", "old@x.org"), ("Ada", "new@x.org")]
    people = people_of(_commits(*aliases))
    assert len(set(map(id, people.values()))) == 1
    assert (people["A. L.", "old@x.org"].name, people["A. L.", "old@x.org"].emails) == (
        "Ada",
        ("new@x.org", "old@x.org"),
    )


@pytest.mark.parametrize(
    ("name", "email", "is_bot"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", True),
        ("Bot 02", "bot02@example.invalid", True),
        ("GitHub Action", "action@github.com", True),
        ("github-actions", "41898282+github-actions[bot]@users.noreply.github.com", True),
        ("semantic-release-bot", "x@y.org", True),
        ("renovate", "x@y.org", True),
        ("DataBot", "x@y.org", True),
        ("data", "data-bot@y.org", True),
        ("pre-commit-ci", "x@y.org", True),
        ("Jenkins", "ci@y.org", True),
        ("Ada", "ada@example.com", False),
        ("Paul Talbot", "talbot@y.org", False),
        ("Robot Fan", "robot.fan@y.org", False),
        ("Bothwell", "bothwell@y.org", False),
        ("Alice", "alice@cicd.org", False),
    ],
)
def test_bots(name: str, email: str, is_bot: bool) -> None:
    (person,) = people_of(_commits((name, email))).values()
    assert person.is_bot is is_bot
