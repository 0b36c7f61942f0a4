"""The settings in force with their origins, and everything that is wrong with them, at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from debt_pipelines.config.settings import Settings

Run = Callable[..., Any]
TOML = """\
[project]
name = "x"
[tool.debt]
name = "shop"
[tool.debt.gate]
severities = ["high"]
[tool.debt.datasets]
"data/*.csv" = {tier = 1}
[tool.debt.costs]
SCH = {chance = 0.5, hours = 2}
"""


def _project(root: Path, **files: str) -> Path:
    for name, text in files.items():
        (root / name.replace("_", ".")).write_text(text, "utf-8")
    return root


def test_each_setting_says_where_it_comes_from(debt: Run, tmp_path: Path) -> None:
    shown = json.loads(debt("config", "show", _project(tmp_path, pyproject_toml=TOML), "--format", "json").out)
    by_name = {one["name"]: (one["value"], one["origin"]) for one in shown}
    assert by_name["name"] == ("shop", "pyproject.toml:4")
    assert by_name["gate.severities"] == (["high"], "pyproject.toml:6")
    assert by_name['datasets."data/*.csv".tier'] == (1, "pyproject.toml:8")
    assert by_name['datasets."data/*.csv".owner'] == (None, "default")
    assert by_name["costs.SCH.chance"] == (0.5, "pyproject.toml:10")
    assert by_name["costs.VAL.chance"] == (0.005, "default")
    assert {name.partition(".")[0] for name in by_name} == set(Settings.model_fields)


def test_text_fits_and_groups_by_section(debt: Run, tmp_path: Path) -> None:
    many = f"exclude = [{', '.join(f'{chr(34)}folder-{n}/{chr(34)}' for n in range(20))}]\n"
    text = debt("config", "show", _project(tmp_path, debt_toml=many)).out
    assert max(map(len, text.splitlines())) <= 80
    assert "\n[gate]\ncompliance = true" in text
    assert text.index("history_commits") < text.index("[replacement_minutes]")


def test_only_what_is_set(debt: Run, tmp_path: Path) -> None:
    result = debt("config", "show", "--set", _project(tmp_path, debt_toml="max_columns = 9\n"))
    assert result.out.split() == ["max_columns", "=", "9", "debt.toml:1"]
    (tmp_path / "debt.toml").unlink()
    assert "`debt init`" in debt("config", "show", "--set", tmp_path).err


def test_check_tells_everything_with_place_and_hint(debt: Run, tmp_path: Path) -> None:
    wrong = 'disabel = ["X"]\nmax_columns = 0\n[gate]\nseverites = []\n'
    result = debt("config", "check", _project(tmp_path, debt_toml=wrong))
    assert result.code == 2
    assert "debt.toml:1: unknown setting `disabel`\n\nhint: did you mean `disable`?" in result.err
    assert "debt.toml:2: setting `max_columns`: input should be greater than or equal to 1" in result.err
    assert "debt.toml:4: unknown setting `gate.severites`\n\nhint: did you mean `severities`?" in result.err


def test_check_goes_where_the_settings_lead(debt: Run, tmp_path: Path) -> None:
    toml = 'disable = ["SCH10"]\n[sources.lake]\nurl = "postgresql://ada:secret@host/db"\n'
    root = _project(tmp_path, debt_toml=toml, orders_csv="id\n1\n")
    (root / ".debt").mkdir()
    (root / ".debt" / "accepted.yaml").write_text("\n- code: nonsense\n", "utf-8")
    result = debt("config", "check", root)
    assert result.code == 2
    assert "there is no rule SCH10" in result.err
    assert "holds a password" in result.err
    assert "secret@" not in result.err
    assert ".debt/accepted.yaml:2" in result.err


def test_right_settings(debt: Run, tmp_path: Path) -> None:
    root = _project(tmp_path, debt_toml="name = 'a'\n", orders_csv="id\n1\n")
    assert debt("config", "check", root).out == "debt.toml: right\n"
    (root / "pyproject.toml").write_text("[tool.debt]\nname = 'b'\n", "utf-8")
    assert "pyproject.toml is not read" in debt("config", "check", root).err
