"""The plan of a sprint and the words about one finding, from a real scan on the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.cli.backlog import share_of
from debt_pipelines.model.errors import SettingsError
from tests.shop import ScannedShop

Run = Callable[..., Any]


def test_the_backlog_of_the_example(
    debt: Run, example: ScannedShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = example.root
    assert_no_scan_is_told(debt, shop)
    monkeypatch.setenv("DEBT_STATE_DIR", str(example.state))
    told = ("--format", "text", "--format", f"json={tmp_path}/b.json", "--format", f"csv={tmp_path}/b.csv")
    result = debt("backlog", shop, "--sprint-hours", "20", *told, "--format", f"markdown={tmp_path}/b.md")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    plan = json.loads((tmp_path / "b.json").read_text("utf-8"))
    planned = [finding["id"] for finding in plan["planned"]]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "b.csv").read_text("utf-8"))))
    assert [row["id"] for row in rows] == planned
    assert (tmp_path / "b.md").read_text("utf-8").count("- [ ] ") == len(planned)
    assert [identifier[:8] in result.out for identifier in planned] == [True] * len(planned)
    assert plan["planned_minutes"] <= plan["budget_minutes"] == 240
    assert_every_finding_is_explained(debt, shop, plan["planned"])
    unknown = debt("backlog", shop, "--owner", "mira")
    assert (unknown.code, "no finding is owned by `mira`" in unknown.err) == (2, True)


def assert_no_scan_is_told(debt: Run, shop: Path) -> None:
    result = debt("explain", "abcd1234", shop)
    assert result.code == 2
    assert "hint: run `debt scan` first" in result.err


def assert_every_finding_is_explained(debt: Run, shop: Path, findings: list[dict[str, Any]]) -> None:
    for finding in findings:
        result = debt("explain", finding["id"][:10].upper(), shop)
        words = " ".join(result.out.split())
        assert result.code == 0
        assert max(map(len, result.out.split("\n\n")[0].splitlines())) <= 80
        assert f"{finding['exposure']:g} a week = {finding['exposure_basis']}" in words
        assert f"{finding['weekly_hours']:g} h a week = {finding['cost_basis']}" in words
        assert f"{finding['impact']:g} = frequency x" in words
        assert "How to fix:" in result.out
    assert "no findings of the last scan begin with `0000000000000000`" in debt("explain", "0" * 16, shop).err


@pytest.mark.parametrize(("text", "share"), [("20%", 0.2), ("12.5 %", 0.125), ("0.2", 0.2), ("1", 1.0), ("0", 0.0)])
def test_a_share_of_a_sprint(text: str, share: float) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["120%", "-1", "a lot", "", "nan"])
def test_no_share_of_a_sprint(text: str) -> None:
    with pytest.raises(SettingsError, match="no share"):
        share_of(text)
