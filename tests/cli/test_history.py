"""`debt history`: what it says of a project whose scans were kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.defs.history import store_place
from debt_pipelines.defs.target import read_target
from debt_pipelines.history.run import RunFinding
from debt_pipelines.history.store import open_store
from tests.history.making import finding, run

Run = Callable[..., Any]
FIRST = [finding("a"), finding("b", 90)]


@pytest.fixture
def keep(debt: Run, make_folder: Callable[..., Path]) -> Callable[..., Path]:
    """A function that keeps the runs of a project by day, and gives its folder."""

    def kept(runs: Iterable[tuple[int, list[RunFinding]]]) -> Path:
        root = make_folder({"a.csv": "id\n"}, name="shop")
        with open_store(store_place(read_target(root)), is_writing=True) as store:
            for day, found in runs:
                store.keep(run(day, found), found)
        return root

    return kept


def test_text(debt: Run, keep: Callable[..., Path]) -> None:
    ran = debt("history", keep([(0, FIRST), (7, FIRST[1:]), (9, [*FIRST[1:], finding("c", 30)])]))
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:2] == ["Debt history of shop", "3 runs, 2026-01-01 to 2026-01-10"]
    assert "  █▅▇" in lines
    assert "  backlog     2 h in 2 findings, was 2.5 h" in lines
    assert "  paid down   1 h, while 30 min came in" in lines
    assert "not enough runs: 5 over 14 days are needed, there are 3 runs over 9 days" in " ".join(ran.out.split())
    assert lines[-1].split()[2:] == ["2", "h", "C", "2", "0", "h", "+30", "min", "0", "h", "0", "h", "0", "h"]
    assert max(map(len, lines)) <= 80


def test_a_forecast_comes_with_its_range_and_its_basis(debt: Run, keep: Callable[..., Path]) -> None:
    runs = [(7 * week, [finding(str(n), 60) for n in range(20 - 2 * week + week % 2)]) for week in range(8)]
    out = debt("history", keep(runs)).out
    assert "  rate        -1.9 h a week, without what rules and evidence changed" in out
    assert "  in 30 days  0 h, from 0 h to" in out
    assert "linear regression on 8 runs over 49 days, 90 % prediction interval" in out
    assert max(map(len, out.splitlines())) <= 80


def test_many_runs_are_cut_to_the_last(debt: Run, keep: Callable[..., Path]) -> None:
    out = debt("history", keep([(day, FIRST) for day in range(25)])).out
    assert "… 5 earlier runs" in out
    assert "2026-01-05" not in out
    assert "2026-01-06" in out


def test_since(debt: Run, keep: Callable[..., Path]) -> None:
    root = keep([(0, FIRST), (7, FIRST[1:])])
    assert "1 run since 2026-01-02, 2026-01-08 to 2026-01-08" in debt("history", root, "--since", "2026-01-02").out
    assert debt("history", root, "--since", "2027-01-01").out.splitlines()[1].startswith("no run since 2027-01-01;")
    assert debt("history", root, "--since", "yesterday").code == 2


def test_json_csv_and_markdown_tell_the_same(debt: Run, keep: Callable[..., Path]) -> None:
    root = keep([(0, FIRST), (7, FIRST[1:])])
    said = json.loads(debt("history", root, "--format", "json").out)
    assert [entry["open_minutes"] for entry in said["runs"]] == [150, 90]
    assert said["runs"][1]["trend"]["fixed_minutes"] == -60
    rows = list(csv.DictReader(io.StringIO(debt("history", root, "--format", "csv").out)))
    assert [(row["open_minutes"], row["fixed_minutes"]) for row in rows] == [("150.0", ""), ("90.0", "-60.0")]
    page = debt("history", root, "--format", "markdown").out
    assert page.startswith("### Debt history of `shop`\n")
    assert "| 1.5 h | C | 1 | -1 h | 0 h | 0 h | 0 h | 0 h |" in page


def test_a_project_without_runs(debt: Run, make_folder: Callable[..., Path]) -> None:
    ran = debt("history", make_folder({"a.csv": "id\n"}))
    assert (ran.code, ran.out.splitlines()[1]) == (0, "no run; `debt scan` adds one")
    assert debt("history", "no-such-folder").code == 2
