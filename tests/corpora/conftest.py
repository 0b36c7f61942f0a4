"""Real repositories, each cloned and scanned once however many figures are asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.catalog.frames import records
from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.analysis import crawl, judge_facts, score
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules
from tests.corpora.bundles import clone


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
    """Scan a work tree with the plain functions; nothing is left out, as the other tools leave nothing out."""
    settings = Settings(default_exclude=False)
    project = open_project(folder)
    frames = crawl(project, settings)
    frames |= build_catalog(frames, settings)
    frames |= build_facts(frames)
    rules = load_rules()
    findings, outcomes = judge_facts(frames, rules)
    card = score(frames, findings, outcomes, rules=rules, settings=settings, project=project, baseline=None)
    return Scan({table: records(frame) for table, frame in frames.items()}, findings, card)
