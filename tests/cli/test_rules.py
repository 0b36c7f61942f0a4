"""Listing and explaining rules: complete, instant, and free of heavy imports."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.rules.rulebook import load_rules

Run = Callable[..., Any]
HEAVY = ("pandas", "pyarrow", "dagster", "dvc", "great_expectations", "networkx", "sqlalchemy", "jinja2")


def test_rules_lists_every_rule(debt: Run) -> None:
    result = debt("rules")
    assert result.code == 0
    for rule in load_rules():
        assert f"{rule.code}  {rule.slug}" in result.out
    assert max(len(line) for line in result.out.splitlines()) <= 80


def test_rules_of_one_family_as_json(debt: Run) -> None:
    result = debt("rules", "--family", "rep", "--format", "json")
    assert {entry["family"] for entry in json.loads(result.out)} == {"REP"}
    unknown = debt("rules", "--family", "XYZ")
    assert unknown.code == 2
    assert "hint: families:" in unknown.err


@pytest.mark.parametrize("name", ["REP101", "rep101", "stale-consumer"])
def test_explain_by_code_or_name(debt: Run, name: str) -> None:
    result = debt("explain", name)
    assert result.code == 0
    assert result.out.startswith("REP101 stale-consumer:")
    assert "How to fix:" in result.out


def test_explain_an_unknown_rule(debt: Run) -> None:
    result = debt("explain", "stale-consumr")
    assert (result.code, result.out) == (2, "")
    assert result.err == "error: there is no rule `stale-consumr`\n\nhint: did you mean `stale-consumer`?\n"


def test_every_rule_can_be_explained(debt: Run) -> None:
    for rule in load_rules():
        shown = debt("explain", rule.code).out
        assert " ".join(rule.notes.split()) in " ".join(shown.split())
        assert max(map(len, shown.splitlines())) <= 80, rule.code


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["rules"], ["explain", "REP101"], ["scan", "--help"]])
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys; from debt_pipelines.cli.main import main\n"
        f"sys.argv = ['debt', *{arguments!r}]\n"
        "try:\n    main()\n"
        f"finally:\n    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout
    assert result.stderr.strip() == "[]"
