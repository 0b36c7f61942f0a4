"""What the asset graph shows of a target: its datasets, what flows between them, and the debt of each at the last scan.

It is taken from the scorecard of the last scan where that still holds, else from a crawl; nothing of the target is run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pydantic import Field

from debt_pipelines.defs.scorecard_file import read_scorecard
from debt_pipelines.defs.target import Target
from debt_pipelines.model.entries import DatasetEntry, Lineage
from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.rule import SEVERITIES, Frozen, Severity
from debt_pipelines.model.scorecard import Scorecard

MOST_DATASETS = 5_000
"""Beyond so many datasets the graph shows folders, which have no columns."""


class DatasetDebt(Frozen):
    """How many open findings a dataset had at the last scan, and the one to fix first."""

    n_findings: int
    n_critical: int
    severity: Severity
    id: str
    message: str


class TargetGraph(Frozen):
    """The datasets and the lineage of a target.

    `debt_minutes` and `debts` are those of the last scan by dataset, empty before it, and `scanned_at` is its moment
    (ISO 8601).
    """

    datasets: tuple[DatasetEntry, ...]
    lineage: Lineage
    debt_minutes: dict[str, float]
    debts: dict[str, DatasetDebt] = Field(default_factory=dict)
    scanned_at: str | None = None


def graph_of(scorecard: Scorecard) -> TargetGraph:
    """The graph of the last scan."""
    return TargetGraph(
        datasets=_shown(scorecard.datasets),
        lineage=scorecard.lineage,
        debt_minutes=debt_minutes(scorecard.findings),
        debts=_debts(scorecard.findings),
        scanned_at=scorecard.generated_at,
    )


def debt_minutes(findings: Iterable[Finding]) -> dict[str, float]:
    """The minutes of open debt of each dataset that has any."""
    minutes: defaultdict[str, float] = defaultdict(float)
    for finding in findings:
        if finding.dataset is not None and is_open(finding):
            minutes[finding.dataset] += finding.effort_minutes
    return dict(minutes)


def _debts(findings: Iterable[Finding]) -> dict[str, DatasetDebt]:
    """The open findings of each dataset that has any; the first of them is the first in the backlog."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.dataset is not None and is_open(finding):
            found[finding.dataset].append(finding)
    return {
        dataset: DatasetDebt(
            n_findings=len(about),
            n_critical=sum(finding.severity == "critical" for finding in about),
            severity=min((finding.severity for finding in about), key=SEVERITIES.index),
            id=about[0].id,
            message=about[0].message,
        )
        for dataset, about in found.items()
    }


def last_graph(target: Target) -> TargetGraph | None:
    """The graph of the last scan of a target; None where there was none, or its scorecard cannot be read."""
    try:
        return graph_of(read_scorecard(target.scorecard_path))
    except (OSError, ValueError):
        return None


def read_graph(target: Target) -> TargetGraph:
    """The graph of a target as it is now: that of the last scan where nothing has changed since, else crawled anew."""
    from debt_pipelines.defs.clock import today
    from debt_pipelines.defs.unchanged import kept_scorecard, scan_state
    from debt_pipelines.rules.rulebook import load_rules

    rules = load_rules(target.suite_folders, disable=target.settings.disable)
    kept = kept_scorecard(target, scan_state(target, target.open(), rules, today=today()))
    if kept is not None:
        return graph_of(kept)
    crawled = _crawled(target)
    last = last_graph(target)
    told = {name: getattr(last, name) for name in ("debt_minutes", "debts", "scanned_at")} if last else {}
    return crawled.model_copy(update=told)


def _crawled(target: Target) -> TargetGraph:
    from debt_pipelines.catalog.build import build_catalog
    from debt_pipelines.defs.analysis import crawl
    from debt_pipelines.facts.registry import build_facts
    from debt_pipelines.score.entries import dataset_entries, lineage_entry

    frames = crawl(target.open(), target.settings)
    frames |= build_catalog(frames, target.settings)
    frames |= build_facts(frames)
    return TargetGraph(datasets=_shown(dataset_entries(frames)), lineage=lineage_entry(frames), debt_minutes={})


def _shown(datasets: tuple[DatasetEntry, ...]) -> tuple[DatasetEntry, ...]:
    if len(datasets) <= MOST_DATASETS:
        return datasets
    return tuple(entry.model_copy(update={"columns": ()}) for entry in datasets)
