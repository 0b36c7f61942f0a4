"""What the scan could not judge: absence is not evidence, so every report says it."""

from __future__ import annotations

from dataclasses import dataclass

from debt_pipelines.model.entries import RuleEntry, SourceEntry
from debt_pipelines.model.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class NotJudged:
    """Rules that had nothing to go by or broke, and sources that could not be read or were skipped."""

    rules_without_evidence: tuple[RuleEntry, ...]
    rules_in_error: tuple[RuleEntry, ...]
    unreadable_sources: tuple[SourceEntry, ...]
    skipped_sources: tuple[SourceEntry, ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything could be judged; a skipped source is a choice, not a gap."""
        return not (self.rules_without_evidence or self.rules_in_error or self.unreadable_sources)


def not_judged(scorecard: Scorecard) -> NotJudged:
    """What could not be judged, in the order of the scorecard."""
    return NotJudged(
        rules_without_evidence=tuple(rule for rule in scorecard.rules if rule.outcome == "no_evidence"),
        rules_in_error=tuple(rule for rule in scorecard.rules if rule.outcome == "error"),
        unreadable_sources=tuple(source for source in scorecard.sources if source.status == "error"),
        skipped_sources=tuple(source for source in scorecard.sources if source.status == "skipped"),
    )
