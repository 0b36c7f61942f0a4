"""Earlier limits of checks, as git remembers them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.assertion_history import crawl
from debt_pipelines.model.data_rows import AssertionVersion
from debt_pipelines.project.project import open_project

SUITE = "shop/gx/expectations/orders.json"
BETWEEN, IN_SET = "expect_column_values_to_be_between", "expect_column_values_to_be_in_set"
Commit = Callable[[Path, dict[str, str]], str]


def suite(*checks: dict[str, Any], name: str = "orders") -> str:
    entries = [{"type": check.pop("type", BETWEEN), "kwargs": {"column": "a"} | check} for check in map(dict, checks)]
    return json.dumps({"name": name, "expectations": entries})


@pytest.fixture
def repo(make_repo: Callable[..., Path]) -> Path:
    return make_repo({"README.md": "shop"})


def versions(root: Path, **settings: Any) -> list[AssertionVersion]:
    return list(crawl(open_project(root), Settings(**settings)))


def test_the_last_version_with_other_limits(repo: Path, commit: Commit) -> None:
    for maximum in (5, 7):
        commit(repo, {SUITE: suite({"max_value": maximum})})
    changed = commit(repo, {SUITE: suite({"max_value": 9})})
    commit(repo, {SUITE: suite({"max_value": 9.0}, {"column": "b", "min_value": 0})})
    (row,) = versions(repo)
    assert (row.path, row.suite, row.type, row.column) == (SUITE, "orders", BETWEEN, "a")
    assert json.loads(row.limits) == {"max": 7}
    assert row.revision == changed
    assert row.committed_at.startswith("20")


def test_the_order_of_a_set_and_the_rest_of_a_suite_do_not_count(repo: Path, commit: Commit) -> None:
    commit(repo, {SUITE: suite({"type": IN_SET, "value_set": ["x", "y"]}, name="first")})
    commit(repo, {SUITE: suite({"type": IN_SET, "value_set": ["y", "x"], "mostly": 1.0})})
    assert versions(repo) == []


def test_a_check_of_two_columns_has_two_rows(repo: Path, commit: Commit) -> None:
    pair = {"type": "expect_column_pair_values_to_be_equal", "column": None, "column_A": "a", "column_B": "b"}
    for mostly in (1, 0.5):
        commit(repo, {SUITE: suite({**pair, "mostly": mostly})})
    assert [(row.column, row.limits) for row in versions(repo)] == [("a", "{}"), ("b", "{}")]


def test_what_is_not_committed_counts_as_nothing(repo: Path, commit: Commit) -> None:
    for maximum in (5, 7):
        commit(repo, {SUITE: suite({"max_value": maximum})})
    (repo / SUITE).write_text(suite({"max_value": 9}), encoding="utf-8")
    assert versions(repo) == []


def test_at_a_revision_only_what_was_before_it_counts(repo: Path, commit: Commit) -> None:
    first, _second = (commit(repo, {SUITE: suite({"max_value": maximum})}) for maximum in (5, 7))
    project = open_project(repo)
    assert list(crawl(project.at(first), Settings())) == []
    assert len(list(crawl(project.at("HEAD"), Settings()))) == 1


def test_a_check_that_was_removed_and_came_back_is_a_new_one(repo: Path, commit: Commit) -> None:
    other = {"column": "b", "max_value": 1}
    for checks in ([{"max_value": 5}, other], [other], [{"max_value": 9}, other]):
        commit(repo, {SUITE: suite(*checks)})
    assert versions(repo) == []


def test_equal_checks_of_one_column_are_counted(repo: Path, commit: Commit) -> None:
    for maximum in (5, 7):
        commit(repo, {SUITE: suite({"max_value": 1}, {"max_value": maximum})})
    assert [row.limits for row in versions(repo)] == ['{"max": 5}']


@pytest.mark.parametrize("broken", ["{", "[]", '{"name": "a", "expectations": 3}', "[" * 100_000])
def test_a_version_that_cannot_be_read_is_passed_over(repo: Path, commit: Commit, broken: str) -> None:
    commit(repo, {SUITE: suite({"max_value": 5})})
    commit(repo, {SUITE: broken})
    changed = commit(repo, {SUITE: suite({"max_value": 7})})
    assert [(row.limits, row.revision) for row in versions(repo)] == [('{"max": 5}', changed)]
    commit(repo, {SUITE: broken})
    assert versions(repo) == []


def test_no_history_is_asked_for(repo: Path, commit: Commit) -> None:
    for maximum in (5, 7):
        commit(repo, {SUITE: suite({"max_value": maximum})})
    assert len(versions(repo)) == 1
    assert versions(repo, history_commits=0) == []
    assert [row.limits for row in crawl(open_project(repo / "shop"), Settings())] == ['{"max": 5}']


def test_versions_are_read_once(repo: Path, commit: Commit, monkeypatch: pytest.MonkeyPatch) -> None:
    for maximum in (5, 7):
        commit(repo, {SUITE: suite({"max_value": maximum})})
    project = open_project(repo)
    first = list(crawl(project, Settings()))
    monkeypatch.setattr("debt_pipelines.crawlers.assertion_history.parse_json", lambda text: pytest.fail("read again"))
    assert list(crawl(project, Settings())) == first


def test_a_folder_without_git_has_no_history(make_folder: Callable[..., Path]) -> None:
    assert versions(make_folder({SUITE: suite({"max_value": 5})})) == []
