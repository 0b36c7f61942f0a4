"""What the UI says of a dataset: what it is, its debt and the next step, where it comes from and who uses it."""

from __future__ import annotations

import typing
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from debt_pipelines.catalog.kinds import suffix_of
from debt_pipelines.defs.target_graph import DatasetDebt, TargetGraph
from debt_pipelines.model.entries import DatasetEntry
from debt_pipelines.reports.markdown_parts import sentence
from debt_pipelines.reports.markdown_text import code
from debt_pipelines.reports.ui_text import described
from debt_pipelines.reports.wording import count, duration

_MAX_LISTED = 20
_MAX_JOBS = 3
_MAX_ACRONYM = 4
_PLAIN_KINDS = {"other", "unknown", "none"}
_KINDS = {"table": "table", "model": "model", "media": "picture or document", "metric": "file of figures"}
Jobs = typing.Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around the datasets: the jobs that write and read each, how much depends on it, and its debt."""

    graph: TargetGraph
    writers: Jobs = field(default_factory=dict)
    readers: Jobs = field(default_factory=dict)
    n_downstream: typing.Mapping[str, int] = field(default_factory=dict)

    def minutes(self, entry: DatasetEntry) -> float:
        """The minutes of open debt of a dataset."""
        return self.graph.debt_minutes.get(entry.id, 0.0)


def surroundings(graph: TargetGraph) -> Surroundings:
    """What the lineage says around each dataset."""
    writers: defaultdict[str, list[str]] = defaultdict(list)
    readers: defaultdict[str, list[str]] = defaultdict(list)
    for edge in graph.lineage.edges:
        if edge.kind == "writes":
            writers[edge.target].append(edge.source)
        elif edge.kind == "reads":
            readers[edge.source].append(edge.target)
    return Surroundings(graph, writers, readers, {node.id: node.n_downstream for node in graph.lineage.nodes})


def dataset_words(entry: DatasetEntry, around: Surroundings) -> str:
    """The description of one dataset, as Markdown; lists of assets show its first words."""
    owner = f"Owner: {described(entry.owner)}" if entry.owner else "Owner: nobody is named"
    checks = count(entry.n_assertions, "check") if entry.n_assertions else "no check"
    facts = [*_flow(entry, around), f"{owner}; {checks}; tier {entry.tier}"]
    about = described(entry.description) if entry.description else f"{_shape(entry)}; nobody has described it yet."
    return "\n".join([about, "", *_debt([entry], around), *(f"- {fact}" for fact in facts)])


def group_words(entries: Sequence[DatasetEntry], around: Surroundings) -> str:
    """The description of several datasets that stand in one node, those with most debt first."""
    ordered = sorted(entries, key=lambda entry: (-around.minutes(entry), entry.path))
    listed = [f"- {code(entry.path)}{_bears(entry, around)}" for entry in ordered[:_MAX_LISTED]]
    more = len(entries) - len(listed)
    head = [f"{len(entries):,} datasets", "", *_debt(ordered, around)]
    return "\n".join([*head, *listed, *([f"- and {more:,} more"] if more else [])])


def _debt(entries: Sequence[DatasetEntry], around: Surroundings) -> Iterator[str]:
    """The open debt at the last scan, the finding to begin with, and the command that tells more."""
    graph = around.graph
    if graph.scanned_at is None:
        return
    at = f"at the scan of {graph.scanned_at[:10]}"
    debts = [graph.debts[entry.id] for entry in entries if entry.id in graph.debts]
    if not debts:
        yield f"No open debt {at}.\n"
        return
    n_critical = sum(debt.n_critical for debt in debts)
    grave = f", {n_critical:,} critical" if n_critical else ""
    minutes = duration(sum(map(around.minutes, entries)))
    yield f"**{count(sum(debt.n_findings for debt in debts), 'finding')}{grave}, {minutes} to fix** {at}\n"
    yield _first(debts[0])


def _first(debt: DatasetDebt) -> str:
    return f"Fix first: {sentence(debt.message)} ({code(f'debt explain {debt.id[:8]}')})\n"


def _bears(entry: DatasetEntry, around: Surroundings) -> str:
    minutes = around.minutes(entry)
    return f": {duration(minutes)} to fix" if minutes else ""


def _flow(entry: DatasetEntry, around: Surroundings) -> Iterator[str]:
    writers, readers = around.writers.get(entry.id, ()), around.readers.get(entry.id, ())
    if writers:
        yield f"Made by {_named(writers)}"
    if readers:
        yield f"Read by {_named(readers)}"
    n_downstream = around.n_downstream.get(entry.id, 0)
    if n_downstream > len(readers):
        yield f"{count(n_downstream, 'dataset or stage', 'datasets and stages')} depend on it in all"


def _named(jobs: Sequence[str]) -> str:
    names = sorted(set(jobs))
    more = len(names) - _MAX_JOBS
    return ", ".join(map(code, names[:_MAX_JOBS])) + (f" and {more:,} more" if more > 0 else "")


def _shape(entry: DatasetEntry) -> str:
    """What an undescribed dataset is, as far as its file tells: `CSV table of 24 rows and 3 columns`."""
    form = entry.format or suffix_of(entry.path)
    form = form.upper() if len(form) <= _MAX_ACRONYM else form.capitalize()
    noun = _KINDS.get(entry.kind, entry.kind if entry.kind not in _PLAIN_KINDS else "dataset")
    sizes = [count(entry.n_rows, "row")] if entry.n_rows is not None else []
    sizes += [count(len(entry.columns), "column")] if entry.columns else []
    words = f"{form} {noun}".strip()
    extent = f" of {' and '.join(sizes)}" if sizes else ""
    return f"{words[0].upper()}{words[1:]}{extent}"
