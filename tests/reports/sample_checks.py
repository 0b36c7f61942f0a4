"""The checks of the sample scorecard, and what changed in the table they are about."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.entries import AssertionEntry, SchemaBaseline, SchemaChangeEntry
from tests.reports.hostile_names import QUOTES, SCRIPT


def assertions() -> tuple[AssertionEntry, ...]:
    """Seven checks: of every strength, with every kind of result, on a table and its columns, one of them hostile."""
    return (
        check("table_row_count_to_be_between", None, kind="volume", demands="min 1", is_run=False),
        check("column_values_to_be_unique", "order_id", kind="uniqueness", last_result="passed", is_run=True),
        check("column_values_to_not_be_null", "order_id", last_result="failed", last_run_at="2026-01-20T09:30:00Z"),
        check("column_to_exist", "unitprice", kind="presence", strength=0.2, severity="warning"),
        check("column_values_to_be_between", "unitprice", kind="range", demands="min 0; max 10000; mostly 0.99"),
        check("column_values_to_match_regex", SCRIPT, kind="pattern", demands=SCRIPT, last_result="error"),
        check("column_values_to_be_in_set", SCRIPT, kind="domain", strength=0.0, vacuous_reason=QUOTES, confidence=0.8),
    )


def check(type: str, column: str | None, **changes: Any) -> AssertionEntry:
    """One check of a suite."""
    values: dict[str, Any] = {
        "tool": "great_expectations",
        "type": f"expect_{type}",
        "kind": "nullness",
        "column": column,
        "demands": "",
        "strength": 1.0,
        "vacuous_reason": None,
        "severity": None,
        "confidence": 1.0,
        "is_run": None,
        "last_result": None,
        "last_run_at": None,
        "path": "gx/expectations/sales.json",
        "line": 7,
    }
    return AssertionEntry(**values | changes)


def changes() -> dict[str, Any]:
    commit, date = "2be483cc6e" * 4, "2026-01-12T08:00:00+00:00"
    version = {"revision": commit[:10], "committed_at": date}
    return {
        "schema_baseline": SchemaBaseline(kind="revision", revision=commit, committed_at=date),
        "n_schema_changes": 5,
        "schema_changes": (
            SchemaChangeEntry(
                kind="removed_column", column=SCRIPT, before="string", after=None, is_breaking=True, **version
            ),
            SchemaChangeEntry(
                kind="added_column", column="unitprice", before=None, after="number", is_breaking=False, **version
            ),
            SchemaChangeEntry(
                kind="reordered_columns", column=None, before="a at 1", after="a at 2", is_breaking=False, **version
            ),
        ),
    }
