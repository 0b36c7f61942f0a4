"""Assertion facts: can each check fail, does its column exist, was it loosened, and does anybody heed its result."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.loosened import limits_of, loosening
from debt_pipelines.facts.wording import folded
from debt_pipelines.model.fact_rows import AssertionFact

if TYPE_CHECKING:
    import pandas as pd

_FAILED = ("failed", "error")
_MIN_FAILURES = 3
_KEY = ("path", "suite", "type", "column")


def build(frames: Frames) -> pd.DataFrame:
    """The `assertion_facts` table: one row per check and column it names."""
    bindings = {row["reference"]: row for row in records(frames["bindings"])}
    read = {row["dataset"]: row["schema_path"] for row in records(frames["datasets"]) if row["is_schema_read"]}
    columns: dict[str, set[str]] = defaultdict(set)
    for row in records(frames["columns"][["path", "column"]]):
        columns[row["path"]].add(folded(row["column"]))
    past = _Past(frames)
    counts: Counter[str] = Counter()
    written: set[tuple[str, str, int]] = set()
    rows: list[AssertionFact] = []
    for row in records(frames["assertions"]):
        binding = bindings.get(row["reference"] or "")
        dataset = binding["dataset"] if binding else None
        has_column = folded(row["column"]) in columns[read[dataset]] if row["column"] and dataset in read else None
        place = (row["path"], row["suite"], row["position"])
        name = f"{row['path']}:{row['suite']}/{row['type']}/{row['column'] or '*'}"
        counts[name] += 1
        rows.append(
            AssertionFact(
                assertion=name if counts[name] == 1 else f"{name}/{counts[name]}",
                suite=row["suite"],
                type=row["type"],
                dataset=dataset,
                column=row["column"],
                path=row["path"],
                line=row["line"],
                is_on_column=row["column"] is not None,
                is_first_row=place not in written,
                is_column_present=has_column,
                binding_confidence=binding["confidence"] if binding else None,
                vacuous_reason=row["vacuous_reason"],
                **past.of_check(row),
                **_results(row),
            )
        )
        written.add(place)
    return frame_of("assertion_facts", rows)


class _Past:
    """What checks allowed before; one that its suite has twice cannot be told from the other."""

    def __init__(self, frames: Frames) -> None:
        versions = records(frames["assertion_versions"])
        self.versions = {_key(row): row for row in versions}
        self.places: dict[tuple[Any, ...], set[int]] = defaultdict(set)
        for row in records(frames["assertions"]) if versions else ():
            self.places[_key(row)].add(row["position"])

    def of_check(self, row: Record) -> dict[str, Any]:
        """The facts of one check about its past."""
        key = _key(row)
        version = self.versions.get(key) if len(self.places[key]) == 1 else None
        before, now = limits_of(version["limits"] if version else None), limits_of(row["limits"])
        loosened = None if before is None or now is None else loosening(before, now)
        return {
            "is_changed": version is not None,
            "is_change_known": None if version and (before is None or now is None) else True,
            "loosened": loosened,
            "loosened_at": version["committed_at"] if version and loosened else None,
        }


def _key(row: Record) -> tuple[Any, ...]:
    return tuple(row[name] for name in _KEY)


def _results(row: Record) -> dict[str, Any]:
    """The facts of one check as such, and of its last runs; how often it failed is known only where it is counted."""
    n_failures, is_failed = row["n_failures_in_row"], row["last_result"] in _FAILED
    return {
        "tool": row["tool"],
        "strength": row["strength"],
        "limits": row["limits"],
        "severity": row["severity"],
        "last_run_at": row["last_run_at"],
        "n_failures_in_row": n_failures,
        "is_result_known": None if row["last_result"] is None or (is_failed and n_failures is None) else True,
        "is_failing": is_failed and (n_failures or 0) >= _MIN_FAILURES,
    }
