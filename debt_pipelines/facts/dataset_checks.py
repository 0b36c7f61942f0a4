"""Dataset facts from checks: which kinds of them cover a dataset, and which are missing."""

from __future__ import annotations

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.facts.bound import FactsOf, Record, bind
from debt_pipelines.facts.wording import enumerated
from debt_pipelines.model.check_fact_rows import CoverageKind
from debt_pipelines.model.data_rows import AssertionKind

_KINDS: dict[CoverageKind, tuple[AssertionKind, ...]] = {
    "volume": ("volume",),
    "completeness": ("nullness",),
    "schema": ("presence", "type"),
    "uniqueness": ("uniqueness",),
    "domain": ("domain", "range", "pattern"),
    "freshness": ("freshness",),
}
_OWED: dict[CoverageKind, str] = {
    "volume": "how many rows it has",
    "completeness": "missing values",
    "schema": "which columns it has",
}


def view(frames: Frames) -> FactsOf:
    """Facts of a dataset: the kinds of checks that it has; one that cannot fail does not count."""
    bound = bind(frames)

    def facts(dataset: Record) -> Record:
        checks = bound.assertions.get(dataset["dataset"], ())
        kinds = {row["kind"] for row in checks if row["strength"] > 0}
        has = {kind: not kinds.isdisjoint(covering) for kind, covering in _KINDS.items()}
        has["schema"] |= dataset["is_schema_declared"]
        missing = [words for kind, words in _OWED.items() if not has[kind]]
        # A job that checks the data, and a check of somebody's own, may be about anything.
        is_known = not (bound.unread_checks or dataset["is_checked_by_job"] or "custom" in kinds)
        return {f"has_{kind}_check": is_there for kind, is_there in has.items()} | {
            "missing_checks": enumerated(missing) if missing else None,
            "n_missing_checks": len(missing),
            "is_coverage_known": True if is_known or not missing else None,
            "is_freshness_known": True if is_known or has["freshness"] else None,
        }

    return facts
