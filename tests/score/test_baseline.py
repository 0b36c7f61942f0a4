"""A baseline knows findings again: small and sorted as a file, and after files were renamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from debt_pipelines.model.errors import SettingsError
from debt_pipelines.model.finding import Finding, Subject
from debt_pipelines.project.renames import follower
from debt_pipelines.score.baseline import Baseline, from_json, known, mark_known, to_json
from tests.score.making import finding


def about(subject: str, identifier: str, **changes: Any) -> Finding:
    return finding(id=identifier, subject=Subject(kind="dataset", id=subject), **changes)


def test_the_file_is_sorted_with_one_line_a_finding() -> None:
    entries = known([about("b", "2"), about("a", "1"), about("é", "3", status="accepted")])
    baseline = Baseline(revision="abc", findings=entries)
    text = to_json(baseline)
    assert [json.loads(line.strip().rstrip(","))["id"] for line in text.splitlines() if '"id"' in line] == ["1", "2"]
    assert from_json("x", text) == baseline
    assert from_json("x", to_json(Baseline())) == Baseline()


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "x:1: not valid JSON"), ('{"findings": [{}]}', "x: not a baseline: findings.0.id"), ("[]", "x: not a ")],
)
def test_a_wrong_file(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        from_json("x", text)


def test_what_it_lists_is_known_and_keeps_its_day() -> None:
    baseline = Baseline(findings=known([about("a", "1", first_seen="2025-01-01"), about("b", "2")]))
    marked = mark_known([about("a", "1"), about("b", "2", status="accepted"), about("c", "3")], baseline, {})
    assert [(each.status, each.first_seen) for each in marked] == [
        ("known", "2025-01-01"),
        ("accepted", None),
        ("new", None),
    ]


def test_renamed_files_bring_nothing_new() -> None:
    baseline = Baseline(
        findings=known([about("file:a.csv#x", "1"), about("file:a.csv#x", "2"), about("file:b.csv", "3")])
    )
    moved = [about("file:d/a.csv#x", "7"), about("file:d/a.csv#x", "8"), about("file:d/a.csv#x", "9")]
    marked = mark_known([*moved, about("file:c.csv", "4")], baseline, {"a.csv": "d/a.csv"})
    assert [each.status for each in marked] == ["known", "known", "new", "new"], "as many as there were"
    other_rule = mark_known([about("file:d/a.csv#x", "7", code="REP101")], baseline, {"a.csv": "d/a.csv"})
    assert other_rule[0].status == "new"


@pytest.mark.parametrize(
    ("subject", "after"),
    [
        ("file:a.csv", "file:b.csv"),
        ("file:a.csv#a.csv", "file:b.csv#b.csv"),
        ("dvc.yaml:train<-a.csv", "p/dvc.yaml:train<-b.csv"),
        ("dvc.yaml:train->model.pkl", "p/dvc.yaml:train->m.pkl"),
        ("file:x/a.csv", "file:x/a.csv"),
        ("file:a.csv.gz", "file:a.csv.gz"),
    ],
)
def test_paths_in_subjects(subject: str, after: str) -> None:
    renamed = {"a.csv": "b.csv", "dvc.yaml": "p/dvc.yaml", "model.pkl.dvc": "m.pkl.dvc"}
    assert follower(renamed)(subject) == after
    assert follower({})(subject) == subject
