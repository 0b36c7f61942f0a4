"""What the scorecard lists of a dataset: its single checks, and what became of its columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debt_pipelines.catalog.frames import empty_frame
from debt_pipelines.model.data_rows import Assertion, Sighting
from debt_pipelines.model.entries import DatasetEntry
from debt_pipelines.score.dataset_details import MAX_ASSERTIONS, MAX_CHANGES, with_details
from debt_pipelines.score.entries import dataset_entries
from tests.rules.judging import frame
from tests.shop import ScannedShop, planted

Catalog = Callable[..., dict[str, Any]]
ORDERS = "file:orders.csv"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
DRIFT = {
    "SCH101": "removed_column",
    "SCH102": "added_column",
    "SCH103": "changed_type",
    "SCH105": "renamed_column",
    "SCH108": "shifted_distribution",
}


def check(position: int = 0, **values: Any) -> Assertion:
    row: dict[str, Any] = {
        "reference": "orders.csv",
        "reference_source": "declared",
        "suite": "orders",
        "position": position,
        "tool": "great_expectations",
        "type": "expect_column_values_to_not_be_null",
        "column": "amount",
        "kind": "nullness",
        "strength": 1.0,
        "path": "gx/orders.json",
    }
    return Assertion(**row | values)


def detailed(
    catalog: Catalog, *checks: Assertion, changes: list[dict[str, Any]] | None = None
) -> dict[str, DatasetEntry]:
    """The datasets of two tables, by identifier; the changes are of the first one."""
    paths = ("orders.csv", "visits.csv")
    seen = (Sighting(path=path, crawler="tables", kind="table", storage="git", source_path=path) for path in paths)
    frames = catalog(*seen, *checks)
    facts = [{"dataset": f"file:{path}"} for path in paths]
    frames |= {"dataset_facts": frame("dataset_facts", facts), "column_facts": empty_frame("column_facts")}
    frames["schema_changes"] = frame("schema_changes", [{"dataset": ORDERS, **change} for change in changes or []])
    return {entry.id: entry for entry in with_details(dataset_entries(frames), frames)}


def test_checks_are_listed_with_the_dataset_they_are_bound_to(catalog: Catalog) -> None:
    entries = detailed(
        catalog,
        check(
            limits='{"max": 10, "mostly": 0.9}',
            severity="warning",
            is_run=True,
            last_result="failed",
            last_run_at="2026-01-05T09:00:00Z",
            line=7,
        ),
        check(
            1, reference="visits", reference_source="name", strength=0.0, vacuous_reason="`mostly` is 0", is_run=False
        ),
        check(2, reference="nowhere.csv"),
    )
    (failed,), (idle,) = entries[ORDERS].assertions, entries["file:visits.csv"].assertions
    assert (failed.demands, failed.severity, failed.confidence) == ("max 10; mostly 0.9", "warning", 1.0)
    assert (failed.is_run, failed.last_result, failed.last_run_at) == (True, "failed", "2026-01-05T09:00:00Z")
    assert (failed.path, failed.line) == ("gx/orders.json", 7)
    assert (idle.strength, idle.vacuous_reason, idle.confidence) == (0.0, "`mostly` is 0", 0.8)
    assert (idle.demands, idle.is_run, idle.last_result) == (None, False, None)


def test_of_too_many_checks_the_failed_and_the_idle_ones_stay_in_their_order(catalog: Catalog) -> None:
    checks = [check(n, column=f"c{n}") for n in range(MAX_ASSERTIONS + 5)]
    checks[-2] = check(MAX_ASSERTIONS + 3, column="idle", strength=0.0)
    checks[-1] = check(MAX_ASSERTIONS + 4, column="failed", last_result="failed")
    entries = detailed(catalog, *checks, check(reference="visits.csv"))
    listed = [entry.column for entry in entries[ORDERS].assertions]
    assert listed == [*(f"c{n}" for n in range(MAX_ASSERTIONS - 2)), "idle", "failed"]
    assert len(entries["file:visits.csv"].assertions) == 1


def test_changes_say_since_which_version(catalog: Catalog) -> None:
    removed = {"column": "vat", "kind": "removed_column", "before": "number", "is_breaking": True}
    entry = detailed(catalog, changes=[{"column": "amount"}, removed])[ORDERS]
    assert entry.schema_baseline is not None
    assert (entry.schema_baseline.kind, entry.schema_baseline.revision) == ("revision", COMMIT)
    (change,) = entry.schema_changes
    assert (change.kind, change.column, change.before, change.after) == ("removed_column", "vat", "number", None)
    assert (change.revision, change.committed_at, change.is_breaking) == (
        COMMIT[:10],
        "2026-01-05T09:00:00+00:00",
        True,
    )
    assert entry.n_schema_changes == 1


def test_only_hashes_are_shortened(catalog: Catalog) -> None:
    changed = {"kind": "added_column", "baseline": "version"}
    changes = [
        {**changed, "baseline_revision": revision} for revision in ("snapshot 1234567890123456", f"{'a' * 32}.dir")
    ]
    listed = detailed(catalog, changes=changes)[ORDERS].schema_changes
    assert [change.revision for change in listed] == ["snapshot 1234567890123456", "a" * 10]


def test_no_change_is_told_apart_from_nothing_to_compare(catalog: Catalog) -> None:
    same = detailed(catalog, changes=[{"column": "amount"}])[ORDERS]
    assert same.schema_baseline is not None
    unread = detailed(catalog, changes=[{"column": None, "kind": None}])[ORDERS]
    never = detailed(catalog, changes=[{"column": None, "kind": None, "baseline": None, "baseline_revision": None}])
    assert (unread.schema_baseline, never[ORDERS].schema_baseline) == (None, None)
    assert [len(entry.schema_changes) for entry in (same, unread, never[ORDERS])] == [0, 0, 0]


def test_of_too_many_changes_breaking_ones_come_before_those_of_values(catalog: Catalog) -> None:
    kinds = ["changed_domain"] * 2 + ["added_column"] * (MAX_CHANGES - 1) + ["removed_column"] * 2
    changes = [
        {"column": f"c{n}", "kind": kind, "is_breaking": kind == "removed_column"} for n, kind in enumerate(kinds)
    ]
    entry = detailed(catalog, changes=changes)[ORDERS]
    assert entry.n_schema_changes == len(kinds)
    assert [change.kind for change in entry.schema_changes] == ["added_column"] * 18 + ["removed_column"] * 2


def test_drift_and_idle_checks_of_the_example_are_listed_with_their_datasets(example: ScannedShop) -> None:
    wanted = {(DRIFT[code], subject) for code, subject in planted() if code in DRIFT}
    listed = {
        (change.kind, f"{entry.id}#{change.column}")
        for entry in example.card.datasets
        for change in entry.schema_changes
    }
    assert listed == wanted
    idle = {check.column for entry in example.card.datasets for check in entry.assertions if check.strength == 0}
    assert idle == {subject.rpartition("/")[2] for code, subject in planted() if code == "VAL108"}
    assert all(len(entry.assertions) == entry.n_assertions for entry in example.card.datasets)
