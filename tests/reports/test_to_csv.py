"""CSV: every finding with all its figures, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json

import pytest

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_csv import render
from tests.reports.sample import empty_scorecard, finding, scorecard


def _rows(card: Scorecard) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(card, RenderOptions()))))


def test_every_finding_is_a_row_in_backlog_order() -> None:
    rows = _rows(scorecard())
    assert [row["id"] for row in rows] == [found.id for found in scorecard().findings]
    first = rows[0]
    assert (first["code"], first["status"], first["line"], first["effort_minutes"]) == ("REP101", "new", "12", "30.0")
    assert json.loads(first["evidence"]) == {"locked_hash": "1f0c9d", "producer_hash": "88ab31", "runs_behind": 3}


def test_nothing_found_leaves_the_header() -> None:
    text = render(empty_scorecard(), RenderOptions())
    assert text.startswith("id,code,")
    assert text.count("\n") == 1


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_cell_is_a_formula(name: str) -> None:
    card = scorecard().model_copy(update={"findings": (finding("VAL101", name, name, path=name, owner=name),)})
    row = _rows(card)[0]
    for column in ("message", "subject", "path", "owner", "dataset"):
        assert row[column].startswith("'")


def test_figures_stay_figures() -> None:
    card = scorecard().model_copy(update={"findings": (finding("VAL101", "a", "b", impact=-1.5),)})
    assert _rows(card)[0]["impact"] == "-1.5"
