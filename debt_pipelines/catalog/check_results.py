"""Brings the recorded results of Dagster's checks to the checks as code has them; a check only runs show is one too."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.model.data_rows import Assertion

if TYPE_CHECKING:
    import pandas as pd

_TOOL = "dagster"


def with_results(frames: Frames) -> dict[str, pd.DataFrame]:
    """The tables with what was recorded of each check in its row."""
    results = records(frames["check_results"])
    if not results:
        return dict(frames)
    rows = records(frames["assertions"])
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        if row["tool"] == _TOOL and row["reference"]:
            places[_place(row["reference"], row["type"])].append(n)
    for result in results:
        found = [n for n in places[_place(result["reference"], result["check"])] if _may_be(rows[n], result)]
        for n in found:
            rows[n] |= _recorded(result)
        if not found:
            rows.append(_of_runs(result))
    return {**frames, "assertions": frame_of("assertions", [Assertion(**row) for row in rows])}


def _place(reference: str, check: str) -> tuple[str, str]:
    return reference.rpartition("/")[2], check


def _may_be(row: dict[str, Any], result: dict[str, Any]) -> bool:
    """Whether a check of code, which may name but the last part of a key, is the one that ran."""
    return "/" not in row["reference"] or bool(row["reference"] == result["reference"])


def _recorded(result: dict[str, Any]) -> dict[str, Any]:
    named = {"severity": result["severity"]} if result["severity"] else {}
    kept = {name: result[name] for name in ("last_result", "last_run_at", "n_failures_in_row")}
    return {"is_run": True, **kept, **named}


def _of_runs(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "reference": result["reference"],
        "reference_source": "declared",
        "suite": result["check"],
        "position": 0,
        "tool": _TOOL,
        "type": result["check"],
        "column": None,
        "kind": "custom",
        "strength": 1.0,
        "path": result["path"],
        "line": None,
        **_recorded(result),
    }
