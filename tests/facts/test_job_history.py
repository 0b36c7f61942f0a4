"""Job facts from git: the last run, and caching that is switched off without a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from debt_pipelines.model.schema import Row
from tests.facts.history_making import dep, person, run, seen, stage, switch

JobFact = Callable[..., dict[str, Any]]
DATA = (dep("s", "in.csv"), seen("in.csv"))
CODE = (dep("s", "code.py"),)


@pytest.fixture
def job_fact(facts: Callable[..., list[dict[str, Any]]]) -> JobFact:
    """A function `job_fact(*rows)` that gives the facts of the first job."""
    return lambda *rows: facts("job_facts", *rows)[0]


def test_the_last_run_and_how_many_there_were(job_fact: JobFact) -> None:
    runs = [
        run("dvc.yaml:s", "2026-01-01"),
        run("dvc.yaml:s", "2026-02-01", author="Bob"),
        run("dvc.yaml:t", "2026-03-01"),
    ]
    row = job_fact(stage("s"), *runs)
    assert (row["last_run_at"], row["last_run_by"], row["n_runs"]) == ("2026-02-01T12:00:00+00:00", "Bob", 2)
    row = job_fact(stage("s"))
    assert (row["last_run_at"], row["last_run_by"], row["n_runs"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("since", "days", "is_long"),
    [("2026-03-31", 91, True), ("2026-04-01", 90, False), ("2026-06-30", 0, False), (None, None, None)],
)
def test_days_count_up_to_the_last_commit_of_anybody(
    job_fact: JobFact, since: str | None, days: int | None, is_long: bool | None
) -> None:
    people = person("Ada", "2026-01-01"), person("Bot", "2026-06-30", is_bot=True)
    row = job_fact(stage("s", is_frozen=True), *DATA, switch("dvc.yaml:s", since), *people)
    assert (row["is_caching_disabled"], row["caching_disabled"], row["disabled_since"]) == (True, "frozen", since)
    assert (row["disabled_days"], row["is_disabled_long"]) == (days, is_long)


def test_without_git_nobody_knows_how_long(job_fact: JobFact) -> None:
    row = job_fact(stage("s"), *DATA, switch("dvc.yaml:s", "2026-01-01"))
    assert (row["is_caching_disabled"], row["disabled_days"], row["is_disabled_long"]) == (True, None, None)


@pytest.mark.parametrize(
    ("rows", "disabled"),
    [
        ([switch("dvc.yaml:s", "2026-01-01"), *DATA], "frozen"),
        ([switch("dvc.yaml:s", "2026-01-01"), *CODE], "frozen"),
        ([switch("dvc.yaml:s", "2026-01-01")], None),
        ([switch("dvc.yaml:s", "2026-01-01", reason="needs the VPN"), *DATA], None),
        ([switch("dvc.yaml:t", "2026-01-01"), *DATA], None),
        ([switch("dvc.yaml:s", "2026-01-01", "always_changed"), *DATA], "always_changed"),
        ([switch("dvc.yaml:s", "2026-01-01", "always_changed"), *CODE], None),
        (
            [switch("dvc.yaml:s", None), switch("dvc.yaml:s", "2026-01-01", "always_changed"), *DATA],
            "frozen and always_changed",
        ),
    ],
)
def test_what_disables_caching_without_a_reason(job_fact: JobFact, rows: list[Row], disabled: str | None) -> None:
    row = job_fact(stage("s"), *rows, person("Ada"))
    assert (row["caching_disabled"], row["is_caching_disabled"]) == (disabled, disabled is not None)


@pytest.mark.parametrize(
    ("changes", "is_disabled"),
    [
        ({"description": "Trains the model"}, True),
        ({"description": "Run by hand once a year"}, False),
        ({"description": "Frozen: the source is gone"}, False),
        ({"name": "download-prices"}, False),
        ({"command": "python src/fetch_ev.py"}, False),
        ({"command": "python prefetching.py"}, True),
    ],
)
def test_what_a_stage_says_of_itself(job_fact: JobFact, changes: dict[str, Any], is_disabled: bool) -> None:
    row = job_fact(
        replace(stage("s"), **changes), *DATA, switch("dvc.yaml:s", "2026-01-01", "always_changed"), person("Ada")
    )
    assert row["is_caching_disabled"] is is_disabled


def test_of_two_dates_the_earlier_counts_and_an_unknown_one_hides_both(job_fact: JobFact) -> None:
    both = switch("dvc.yaml:s", "2026-06-01"), switch("dvc.yaml:s", "2026-01-01", "always_changed")
    assert job_fact(stage("s"), *DATA, *both, person("Ada"))["disabled_since"] == "2026-01-01"
    both = switch("dvc.yaml:s", None), switch("dvc.yaml:s", "2026-01-01", "always_changed")
    assert job_fact(stage("s"), *DATA, *both, person("Ada"))["is_disabled_long"] is None
