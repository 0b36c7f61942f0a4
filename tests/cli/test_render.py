"""Reports from a saved scorecard: the same as at the scan, and a wrong file is told with what to do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_json import render as to_json
from debt_pipelines.reports.to_text import render as to_text
from tests.reports.sample import scorecard

Run = Callable[..., Any]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "scorecard.json"
    path.write_text(to_json(scorecard(), RenderOptions()), "utf-8")
    return path


def test_text_is_that_of_the_scan(debt: Run, saved: Path) -> None:
    result = debt("render", saved)
    assert (result.code, result.err) == (0, "")
    assert result.out == to_text(scorecard(), RenderOptions())


def test_several_formats_at_once(debt: Run, saved: Path, tmp_path: Path) -> None:
    result = debt("render", saved, "--format", "json", "--format", f"html={tmp_path / 'page.html'}")
    assert result.out == saved.read_text("utf-8")
    assert result.err == f"wrote {tmp_path / 'page.html'}\n"
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_scorecard_from_stdin(debt: Run, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(saved.read_text("utf-8")))
    assert debt("render", "-").out.startswith("Data debt of ")


def _without_findings(document: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in document.items() if key != "findings"})


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (lambda _: "# a page", "`scorecard.json` is not JSON: Expecting value: line 1", "`debt scan --format json="),
        (lambda _: "[1]", "`scorecard.json` is JSON, but no scorecard", "`debt scan --format json="),
        (_without_findings, "`scorecard.json` is JSON, but no scorecard", "`debt scan --format json="),
        (lambda d: json.dumps(d | {"schema_version": 2}), "has schema version 2", "made by a newer debt-pipelines"),
        (lambda d: json.dumps(d | {"gate": {}}), "no whole scorecard: `gate.passed`: field required", "cut off"),
    ],
)
def test_a_wrong_file_is_told(
    debt: Run, saved: Path, monkeypatch: pytest.MonkeyPatch, change: Any, message: str, hint: str
) -> None:
    saved.write_text(change(json.loads(saved.read_text("utf-8"))), "utf-8")
    monkeypatch.chdir(saved.parent)
    result = debt("render", saved.name)
    assert (result.code, result.out) == (2, "")
    error, _, told = result.err.partition("\n\nhint: ")
    assert message in error
    assert hint in told


def test_a_missing_file_and_one_that_is_no_text(debt: Run, tmp_path: Path) -> None:
    assert "No such file" in debt("render", tmp_path / "none.json").err
    (tmp_path / "image.json").write_bytes(b"\xff\xd8")
    assert "is not UTF-8 text" in debt("render", tmp_path / "image.json").err
