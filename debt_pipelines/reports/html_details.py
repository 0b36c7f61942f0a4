"""The checks of a dataset, column by column, and what became of its columns, as its section in the HTML shows them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from debt_pipelines.model.data_rows import STRONG
from debt_pipelines.model.entries import AssertionEntry, DatasetEntry, SchemaBaseline, SchemaChangeEntry
from debt_pipelines.reports.html_text import short_name, short_path, short_prose, weight
from debt_pipelines.reports.wording import count, moment, place

_MAX_CHECKS = 60
_PLACE = 80
_SURE = 0.9
_DATE = len("2026-01-31")
_HASH = 10
_RESULTS = {True: ("run", "has run"), False: ("never", "never run"), None: ("unknown", "unknown")}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check: what it demands, whether it can fail, and how its last run went; `*_class` picks shape and colour.

    `note` says what kind of check it is, and what weakens it.
    """

    check: AssertionEntry
    demands: str
    note: str
    strength_class: str
    strength: str
    result_class: str
    result: str
    place: str


@dataclass(frozen=True, slots=True)
class Details:
    """The checks by column, those of the table as a whole first, and what changed; with how many more there are."""

    groups: tuple[tuple[str | None, tuple[CheckRow, ...]], ...]
    n_checks_left_out: int
    changes: tuple[SchemaChangeEntry, ...]
    n_changes_left_out: int
    since: str


def details_of(entry: DatasetEntry) -> Details:
    """What the section of a dataset shows; of very many checks first those that failed or cannot fail."""
    shown = sorted(entry.assertions, key=_rank)[:_MAX_CHECKS]
    order = {column.name: position for position, column in enumerate(entry.columns)}
    groups: defaultdict[str | None, list[CheckRow]] = defaultdict(list)
    for check in sorted(shown, key=lambda check: -1 if check.column is None else order.get(check.column, len(order))):
        groups[check.column].append(_row(check))
    return Details(
        groups=tuple((column, tuple(rows)) for column, rows in groups.items()),
        n_checks_left_out=entry.n_assertions - len(shown) if shown else 0,
        changes=entry.schema_changes,
        n_changes_left_out=entry.n_schema_changes - len(entry.schema_changes),
        since=since_words(entry.schema_baseline) if entry.schema_baseline else "",
    )


def details_cost(details: Details) -> int:
    """The bytes that they take at most."""
    checks = sum(90 + weight(short_name(column or "")) + sum(map(_check_cost, rows)) for column, rows in details.groups)
    changes = sum(map(_change_cost, details.changes))
    return (500 if checks else 0) + checks + ((450 + weight(details.since)) if changes else 0) + changes


def changes_words(entry: DatasetEntry) -> str:
    """How many changes of its schema and values are known, and since when; nothing where none could be looked for."""
    if entry.schema_baseline is None:
        return ""
    found = count(entry.n_schema_changes, "change") if entry.n_schema_changes else "none found"
    return f"{found} since {since_words(entry.schema_baseline)}"


def since_words(baseline: SchemaBaseline) -> str:
    """The earlier version by its date, else by its name."""
    if baseline.kind == "partition":
        return f"the file before it, {short_path(baseline.revision)}"
    named = baseline.revision[:_HASH] if len(baseline.revision) > 2 * _HASH else baseline.revision
    version = {"revision": f"commit {named}", "version": f"version {named}"}.get(baseline.kind, "an earlier scan")
    return f"{version} of {moment(baseline.committed_at)[:_DATE]}" if baseline.committed_at else version


def _rank(check: AssertionEntry) -> int:
    if check.last_result in ("failed", "error"):
        return 0
    return 1 if check.strength == 0 else 2


def _row(check: AssertionEntry) -> CheckRow:
    result = (check.last_result, check.last_result) if check.last_result else _RESULTS[check.is_run]
    date = f" on {moment(check.last_run_at)[:_DATE]}" if check.last_result and check.last_run_at else ""
    strength = "strong" if check.strength >= STRONG else "weak" if check.strength > 0 else "cannot fail"
    reason = f": {short_prose(check.vacuous_reason)}" if check.vacuous_reason else ""
    notes = (
        check.kind,
        *(("only warns",) if check.severity == "warning" else ()),
        *(("bound by name",) if check.confidence < _SURE else ()),
    )
    return CheckRow(
        check=check,
        demands=short_prose(check.demands or ""),
        note=", ".join(notes),
        strength_class=strength.replace("cannot fail", "idle"),
        strength=strength + reason,
        result_class=result[0],
        result=result[1] + date,
        place=place(check.path, check.line, _PLACE),
    )


def _check_cost(row: CheckRow) -> int:
    texts = (row.demands, row.note, row.strength, row.result, row.place)
    return 230 + weight(short_name(row.check.type), short_name(row.check.tool), *texts)


def _change_cost(change: SchemaChangeEntry) -> int:
    texts = (short_name(change.column or ""), short_prose(change.before or ""), short_prose(change.after or ""))
    return 160 + weight(change.kind, *texts)
