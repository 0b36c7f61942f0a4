"""Setting a project up: what is missing is written, what is there is left alone, and the next step is told."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from debt_pipelines.config.load import files_of, load_settings
from debt_pipelines.config.settings import Settings

Run = Callable[..., Any]
ALL = ("--only", "settings", "--only", "pre-commit", "--only", "workflow")


def _files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_empty_project_gets_all_three(debt: Run, tmp_path: Path) -> None:
    result = debt("init", tmp_path, *ALL)
    assert (result.code, result.out) == (0, "")
    assert set(_files(tmp_path)) == {"debt.toml", ".pre-commit-config.yaml", ".github/workflows/data-debt.yml"}
    assert load_settings(files_of(tmp_path)) == Settings()
    hook = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"][0]
    assert hook["entry"] == "debt gate"
    steps = yaml.safe_load((tmp_path / ".github/workflows/data-debt.yml").read_text())["jobs"]["gate"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    assert steps[-1]["run"].startswith("debt gate --new-since")
    assert "next: `debt` shows" in result.err


def test_once_more_changes_nothing(debt: Run, tmp_path: Path) -> None:
    debt("init", tmp_path, *ALL)
    before = _files(tmp_path)
    result = debt("init", tmp_path, *ALL)
    assert _files(tmp_path) == before
    assert result.err.count("left out") == 3


def test_settings_go_to_the_end_of_pyproject(debt: Run, tmp_path: Path) -> None:
    pyproject = b'[project]\r\nname = "x"  # kept\r\n[tool.ruff]\r\nline-length = 9\r\n'
    (tmp_path / "pyproject.toml").write_bytes(pyproject)
    debt("init", tmp_path, "--only", "settings")
    after = (tmp_path / "pyproject.toml").read_bytes()
    assert after.startswith(pyproject.rstrip())
    assert after.count(b"\n") == after.count(b"\r\n")
    assert tomllib.loads(after.decode())["tool"]["debt"]["gate"]["severities"] == ["critical"]
    assert not (tmp_path / "debt.toml").exists()


def test_a_pyproject_that_cannot_be_added_to_is_left_alone(debt: Run, tmp_path: Path) -> None:
    for text in ("tool = {ruff = {}}\n", "[project\n"):
        (tmp_path / "pyproject.toml").write_text(text)
        debt("init", tmp_path, "--only", "settings")
        assert (tmp_path / "pyproject.toml").read_text() == text
        (tmp_path / "debt.toml").unlink()


def test_a_present_hook_file_is_told_what_to_add(debt: Run, tmp_path: Path) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    result = debt("init", tmp_path, "--only", "pre-commit")
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert "add under `repos:`" in result.err
    assert "entry: debt gate" in result.err


def test_a_workflow_only_where_the_project_is_on_github(debt: Run, make_repo: Any, git: Any) -> None:
    root = make_repo({"a.csv": "id\n"})
    assert "`debt init --only workflow` writes it" in debt("init", root, "--dry-run").err
    git(root, "remote", "add", "origin", "git@github.com:ada/shop.git")
    assert "would write .github/workflows/data-debt.yml" in debt("init", root, "--dry-run").err


def test_a_dry_run_prints_a_diff_and_writes_nothing(debt: Run, tmp_path: Path) -> None:
    result = debt("init", tmp_path, *ALL, "--dry-run")
    assert _files(tmp_path) == {}
    assert "+++ b/debt.toml" in result.out
    assert "next: run again without --dry-run" in result.err


def test_a_file_that_is_no_text_stops_it(debt: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe")
    result = debt("init", tmp_path)
    assert result.code == 2
    assert "nothing was written" in result.err
    assert set(_files(tmp_path)) == {"pyproject.toml"}
