"""Targets for the Dagster tests: a project without debt, and one with critical debt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from debt_pipelines.defs.target import Target, read_target
from tests.warm_state import warm

CLEAN_STAGES = """\
stages:
  prepare:
    desc: Keeps the orders of paying customers
    cmd: python prepare.py
    deps:
    - prepare.py
    outs:
    - report.txt:
        cache: false
        desc: Orders by month, one line each
"""
CLEAN_LOCK = """\
schema: '2.0'
stages:
  prepare:
    cmd: python prepare.py
    deps:
    - path: prepare.py
      hash: md5
      md5: d41d8cd98f00b204e9800998ecf8427e
    outs:
    - path: report.txt
      hash: md5
      md5: 00000000000000000000000000000001
"""
PHANTOM = "    - nowhere.csv\n"


@pytest.fixture
def state(tmp_path: Path, warm_state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own."""
    folder = tmp_path / "state"
    warm(folder, warm_state)
    monkeypatch.setenv("DEBT_STATE_DIR", str(folder))
    return folder


@pytest.fixture
def clean_repository(make_repo: Callable[..., Path]) -> Path:
    """A repository that no rule has anything to say against."""
    return make_repo(
        {
            "dvc.yaml": CLEAN_STAGES,
            "dvc.lock": CLEAN_LOCK,
            "prepare.py": "",
            "report.txt": "2026-01 12\n",
            "CODEOWNERS": "* @data\n",
        }
    )


@pytest.fixture
def clean(state: Path, clean_repository: Path) -> Target:
    """The clean repository as a target."""
    return read_target(clean_repository)


@pytest.fixture
def critical(state: Path, clean_repository: Path) -> Target:
    """The same repository with a dependency that exists nowhere."""
    break_pipeline(clean_repository)
    return read_target(clean_repository)


def break_pipeline(repository: Path) -> None:
    """Add a dependency that exists nowhere."""
    (repository / "dvc.yaml").write_text(CLEAN_STAGES.replace("    - prepare.py\n", "    - prepare.py\n" + PHANTOM))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """An ephemeral Dagster instance."""
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral
