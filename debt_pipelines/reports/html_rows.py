"""Decides which rows the HTML scorecard shows: all of them in a usual project, the first ones in a huge one.

A page that no browser or mail server takes helps nobody. Bytes are dealt out section by section; what does
not fit is counted, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from debt_pipelines.model.entries import DatasetEntry, JobEntry, RuleEntry, SettingEntry, SourceEntry
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.finding_groups import FindingGroup, all_groups
from debt_pipelines.reports.html_budget import Budget, Kept
from debt_pipelines.reports.html_places import Places
from debt_pipelines.reports.html_sections import Section, Sections, dataset_cost, job_cost
from debt_pipelines.reports.html_text import short_evidence, short_name, short_path, short_prose, weight
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.wording import place

MAX_FINDINGS = 2_000
MAX_EXPLAINED = 500
"""Up to so many findings the page gives the evidence of each; beyond them the JSON form does."""
_BYTES_IN_ALL = 815_000  # of the 1 MB; style, script, head, fix first, map, lineage and method take the rest
_BYTES = {"findings": 690_000, "rules": 60_000, "sources": 30_000, "settings": 15_000, "jobs": 90_000}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line of the findings table, cut to length."""

    finding: Finding
    place: str
    message: str
    owner: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The findings of one rule, and the lines shown of them."""

    group: FindingGroup
    kept: Kept[FindingRow]


@dataclass(frozen=True, slots=True)
class PageRows:
    """All rows of the page."""

    groups: tuple[GroupRows, ...]
    rules: Kept[RuleEntry]
    silent_rules: Kept[RuleEntry]
    broken_rules: Kept[RuleEntry]
    sources: Kept[SourceEntry]
    settings: Kept[SettingEntry]
    jobs: Kept[Section[JobEntry]]
    datasets: Kept[Section[DatasetEntry]]

    @property
    def n_findings_left_out(self) -> int:
        """Findings that only count in the line of their rule."""
        return sum(rows.kept.n_left_out for rows in self.groups)

    @property
    def listed(self) -> frozenset[str]:
        """The findings that have a line."""
        return frozenset(row.finding.id for group in self.groups for row in group.kept.rows)

    @property
    def linked(self) -> frozenset[str]:
        """The datasets and stages that have a section."""
        return frozenset([row.entry.id for row in self.datasets.rows] + [row.entry.id for row in self.jobs.rows])


def page_rows(scorecard: Scorecard, places: Places) -> PageRows:
    """The rows to show, findings first; datasets get all that the others leave."""
    budgets = {section: Budget(n_bytes) for section, n_bytes in _BYTES.items()}
    gaps = not_judged(scorecard)
    groups = _groups(scorecard, budgets["findings"])
    silent = budgets["rules"].keep(gaps.rules_without_evidence, _silent_cost)
    broken = budgets["rules"].keep(gaps.rules_in_error, _error_cost)
    rules = budgets["rules"].keep(scorecard.rules, _rule_cost)
    sources = budgets["sources"].keep(gaps.unreadable_sources, _source_cost)
    settings = budgets["settings"].keep(scorecard.settings, _setting_cost)
    sections = Sections(scorecard, places)
    jobs = budgets["jobs"].keep(sections.of_jobs(), job_cost)
    n_spent = sum(_BYTES[section] - budget.n_bytes for section, budget in budgets.items())
    datasets = Budget(_BYTES_IN_ALL - n_spent).keep(sections.of_datasets(), dataset_cost)
    return PageRows(groups, rules, silent, broken, sources, settings, jobs, datasets)


def _groups(scorecard: Scorecard, budget: Budget) -> tuple[GroupRows, ...]:
    groups = all_groups(scorecard)
    budget.n_rows = MAX_FINDINGS
    is_explained = len(scorecard.findings) <= MAX_EXPLAINED
    for group in groups:
        budget.n_bytes -= 900 + weight(short_prose(group.title), short_name(group.slug))
    return tuple(
        GroupRows(
            group,
            budget.keep(
                (_finding_row(finding, is_explained=is_explained) for finding in group.findings), _finding_cost
            ),
        )
        for group in groups
    )


def _finding_row(finding: Finding, *, is_explained: bool) -> FindingRow:
    return FindingRow(
        finding=finding,
        place=place(finding.path, finding.line, 100),
        message=short_prose(finding.message),
        owner=short_name(finding.owner or ""),
        evidence=tuple(short_evidence(finding)) if is_explained else (),
    )


def _finding_cost(row: FindingRow) -> int:
    facts = sum(45 + weight(name, value) for name, value in row.evidence)
    ticks = 6 * row.message.count("`")
    return 165 + weight(row.place, row.message, row.owner, short_prose(row.finding.exemption or "")) + ticks + facts


def _source_cost(source: SourceEntry) -> int:
    return 100 + weight(short_path(source.path), short_prose(source.error or ""))


def _setting_cost(setting: SettingEntry) -> int:
    return 90 + weight(short_path(setting.name), short_prose(setting.value))


def _silent_cost(rule: RuleEntry) -> int:
    return 40 + weight(short_name(rule.slug))


def _error_cost(rule: RuleEntry) -> int:
    return 100 + weight(short_name(rule.slug), short_prose(rule.error or ""))


def _rule_cost(rule: RuleEntry) -> int:
    return 260 + weight(short_name(rule.slug), short_prose(rule.title))
