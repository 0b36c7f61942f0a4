"""Scans a project with the plain functions, for its page."""

from __future__ import annotations

from pathlib import Path

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.analysis import crawl, judge_facts, score
from debt_pipelines.defs.weighing import weigh
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules


def scorecard_of(folder: Path) -> Scorecard:
    """The scorecard of a work tree with the settings' defaults."""
    settings, rules = Settings(), load_rules()
    project = open_project(folder).excluding(settings.exclude_patterns)
    frames = crawl(project, settings)
    frames |= build_catalog(frames, settings)
    frames |= build_facts(frames)
    findings, outcomes = judge_facts(frames, rules)
    weighed = weigh(frames, findings, project, settings)
    return score(frames, weighed, outcomes, rules=rules, settings=settings, project=project, baseline=None)
