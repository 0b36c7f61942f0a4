"""Schema changes: every column of every table, compared with the earlier version of the table.

What was not read is no evidence: a table without a baseline, or whose columns are unknown now or then, gives
one row without a kind, and never a removed column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.drift.change import Change
from debt_pipelines.catalog.drift.compare import Format, Outcome, compare, compare_partitions
from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.catalog.tabular.header import is_generated
from debt_pipelines.catalog.tabular.table import HEADER_IS_DATA
from debt_pipelines.facts.bound import Bound, Record, bind
from debt_pipelines.facts.table_versions import UNTYPED_FORMATS, Baseline, Columns, read_versions
from debt_pipelines.facts.wording import folded
from debt_pipelines.model.data_rows import STRONG
from debt_pipelines.model.fact_rows import SchemaChange
from debt_pipelines.model.schema import RowBlock

if TYPE_CHECKING:
    import pandas as pd

_FORMATS_WITHOUT_HEADER = frozenset({"json", "jsonl"})
_HEADER_LINE = 1
_VARYING = (
    *("column", "kind", "before", "after", "is_news", "is_widening", "is_breaking"),
    *("is_kept", "are_nulls_known", "is_category", "is_domain_known", "has_distribution", "is_distribution_known"),
)
"""The facts that differ from change to change of one table."""
_NO_EVIDENCE = Outcome((Change(None),), nulls=None, domain=None, distribution=None)


@dataclass(frozen=True, slots=True)
class _Context:
    """What all changes of one table have in common: its dataset, baseline and readers, and what is written of it."""

    dataset: Record
    line: int
    baseline: Baseline | None
    reach: Record
    readers: str | None
    known: frozenset[str]
    required: frozenset[str]

    def block(self, outcomes: Iterable[Outcome]) -> RowBlock:
        """A row for each change of the table."""
        rows = [row for outcome in outcomes for row in self._rows(outcome)]
        baseline = self.baseline
        n_readers = self.reach.get("n_consumers", 0)
        same = {
            "dataset": self.dataset["dataset"],
            "path": self.dataset["schema_path"],
            "line": self.line,
            "is_read_downstream": n_readers > 0,
            "n_readers": n_readers,
            "readers": self.readers,
            "n_downstream": self.reach.get("n_downstream", 0),
            "baseline": baseline.kind if baseline else None,
            "baseline_revision": baseline.revision if baseline else None,
            "committed_at": baseline.committed_at if baseline else None,
        }
        return RowBlock(SchemaChange, {name: [row[n] for row in rows] for n, name in enumerate(_VARYING)}, same)

    def _rows(self, outcome: Outcome) -> Iterator[tuple[Any, ...]]:
        """A row for each change; what could be compared is said on one of them, so that it counts once."""
        kinds = [change.kind for change in outcome.changes]
        for n, change in enumerate(outcome.changes):
            nulls, domain, distribution = (
                evidence if change.kind == kind or (n == 0 and kind not in kinds) else False
                for kind, evidence in (
                    ("changed_nullability", outcome.nulls),
                    ("changed_domain", outcome.domain),
                    ("shifted_distribution", outcome.distribution),
                )
            )
            topic = _topic(change.column) if change.column and (self.known or self.required) else ""
            yield (
                *(change.column, change.kind, change.before, change.after),
                not topic or topic not in self.known,
                change.is_widening,
                _is_breaking(change, is_required=bool(topic) and topic in self.required),
                *(nulls is not False, nulls or None),
                *(domain is not False, domain or None),
                *(distribution is not False, distribution or None),
            )


def build(frames: Frames) -> pd.DataFrame:
    """The table `schema_changes`: one row per column of a table and change, or one row without a kind."""
    versions = read_versions(frames)
    lines = dict(frames["columns"].groupby("path", sort=False)["line"].first().dropna())
    lineage = {row["node"]: row for row in records(frames["lineage"])}
    readers = _readers(frames)
    bound = bind(frames)
    blocks: list[RowBlock] = []
    for dataset in records(frames["datasets"]):
        if dataset["kind"] == "table":
            path, name = dataset["schema_path"], dataset["dataset"]
            baseline = versions.earlier.get(path)
            line = int(lines.get(path, _HEADER_LINE))
            reach = lineage.get(name, {})
            written = _known(name, bound), _required(dataset, bound)
            context = _Context(dataset, line, baseline, reach, readers.get(name), *written)
            blocks.append(context.block(_outcomes(dataset, baseline, versions.present.get(path, ()))))
    return frame_of("schema_changes", blocks)


def _outcomes(dataset: Record, baseline: Baseline | None, after: Columns) -> Iterable[Outcome]:
    """What became of the columns of one table; one outcome without a kind where nothing can be said."""
    before = baseline.columns if baseline else ()
    malformation = dataset["malformation"] or ""
    if baseline is None or not before or not dataset["is_schema_read"]:
        return [_NO_EVIDENCE]
    if not _has_same_kind_of_header(before, after, malformation):
        return [_NO_EVIDENCE]
    is_free = dataset["format"] in _FORMATS_WITHOUT_HEADER
    format = Format(
        is_typed=dataset["format"] not in UNTYPED_FORMATS,
        is_ordered=not is_free,
        is_whole=not (dataset["is_sampled"] and is_free),
    )
    if baseline.kind == "partition":
        return compare_partitions(before, after, format)
    return compare(before, after, format)


def _has_same_kind_of_header(before: Columns, after: Columns, malformation: str) -> bool:
    """Whether both versions have names, or both have none: a lost header says nothing about the columns."""
    had_none = all(is_generated(column.name) for column in before)
    has_none = HEADER_IS_DATA in malformation
    regained = had_none and bool(after) and not all(is_generated(column.name) for column in after)
    lost = has_none and not had_none
    return not (lost or regained)


def _is_breaking(change: Change, *, is_required: bool) -> bool:
    if change.kind == "changed_type":
        return not change.is_widening
    return change.kind in ("removed_column", "renamed_column") or (change.kind == "changed_nullability" and is_required)


def _readers(frames: Frames) -> dict[str, str]:
    """Dataset -> the jobs that read it, sorted and comma-separated."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    edges = frames["lineage_edges"]
    for row in records(edges[edges["kind"].eq("reads")]):
        found[row["source"]].add(row["target"])
    return {dataset: ", ".join(sorted(jobs)) for dataset, jobs in found.items()}


def _known(dataset: str, bound: Bound) -> frozenset[str]:
    """The columns that documentation or checks bound to a dataset name."""
    said = (*bound.descriptions.get(dataset, ()), *bound.assertions.get(dataset, ()))
    return frozenset(_topic(row["column"]) for row in said if row["column"])


def _required(dataset: Record, bound: Bound) -> frozenset[str]:
    """The columns that must have values: keys, and those that a check wants filled."""
    keys = [key for key in (dataset["primary_key"] or "").split(",") if key]
    checks = bound.assertions.get(dataset["dataset"], ())
    filled = [row["column"] for row in checks if row["kind"] == "nullness" and row["strength"] >= STRONG]
    return frozenset(_topic(name) for name in (*keys, *filled) if name)


def _topic(name: str) -> str:
    return folded(name) or name.casefold()
