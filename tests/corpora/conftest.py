"""Real repositories, each cloned and scanned once however many figures are asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from tests.corpora.bundles import clone
from tests.plain_scan import plain_scan


@dataclass(frozen=True)
class Scan:
    """All tables of one repository by name, as rows, what the rules find in them, and the scorecard of it."""

    tables: dict[str, list[dict[str, Any]]]
    findings: list[Finding]
    scorecard: Scorecard

    def n(self, code: str) -> int:
        """How often a rule fails."""
        return sum(finding.code == code for finding in self.findings)


ScanOf = Callable[..., Scan]


@pytest.fixture(scope="session")
def scan_of(tmp_path_factory: pytest.TempPathFactory) -> ScanOf:
    """A function `scan_of(name, branch)` that scans a repository once."""

    @cache
    def scan(name: str, branch: str = "with-placeholders") -> Scan:
        return scan_of_folder(clone(name, branch, tmp_path_factory.mktemp("corpora")))

    return scan


def scan_of_folder(folder: Path) -> Scan:
    """Scan a work tree, which stays as it is; nothing is left out, as the other tools leave nothing out."""
    before = _state_of(folder)
    done = plain_scan(folder, Settings(default_exclude=False))
    assert _state_of(folder) == before
    return Scan({table: records(frame) for table, frame in done.frames.items()}, done.findings, done.card)


def _state_of(root: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file, `.git` included."""
    return {
        str(path.relative_to(root)): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in root.rglob("*")
        if not path.is_dir()
    }
