"""A scan is remembered: its run is kept, its findings get their dates, and a history that fails costs a warning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.incidents import crawl
from debt_pipelines.defs.history import read_history, remembered, store_place
from debt_pipelines.defs.target import Target
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.model.finding import Subject
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules
from tests.reports.sample import scorecard

Commit = Callable[..., str]
LATER = "2026-02-01T09:00:00+00:00"


@pytest.fixture
def target(make_repo: Callable[..., Path], tmp_path: Path) -> Target:
    return Target(make_repo({"a.csv": "id\n"}), "shop", Settings(), tmp_path / "state")


def scanned(target: Target, *, without: int = 0) -> Scorecard:
    """The sample scorecard of the head of the repository, without some findings, as the history gives it back."""
    project = open_project(target.root)
    card = scorecard().model_copy(update={"revision": project.head})
    card = card.model_copy(update={"findings": card.findings[without:]})
    return remembered(target, project, card, load_rules())


def test_a_first_scan_dates_its_findings(target: Target) -> None:
    card = scanned(target)
    assert card.trend is None
    assert [run.moment for run in card.history] == ["2026-01-05T09:00:00+00:00"]
    assert {finding.first_seen for finding in card.findings} == {"2026-01-05T09:00:00+00:00"}
    assert len(read_history(target, since=None).runs) == 1


def test_a_second_state_has_a_trend(target: Target, commit: Commit, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned(target, without=1)
    monkeypatch.setenv("GIT_COMMITTER_DATE", LATER)
    commit(target.root, {"b.csv": "id\n"})
    card = scanned(target)
    added = card.findings[0]
    assert added.first_seen == LATER
    assert {finding.first_seen for finding in card.findings[1:]} == {"2026-01-05T09:00:00+00:00"}
    assert card.trend is not None
    assert card.trend.since == "2026-01-05T09:00:00+00:00"
    history = read_history(target, since=None)
    assert [run.moment for run in history.runs] == ["2026-01-05T09:00:00+00:00", LATER]
    assert history.runs[1].trend == card.trend
    assert [run.open_minutes for run in card.history] == [run.open_minutes for run in history.runs]
    assert card.trend.change_minutes == history.runs[1].open_minutes - history.runs[0].open_minutes


def test_the_same_state_gives_the_same_scorecard(target: Target) -> None:
    assert scanned(target) == scanned(target)
    assert len(read_history(target, since=None).runs) == 1


def test_a_look_at_a_change_is_no_run(target: Target) -> None:
    card = scanned(replace(target, new_since="HEAD"))
    assert card.trend is None
    assert [run.moment for run in card.history] == ["2026-01-05T09:00:00+00:00"]
    assert {finding.first_seen for finding in card.findings} == {"2026-01-05T09:00:00+00:00"}
    assert read_history(target, since=None).runs == ()


def test_the_earlier_date_of_a_baseline_stays(target: Target) -> None:
    project = open_project(target.root)
    early = [finding.model_copy(update={"first_seen": "2025-12-01"}) for finding in scorecard().findings]
    card = scorecard().model_copy(update={"revision": project.head, "findings": tuple(early)})
    assert {found.first_seen for found in remembered(target, project, card, load_rules()).findings} == {"2025-12-01"}


def test_a_history_that_fails_is_a_warning(target: Target, caplog: pytest.LogCaptureFixture) -> None:
    (target.folder / "history.sqlite").mkdir(parents=True)
    card = scanned(target)
    assert card.trend is None
    assert len(card.findings) == len(scorecard().findings)
    assert "unable to open database file; the scan goes on without it" in caplog.text


def test_a_server_that_is_not_there(
    target: Target, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HISTORY_PASSWORD", "hush-hush")
    url = "postgresql://me:${HISTORY_PASSWORD}@127.0.0.1:9/history"
    scanned(replace(target, settings=Settings(history_url=url)))
    assert "the scan goes on without it" in caplog.text
    assert "hush-hush" not in caplog.text


def test_the_record_of_incidents_is_read_and_is_no_data(target: Target, commit: Commit) -> None:
    commit(target.root, {"ops/past.csv": "id,date,dataset\nI-1,2026-01-05,a.csv\n"})
    named = replace(target, settings=Settings(incidents="ops/past.csv"))
    assert named.open().paths(suffixes=(".csv",)) == ["a.csv"]
    assert [row.table for row in crawl(named.open(), named.settings)] == ["sources", "incidents"]


def test_where_it_is_kept(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    def place(url: str | None) -> str | Path:
        return store_place(replace(target, settings=Settings(history_url=url)))

    assert place(None) == target.folder / "history.sqlite"
    assert place("sqlite:///all%20of%20us.sqlite") == target.state / "all of us.sqlite"
    assert place("sqlite:////data/all.sqlite") == Path("/data/all.sqlite")
    monkeypatch.setenv("HISTORY_PASSWORD", "a/b")
    assert place("postgresql://me:${HISTORY_PASSWORD}@db/history") == "postgresql://me:a%2Fb@db/history"
    with pytest.raises(SettingsError, match="holds a password"):
        place("postgresql://me:open@db/history")


def test_a_renamed_file_keeps_the_age_of_its_debt(
    target: Target, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def card(path: str, name: str) -> Scorecard:
        finding = (
            scorecard()
            .findings[0]
            .model_copy(update={"id": name, "subject": Subject(kind="dataset", id=f"file:{path}"), "status": "new"})
        )
        project = open_project(target.root)
        made = scorecard().model_copy(update={"revision": project.head, "findings": (finding,)})
        return remembered(target, project, made, load_rules())

    card("a.csv", "a" * 16)
    for day, path in (("2026-02-01", "b.csv"), ("2026-03-01", "c.csv")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T09:00:00+00:00")
        git(target.root, "mv", "a.csv" if path == "b.csv" else "b.csv", path)
        git(target.root, "commit", "--quiet", "--message", "Rename")
        found = card(path, path[0] * 16)
        assert found.trend is not None
        assert (found.trend.introduced_minutes, found.trend.fixed_minutes) == (0, 0)
        assert found.findings[0].first_seen == "2026-01-05T09:00:00+00:00"
    history = read_history(target, since=None)
    assert (history.paid_minutes, history.introduced_minutes, len(history.runs)) == (0, 0, 3)


def test_the_history_keeps_what_the_settings_say(
    target: Target, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(**limits: int) -> int:
        scanned(replace(target, settings=Settings(**limits)))
        return len(read_history(target, since=None).runs)

    for month in range(1, 5):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-0{month}-10T09:00:00+00:00")
        commit(target.root, {"b.csv": f"{month}\n"})
        assert kept() == month
    assert kept(history_keep_days=60) == 3
    assert kept(history_keep_runs=2) == 2
