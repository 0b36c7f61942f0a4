"""What can be written to settle debt, as plain functions: a scan of the work tree, then the fixes over its findings."""

from __future__ import annotations

from collections.abc import Callable

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.defs import analysis
from debt_pipelines.defs.target import Target
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.fixes.patch import Debt, Patch
from debt_pipelines.fixes.registry import CODES, propose
from debt_pipelines.model.finding import Finding
from debt_pipelines.rules.rulebook import load_rules


def proposed_patches(target: Target, *, is_wanted: Callable[[Finding], bool]) -> tuple[list[Patch], list[Finding]]:
    """The patches for the findings that are wanted, and those of them that some fix knows."""
    rules = load_rules(target.suite_folders, disable=target.settings.disable)
    project = target.open()
    frames = analysis.crawl(project, target.settings)
    frames |= build_catalog(frames, target.settings)
    frames |= build_facts(frames)
    findings, _outcomes = analysis.judge_facts(frames, rules, project.memory)
    wanted = [finding for finding in findings if finding.code in CODES and is_wanted(finding)]
    return propose(Debt(project, frames, tuple(wanted))), wanted
