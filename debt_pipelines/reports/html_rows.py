"""Decides which rows the HTML scorecard shows: all of them in a usual project, the first ones in a huge one.

A page that no browser or mail server takes helps nobody. Bytes are dealt out section by section; what does
not fit is counted, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from debt_pipelines.model.entries import ColumnEntry, DatasetEntry, JobEntry, NodeEntry, RuleEntry, SourceEntry
from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.finding_groups import FindingGroup, all_groups
from debt_pipelines.reports.html_text import short_name, short_path, short_prose, weight
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.wording import place

MAX_FINDINGS = 2_000
MAX_NAMES = 20
_BYTES_IN_ALL = 830_000  # of the 1 MB; style, script, head, fix first and method take the rest
_BYTES = {"findings": 660_000, "rules": 60_000, "sources": 30_000, "jobs": 90_000}
_NO_LIMIT = 10**9

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Kept(Generic[Entry]):
    """The rows shown, and how many are not."""

    rows: tuple[Entry, ...]
    n_left_out: int = 0


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line of the findings table, cut to length."""

    finding: Finding
    place: str
    message: str
    owner: str


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The findings of one rule, and the lines shown of them."""

    group: FindingGroup
    kept: Kept[FindingRow]


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """One dataset with its columns, its place in the lineage and its open findings."""

    entry: DatasetEntry
    columns: tuple[ColumnEntry, ...]
    node: NodeEntry | None
    n_findings: int


@dataclass(frozen=True, slots=True)
class PageRows:
    """All rows of the page."""

    groups: tuple[GroupRows, ...]
    rules: Kept[RuleEntry]
    silent_rules: Kept[RuleEntry]
    broken_rules: Kept[RuleEntry]
    sources: Kept[SourceEntry]
    jobs: Kept[JobEntry]
    datasets: Kept[DatasetRow]

    @property
    def n_findings_left_out(self) -> int:
        """Findings that only count in the line of their rule."""
        return sum(rows.kept.n_left_out for rows in self.groups)


class _Budget:
    """Bytes and rows left to spend; once a row does not fit, the section is full."""

    def __init__(self, n_bytes: int) -> None:
        self.n_bytes, self.n_rows = n_bytes, _NO_LIMIT

    def keep(self, rows: Iterable[Entry], cost: Callable[[Entry], int]) -> Kept[Entry]:
        kept, n_left_out = [], 0
        for row in rows:
            if not n_left_out and self._spend(cost(row)):
                kept.append(row)
            else:
                n_left_out += 1
        return Kept(tuple(kept), n_left_out)

    def _spend(self, cost: int) -> bool:
        if self.n_rows <= 0 or cost > self.n_bytes:
            return False
        self.n_bytes -= cost
        self.n_rows -= 1
        return True


def page_rows(scorecard: Scorecard) -> PageRows:
    """The rows to show, findings first; datasets get all that the others leave."""
    budgets = {section: _Budget(n_bytes) for section, n_bytes in _BYTES.items()}
    gaps = not_judged(scorecard)
    groups = _groups(scorecard, budgets["findings"])
    silent = budgets["rules"].keep(gaps.rules_without_evidence, _silent_cost)
    broken = budgets["rules"].keep(gaps.rules_in_error, _error_cost)
    rules = budgets["rules"].keep(scorecard.rules, _rule_cost)
    sources = budgets["sources"].keep(gaps.unreadable_sources, _source_cost)
    jobs = budgets["jobs"].keep(scorecard.jobs, _job_cost)
    n_spent = sum(_BYTES[section] - budget.n_bytes for section, budget in budgets.items())
    datasets = _Budget(_BYTES_IN_ALL - n_spent).keep(_datasets(scorecard), _dataset_cost)
    return PageRows(groups, rules, silent, broken, sources, jobs, datasets)


def _groups(scorecard: Scorecard, budget: _Budget) -> tuple[GroupRows, ...]:
    groups = all_groups(scorecard)
    budget.n_rows = MAX_FINDINGS
    for group in groups:
        budget.n_bytes -= 900 + weight(short_prose(group.title), short_name(group.slug))
    return tuple(GroupRows(group, budget.keep(map(_finding_row, group.findings), _finding_cost)) for group in groups)


def _finding_row(finding: Finding) -> FindingRow:
    return FindingRow(
        finding=finding,
        place=place(finding.path, finding.line, 100),
        message=short_prose(finding.message),
        owner=short_name(finding.owner or ""),
    )


def _finding_cost(row: FindingRow) -> int:
    return 160 + weight(row.place, row.message, row.owner)


def _datasets(scorecard: Scorecard) -> Iterable[DatasetRow]:
    nodes = {node.id: node for node in scorecard.lineage.nodes if node.kind == "dataset"}
    counts = Counter(finding.dataset for finding in scorecard.findings if is_open(finding))
    for entry in scorecard.datasets:
        yield DatasetRow(entry, entry.columns, nodes.get(entry.id), counts[entry.id])


def _dataset_cost(row: DatasetRow) -> int:
    entry = row.entry
    path = short_path(entry.path)
    texts = (path, path, short_prose(entry.description or ""), short_name(entry.owner or ""))
    return 900 + weight(*texts) + sum(map(_column_cost, row.columns))


def _column_cost(column: ColumnEntry) -> int:
    return 120 + weight(short_name(column.name), short_name(column.type or ""), short_prose(column.description or ""))


def _job_cost(job: JobEntry) -> int:
    names = (*job.deps[:MAX_NAMES], *job.outs[:MAX_NAMES], *job.params[:MAX_NAMES])
    texts = (short_path(job.path), short_prose(job.command or ""), short_prose(job.description or ""))
    return 800 + weight(short_path(job.name), *texts) + sum(30 + weight(short_path(name)) for name in names)


def _source_cost(source: SourceEntry) -> int:
    return 100 + weight(short_path(source.path), short_prose(source.error or ""))


def _silent_cost(rule: RuleEntry) -> int:
    return 40 + weight(short_name(rule.slug))


def _error_cost(rule: RuleEntry) -> int:
    return 100 + weight(short_name(rule.slug), short_prose(rule.error or ""))


def _rule_cost(rule: RuleEntry) -> int:
    return 260 + weight(short_name(rule.slug), short_prose(rule.title))
