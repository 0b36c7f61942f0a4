"""What the asset graph shows of a target: its datasets, what flows between them, and the debt of each at the last scan.

It is taken from the scorecard of the last scan where that still holds, else from a crawl; nothing of the target is run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from debt_pipelines.defs.scorecard_file import read_scorecard
from debt_pipelines.defs.target import Target
from debt_pipelines.model.entries import DatasetEntry, Lineage
from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.rule import Frozen
from debt_pipelines.model.scorecard import Scorecard

MOST_DATASETS = 5_000
"""Beyond so many datasets the graph shows folders, which have no columns."""


class TargetGraph(Frozen):
    """The datasets and the lineage of a target; `debt_minutes` by dataset, empty before the first scan."""

    datasets: tuple[DatasetEntry, ...]
    lineage: Lineage
    debt_minutes: dict[str, float]


def graph_of(scorecard: Scorecard) -> TargetGraph:
    """The graph of the last scan."""
    return _graph(scorecard.datasets, scorecard.lineage, debt_minutes(scorecard.findings))


def debt_minutes(findings: Iterable[Finding]) -> dict[str, float]:
    """The minutes of open debt of each dataset that has any."""
    minutes: defaultdict[str, float] = defaultdict(float)
    for finding in findings:
        if finding.dataset is not None and is_open(finding):
            minutes[finding.dataset] += finding.effort_minutes
    return dict(minutes)


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
    last = last_graph(target)
    return _crawled(target, last.debt_minutes if last else {})


def _crawled(target: Target, minutes: dict[str, float]) -> TargetGraph:
    from debt_pipelines.catalog.build import build_catalog
    from debt_pipelines.defs.analysis import crawl
    from debt_pipelines.facts.registry import build_facts
    from debt_pipelines.score.entries import dataset_entries, lineage_entry

    frames = crawl(target.open(), target.settings)
    frames |= build_catalog(frames, target.settings)
    frames |= build_facts(frames)
    return _graph(dataset_entries(frames), lineage_entry(frames), minutes)


def _graph(datasets: tuple[DatasetEntry, ...], lineage: Lineage, minutes: dict[str, float]) -> TargetGraph:
    if len(datasets) > MOST_DATASETS:
        datasets = tuple(entry.model_copy(update={"columns": ()}) for entry in datasets)
    return TargetGraph(datasets=datasets, lineage=lineage, debt_minutes=minutes)
