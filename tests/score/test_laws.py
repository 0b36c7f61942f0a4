"""Laws of the score, over generated catalogues: what each kind of change may move, and what it must leave alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from debt_pipelines.model.finding import Finding, RuleOutcome, is_open
from debt_pipelines.model.scores import CategoryScore
from debt_pipelines.score.categories import category_scores, confidence_of, letter_of
from debt_pipelines.score.costs import weekly_hours
from tests.score.making import RULES, finding, outcome

CODES = ("REP101", "REP107", "SCH101", "SCH108", "VAL101", "DOC201", "QUA108", "PIP104")
EXAMPLES = settings(max_examples=500)


@dataclass(frozen=True)
class Catalogue:
    """The findings of a project, how its rules ended, and what it would cost to build anew."""

    findings: tuple[Finding, ...]
    outcomes: tuple[RuleOutcome, ...]
    replacement_minutes: float

    def scores(self, codes: tuple[str, ...] = CODES) -> dict[str, CategoryScore]:
        rules = [RULES[code] for code in codes]
        outcomes = [entry for entry in self.outcomes if entry.code in codes]
        found = [entry for entry in self.findings if entry.code in codes]
        scored = category_scores(rules, outcomes, found, replacement_minutes=self.replacement_minutes)
        return {entry.family: entry for entry in scored}

    def minutes(self, status: str | None = None) -> float:
        wanted = [entry for entry in self.findings if (is_open(entry) if status is None else entry.status == status)]
        return sum(entry.effort_minutes for entry in wanted)


FOUND = st.sampled_from(
    tuple(
        product(
            CODES,
            ("critical", "high", "medium", "low"),
            ("new", "known", "accepted"),
            (False, True),
            (None, "file:a.csv", "file:b.csv"),
            (None, 0.0, 1.0, 20.0),
        )
    )
)
COUNTS = st.sampled_from(tuple(product(range(4), range(31), range(31))))


def catalogues(*, min_findings: int = 0) -> st.SearchStrategy[Catalogue]:
    """Any findings of some rules, with outcomes that agree with them; a whole row is one choice, which is quick."""
    return st.builds(
        _catalogue,
        st.lists(st.tuples(FOUND, st.integers(1, 2_000)), min_size=min_findings, max_size=12),
        st.tuples(*(COUNTS for _ in CODES)),
        st.sampled_from((0.0, 600.0, 6_000.0, 60_000.0)),
    )


def _catalogue(
    found: list[tuple[tuple[Any, ...], int]], counts: tuple[tuple[int, int, int], ...], replacement_minutes: float
) -> Catalogue:
    findings = tuple(
        finding(
            code,
            id=f"{code}-{number}",
            severity=severity,
            status=status,
            effort_minutes=minutes,
            is_tier_1=is_tier_1,
            dataset=dataset,
            weekly_hours=hours,
        )
        for number, ((code, severity, status, is_tier_1, dataset, hours), minutes) in enumerate(found)
    )
    n_failed = Counter(entry.code for entry in findings)
    outcomes = tuple(
        outcome(
            code,
            n=n_failed[code] + n_silenced + n_passed,
            n_failed=n_failed[code],
            n_subsumed=n_silenced,
            n_no_evidence=n_blind,
        )
        for code, (n_silenced, n_passed, n_blind) in zip(CODES, counts, strict=True)
    )
    return Catalogue(findings, outcomes, replacement_minutes)


def changed(catalogue: Catalogue, code: str, **counts: int) -> tuple[RuleOutcome, ...]:
    """The outcomes with some counts of one rule moved."""
    return tuple(
        entry.model_copy(update={name: getattr(entry, name) + n for name, n in counts.items()})
        if entry.code == code
        else entry
        for entry in catalogue.outcomes
    )


def without(catalogue: Catalogue, gone: Finding) -> Catalogue:
    """The catalogue once a finding is fixed: its row is judged still, and passes."""
    left = tuple(entry for entry in catalogue.findings if entry.id != gone.id)
    return replace(catalogue, findings=left, outcomes=changed(catalogue, gone.code, n_failed=-1))


def assert_not_higher(after: dict[str, CategoryScore], before: dict[str, CategoryScore]) -> None:
    for family, entry in before.items():
        now = after[family].score
        assert entry.score is None or now is None or now <= entry.score


@EXAMPLES
@given(catalogues(), st.sampled_from(CODES), st.sampled_from(("critical", "high", "low")), st.integers(1, 500))
def test_adding_a_finding_never_raises_a_score(catalogue: Catalogue, code: str, severity: str, minutes: int) -> None:
    added = finding(code, id="added", severity=severity, effort_minutes=minutes)
    outcomes = changed(catalogue, code, n_evaluated=1, n_failed=1)
    worse = replace(catalogue, findings=(*catalogue.findings, added), outcomes=outcomes)
    assert_not_higher(worse.scores(), catalogue.scores())


@EXAMPLES
@given(catalogues(min_findings=1), st.data())
def test_fixing_a_finding_never_lowers_a_score_or_the_letter(catalogue: Catalogue, data: st.DataObject) -> None:
    fixed = without(catalogue, data.draw(st.sampled_from(catalogue.findings)))
    before, after = catalogue.scores(), fixed.scores()
    assert_not_higher(before, after)
    assert [entry.confidence for entry in before.values()] == [entry.confidence for entry in after.values()]
    if catalogue.replacement_minutes:
        letters = [letter_of(each.minutes() / each.replacement_minutes, 1.0) or "" for each in (catalogue, fixed)]
        assert letters[1] <= letters[0]
    hours = [weekly_hours(each.findings) for each in (fixed, catalogue)]
    assert None in hours or (hours[0] or 0) <= (hours[1] or 0)


@EXAMPLES
@given(catalogues(min_findings=1), st.data())
def test_accepting_moves_minutes_and_leaves_the_total(catalogue: Catalogue, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(catalogue.findings))
    findings = tuple(
        entry.model_copy(update={"status": "accepted"}) if entry.id == chosen.id else entry
        for entry in catalogue.findings
    )
    accepted = replace(catalogue, findings=findings)
    moved = chosen.effort_minutes if is_open(chosen) else 0
    assert accepted.minutes("accepted") - catalogue.minutes("accepted") == moved
    assert catalogue.minutes() - accepted.minutes() == moved
    before, after = catalogue.scores(), accepted.scores()
    assert [entry.pass_rate for entry in before.values()] == [entry.pass_rate for entry in after.values()]
    assert_not_higher(before, after)


@EXAMPLES
@given(catalogues(), st.sampled_from(CODES), st.integers(1, 20))
def test_an_unreadable_source_lowers_confidence_and_not_the_score(catalogue: Catalogue, code: str, n: int) -> None:
    blinder = replace(catalogue, outcomes=changed(catalogue, code, n_no_evidence=n))
    before, after = catalogue.scores(), blinder.scores()
    for family, entry in before.items():
        now = after[family]
        assert now.score in {entry.score, None}
        assert (now.pass_rate, now.debt_ratio, now.cap) == (entry.pass_rate, entry.debt_ratio, entry.cap)
        assert (now.confidence or 0) <= (entry.confidence if entry.confidence is not None else 1)
    assert (confidence_of(blinder.outcomes) or 0) <= (confidence_of(catalogue.outcomes) or 1)


@EXAMPLES
@given(catalogues(), st.sampled_from(CODES))
def test_enabling_a_rule_moves_only_its_own_minutes_and_family(catalogue: Catalogue, code: str) -> None:
    others = tuple(other for other in CODES if other != code)
    before, after = catalogue.scores(others), catalogue.scores()
    own = [entry for entry in catalogue.findings if entry.code == code and is_open(entry)]
    for family, entry in after.items():
        if family != RULES[code].family:
            assert entry == before[family]
    minutes = {family: entry.open_minutes for family, entry in before.items()}
    moved = sum(entry.open_minutes - minutes.get(family, 0) for family, entry in after.items())
    assert moved == sum(entry.effort_minutes for entry in own)
