"""Says in one sentence how many tables something validates, and what the checks are about."""

from __future__ import annotations

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.wording import count, percent


def coverage_words(scorecard: Scorecard) -> str | None:
    """The sentence; None where there is no table to validate."""
    coverage = scorecard.scorecard.coverage
    if coverage is None or not coverage.n_tables:
        return None
    kinds = ", ".join(f"{kind.kind} {percent(kind.share)}" for kind in coverage.kinds)
    tables = f"{coverage.n_validated:,} of {count(coverage.n_tables, 'table')} ({percent(coverage.share)})"
    unknown = f"; {coverage.n_unknown:,} more may be, by checks that are not read" if coverage.n_unknown else ""
    return f"validated {tables}{unknown}: {kinds}"
