"""What lies in the working folder is not run, and settings that nobody trusts are not read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.defs.target import ISOLATED_VARIABLE, read_target

CHECKOUT = Path(__file__).resolve().parents[2]


def test_modules_in_the_working_folder_are_not_imported(tmp_path: Path) -> None:
    for name in ("click", "pydantic", "pandas", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run')\n")
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(
        [sys.executable, "-m", "debt_pipelines", "--version"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_settings_of_a_project_can_be_left_unread(
    make_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_folder({"a.csv": "x", "debt.toml": '[sources.far]\nurl = "https://example.com/?${HOME}"\n'})
    assert read_target(root).settings.sources
    monkeypatch.setenv(ISOLATED_VARIABLE, "1")
    assert not read_target(root).settings.sources
