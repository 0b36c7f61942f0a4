"""Splits the change between two runs by its causes; every minute has exactly one.

Truth comes before praise: what is gone counts as fixed only where the same rule, in the same version of this tool,
could still judge as much as before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from debt_pipelines.history.run import Run, RunFinding
from debt_pipelines.model.finding import OPEN_STATUSES
from debt_pipelines.model.trend import Trend

Cause = Literal["introduced", "fixed", "accepted", "rule_set", "evidence"]
_NO_RULE: dict[str, Any] = {"rule": None, "unjudged": None}
_UNITS = 1000
"""Minutes are added up as whole thousandths, so that the causes add up to the change exactly."""


def split_change(before: Run, after: Run, earlier: Iterable[RunFinding], later: Iterable[RunFinding]) -> Trend:
    """The change of open minutes from one run to the next, by cause."""
    new = {finding.finding: finding for finding in later}
    old = under_new_names({finding.finding: finding for finding in earlier}, new)
    units: Counter[Cause] = Counter()
    for name in old.keys() | new.keys():
        change = open_units(new.get(name)) - open_units(old.get(name))
        if change:
            units[_cause(before, after, old.get(name), new.get(name), change)] += change
    return Trend(
        since=before.moment,
        revision=before.revision,
        change_minutes=sum(units.values()) / _UNITS,
        introduced_minutes=units["introduced"] / _UNITS,
        fixed_minutes=units["fixed"] / _UNITS,
        accepted_minutes=units["accepted"] / _UNITS,
        rule_set_minutes=units["rule_set"] / _UNITS,
        evidence_minutes=units["evidence"] / _UNITS,
    )


def under_new_names(old: Mapping[str, RunFinding], new: Mapping[str, RunFinding]) -> dict[str, RunFinding]:
    """The earlier findings by the fingerprints that they have later, where a file of theirs was renamed between."""
    renamed = {
        finding.renamed_from: name
        for name, finding in new.items()
        if finding.renamed_from is not None and finding.renamed_from not in new and name not in old
    }
    return {renamed.get(name, name): finding for name, finding in old.items()}


def renamed_findings(
    earlier: Iterable[RunFinding], later: Iterable[RunFinding], renames: Callable[[], Callable[[str], str]]
) -> dict[str, str]:
    """The earlier fingerprint of each finding that is another one only because a file was renamed.

    `renames` gives what a subject is called later; it is asked only where a rule has lost a finding and gained one.
    """
    old = {finding.finding: finding for finding in earlier}
    new = {finding.finding: finding for finding in later}
    gone = [finding for name, finding in sorted(old.items()) if name not in new]
    came = [finding for name, finding in sorted(new.items()) if name not in old]
    if {finding.code for finding in gone}.isdisjoint(finding.code for finding in came):
        return {}
    follow = renames()
    waiting: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in gone:
        subject = follow(finding.subject)
        if subject != finding.subject:
            waiting[finding.code, subject].append(finding.finding)
    return {
        finding.finding: waiting[finding.code, finding.subject].pop(0)
        for finding in came
        if waiting[finding.code, finding.subject]
    }


def open_units(finding: RunFinding | None) -> int:
    """The thousandths of a minute that a finding adds to the open debt."""
    return round(finding.minutes * _UNITS) if finding and finding.status in OPEN_STATUSES else 0


def _cause(before: Run, after: Run, old: RunFinding | None, new: RunFinding | None, change: int) -> Cause:
    """Why the open minutes of one finding changed."""
    if old is not None and new is not None and (old.status in OPEN_STATUSES) != (new.status in OPEN_STATUSES):
        return "accepted"
    code = (old or new).code  # type: ignore[union-attr]  # one of the two is there
    if before.versions != after.versions or _rule(before, code) != _rule(after, code):
        return "rule_set"
    if (old is None or new is None) and _is_sight_changed(before, after, code, is_gone=new is None):
        return "evidence"
    return "introduced" if change > 0 else "fixed"


def _rule(run: Run, code: str) -> Any:
    return run.evidence.get(code, _NO_RULE)["rule"]


def _is_sight_changed(before: Run, after: Run, code: str, *, is_gone: bool) -> bool:
    """Whether a rule lost sight of something where a finding is gone, or gained sight where one appeared."""
    unjudged, now = (run.evidence.get(code, _NO_RULE)["unjudged"] for run in (before, after))
    if unjudged is None or now is None:
        return unjudged is not now
    return bool(now > unjudged if is_gone else now < unjudged)
