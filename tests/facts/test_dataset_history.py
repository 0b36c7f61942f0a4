"""Dataset facts from git: versions and rhythm, and who keeps data up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from debt_pipelines.facts.rhythm import rhythm_of
from debt_pipelines.model.schema import Row
from tests.facts.history_making import CUT_OFF, day, dep, out, person, run, seen, stage, version

DatasetFacts = Callable[..., dict[str, dict[str, Any]]]
START = date(2026, 1, 5)


@pytest.fixture
def dataset_facts(facts: Callable[..., list[dict[str, Any]]]) -> DatasetFacts:
    """A function `dataset_facts(*rows)` that gives the facts by path."""
    return lambda *rows: {row["data_path"]: row for row in facts("dataset_facts", *rows)}


def _every(n_days: int, count: int, path: str = "a.csv", **changes: Any) -> list[Row]:
    days = [(START + timedelta(days=n * n_days)).isoformat() for n in range(count)]
    return [version(path, written, **changes) for written in days]


def _dates(gaps: Iterable[int]) -> list[str]:
    days = [START]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return [day(written.isoformat()) for written in days]


def test_versions_and_the_time_between_them(dataset_facts: DatasetFacts) -> None:
    versions = [
        version("a.csv", "2026-01-01", "x"),
        version("a.csv", "2026-01-02", "x", job="dvc.yaml:former"),
        version("a.csv", "2026-01-11", "y"),
        version("a.csv", "2026-01-16", "x"),
    ]
    rows = dataset_facts(seen("a.csv"), seen("b.csv"), *versions, person("Ada", "2026-01-26"))
    a, b = rows["a.csv"], rows["b.csv"]
    assert (a["n_versions"], a["last_changed_at"]) == (3, "2026-01-16T12:00:00+00:00")
    assert (a["update_interval_days"], a["days_since_change"]) == (7.5, 10)
    assert (b["n_versions"], b["last_changed_at"], b["update_interval_days"], b["days_since_change"]) == (
        0,
        None,
        None,
        None,
    )
    assert (a["has_rhythm"], a["is_overdue"], a["is_single_maintainer"]) == (False, None, True)


@pytest.mark.parametrize(
    ("gaps", "days", "expected"),
    [
        ([7, 7, 7, 7], 21, (7, False)),
        ([7, 7, 7, 7], 22, (7, True)),
        ([7, 7, 7], 90, None),
        ([6, 7, 7, 7], 90, None),
        ([1] * 27, 90, None),
        ([1] * 28, 90, (1, True)),
        ([1, 1, 1, 1, 3] * 6, 5, (1, True)),
        ([1, 1, 1, 1, 4] * 6, 5, None),
        ([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 40], 40, (7, False)),
        ([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 40], 41, (7, True)),
        ([2, 30, 5, 9, 60], 400, None),
        ([30, 31, 28, 31], 94, (30.5, True)),
        ([0, 0, 7, 7, 7, 7], 22, (7, True)),
    ],
)
def test_what_has_a_rhythm_and_when_it_is_late(
    gaps: list[int], days: float, expected: tuple[float, bool] | None
) -> None:
    rhythm = rhythm_of(_dates(gaps), days)
    assert (rhythm and (rhythm.interval_days, rhythm.is_overdue)) == expected


def _late_and_punctual(*, job: str | None = None) -> list[Row]:
    punctual = [
        row for path in ("p.csv", "q.csv") for row in (seen(path, source_path=f"{path}.dvc"), *_every(7, 25, path))
    ]
    return [*punctual, *_every(7, 10, job=job), person("Ada", "2026-06-30")]


def test_late_data_is_told_where_other_data_comes_on_time(dataset_facts: DatasetFacts) -> None:
    rows = dataset_facts(seen("a.csv", source_path="a.csv.dvc"), *_late_and_punctual())
    assert {path: (row["has_rhythm"], row["is_overdue"]) for path, row in rows.items()} == {
        "a.csv": (True, True),
        "p.csv": (True, False),
        "q.csv": (True, False),
    }


def test_where_most_data_has_stopped_nothing_is_known_of_one(dataset_facts: DatasetFacts) -> None:
    rows = [
        row for path in "abc" for row in (seen(path, kind="table", source_path=f"{path}.dvc"), *_every(7, 10, path))
    ]
    punctual = [seen("p", kind="table", source_path="p.dvc"), *_every(7, 25, "p")]
    found = dataset_facts(*rows, *punctual, person("Ada", "2026-06-30"))
    assert {path: row["is_overdue"] for path, row in found.items()} == {"a": None, "b": None, "c": None, "p": False}
    assert all(row["has_rhythm"] for row in found.values())


@pytest.mark.parametrize(
    ("rows", "is_judged"),
    [
        ([seen("a.csv", is_frozen=True, source_path="a.csv.dvc")], False),
        ([seen("a.csv", kind="metric"), stage("s"), out("s", "a.csv")], False),
        ([seen("a.csv"), stage("s"), out("s", "a.csv")], True),
        ([seen("a.csv"), stage("s", is_frozen=True), out("s", "a.csv")], False),
        ([seen("a.csv", storage="git")], False),
        ([seen("a.csv"), stage("s"), out("s", "a.csv"), dep("s", "p.csv")], True),
    ],
    ids=["frozen data", "a metric", "an output", "a frozen stage", "left by a former stage", "on a punctual source"],
)
def test_whose_rhythm_counts(dataset_facts: DatasetFacts, rows: list[Row], is_judged: bool) -> None:
    assert dataset_facts(*rows, *_late_and_punctual())["a.csv"]["has_rhythm"] is is_judged


@pytest.mark.parametrize("read", ["a.csv", "a.csv/part", ""])
def test_what_is_made_from_late_data_is_not_told_itself(dataset_facts: DatasetFacts, read: str) -> None:
    rows = [
        seen("a.csv", source_path="a.csv.dvc"),
        seen("b.csv"),
        stage("s"),
        out("s", "b.csv"),
        *_every(7, 10, "b.csv"),
    ]
    found = dataset_facts(*rows, dep("s", read), *_late_and_punctual())
    assert found["b.csv"]["has_rhythm"] is (read == "")


def test_one_run_is_told_once(dataset_facts: DatasetFacts) -> None:
    rows: list[Row] = [stage("s")]
    for path in ("y.csv", "x.csv"):
        rows += [seen(path), out("s", path), *_every(7, 10, path)]
    found = dataset_facts(*rows, *_late_and_punctual())
    assert (found["x.csv"]["has_rhythm"], found["y.csv"]["has_rhythm"]) == (True, False)
    assert (found["x.csv"]["is_overdue"], found["y.csv"]["is_overdue"]) == (True, None)


TEAM = (person("Ada"), person("Bob"))
KEPT = (seen("a.csv"), stage("s"), out("s", "a.csv"))


@pytest.mark.parametrize(
    ("people", "is_team"),
    [
        ([person("Ada"), person("Bob")], True),
        ([person("Ada")], False),
        ([person("Ada"), person("Bob", is_bot=True)], False),
        ([person("Ada"), person("Bob", n_commits=2)], False),
        ([person("Ada"), person("Bob", "2026-01-01")], True),
        ([person("Ada"), person("Bob", "2025-12-31")], False),
    ],
)
def test_a_team_is_two_people_at_work(dataset_facts: DatasetFacts, people: list[Row], is_team: bool) -> None:
    assert dataset_facts(*KEPT, *_every(7, 3), *people)["a.csv"]["is_upkept"] is is_team


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (_every(7, 3), (True, 1, "Ada", True)),
        (_every(7, 2), (False, 1, "Ada", True)),
        ([*_every(7, 3), version("a.csv", "2026-03-01", author="Bob")], (True, 2, "Bob", False)),
        ([*_every(7, 3), run("dvc.yaml:s", "2026-01-02", author="Bob")], (True, 2, "Ada", False)),
        ([*_every(7, 3), run("dvc.yaml:other", "2026-01-02", author="Bob")], (True, 1, "Ada", True)),
        ([*_every(7, 3), run("dvc.yaml:other", "2026-03-01", author="Bob")], (True, 2, "Bob", False)),
        ([*_every(7, 3), run("sub/dvc.yaml:other", "2026-03-01", author="Bob")], (True, 1, "Ada", True)),
        ([*_every(7, 3), version("a.csv", "2026-03-01", author="CI", is_bot=True)], (True, 1, "Ada", False)),
        (_every(7, 3, author="CI", is_bot=True), (False, 0, None, None)),
        ([*_every(7, 3), CUT_OFF], (True, 1, "Ada", None)),
    ],
)
def test_who_keeps_it_up(dataset_facts: DatasetFacts, rows: list[Row], expected: tuple[Any, ...]) -> None:
    row = dataset_facts(*KEPT, *TEAM, *rows)["a.csv"]
    found = tuple(row[name] for name in ("is_upkept", "n_maintainers", "maintainer", "is_single_maintainer"))
    assert found == expected


def test_one_stage_or_dvc_file_is_told_once(dataset_facts: DatasetFacts) -> None:
    stages = [row for key in "xy" for row in (stage(f"s@{key}", template="dvc.yaml:s"), out(f"s@{key}", f"{key}.csv"))]
    tracked = [seen(path, source_path="raw.dvc") for path in ("r1.csv", "r2.csv")]
    past = [row for path in ("x.csv", "y.csv", "r1.csv", "r2.csv", "m.csv") for row in _every(7, 3, path)]
    found = dataset_facts(*stages, *tracked, seen("x.csv"), seen("y.csv"), seen("m.csv", kind="plot"), *past, *TEAM)
    assert [path for path, row in found.items() if row["is_upkept"]] == ["r1.csv", "x.csv"]
