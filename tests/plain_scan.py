"""Scans a folder with the plain functions, without Dagster: quick, and with every table at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.analysis import judge_facts, score, tables_of
from debt_pipelines.defs.weighing import weigh
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PlainScan:
    """All tables of a project by name, what the rules find in them, and the scorecard of it."""

    frames: dict[str, pd.DataFrame]
    findings: list[Finding]
    card: Scorecard


def plain_scan(folder: Path, settings: Settings | None = None) -> PlainScan:
    """Scan a work tree; there is no baseline and no history."""
    settings, rules = settings or Settings(), load_rules()
    project = open_project(folder).excluding(settings.exclude_patterns)
    frames = tables_of(project, settings)
    found, outcomes = judge_facts(frames, rules)
    findings = weigh(frames, found, project, settings)
    card = score(frames, findings, outcomes, rules=rules, settings=settings, project=project, baseline=None)
    return PlainScan(frames, findings, card)
