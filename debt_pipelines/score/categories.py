"""Category scores: how clean each debt family is, from 1 to 5, and how sure that is.

score = min(grid of the debt ratio, grid of the weighted pass rate, cap). A family of which less than half could be
judged has no score. Grids and cap are those of the published scoring model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from debt_pipelines.model.finding import Finding, RuleOutcome, is_open
from debt_pipelines.model.rule import (
    FAMILY_DIMENSIONS,
    FAMILY_TITLES,
    SEVERITY_POINTS,
    Dimension,
    Family,
    Rule,
)
from debt_pipelines.model.scores import CategoryScore, DimensionScore, Letter

DEBT_RATIO_GRID = (0.05, 0.10, 0.20, 0.50)
PASS_RATE_GRID = (0.95, 0.85, 0.70, 0.50)
MIN_EVIDENCE = 0.5
CAP_CRITICAL = 2.0
CAP_TIER_1_HIGH = 3.0
_LETTERS: tuple[Letter, ...] = ("A", "B", "C", "D", "E")


def category_scores(
    rules: Sequence[Rule], outcomes: Iterable[RuleOutcome], findings: Iterable[Finding], *, replacement_minutes: float
) -> tuple[CategoryScore, ...]:
    """One score per family that has rules, in the order of the families."""
    by_code = {outcome.code: outcome for outcome in outcomes}
    listed = list(findings)
    families: list[Family] = [family for family in FAMILY_TITLES if any(rule.family == family for rule in rules)]
    return tuple(
        _category(
            family,
            [(rule, by_code[rule.code]) for rule in rules if rule.family == family and rule.is_enabled],
            [finding for finding in listed if finding.family == family and is_open(finding)],
            replacement_minutes,
        )
        for family in families
    )


def letter_of(debt_ratio: float | None, confidence: float | None) -> Letter | None:
    """The letter A..E for a debt ratio (5, 10, 20, 50 %); None where less than half could be judged."""
    if debt_ratio is None or confidence is None or confidence < MIN_EVIDENCE:
        return None
    return _LETTERS[5 - int(ratio_grade(debt_ratio))]


def ratio_grade(debt_ratio: float) -> float:
    """The grade 5..1 for a debt ratio (5, 10, 20, 50 %)."""
    return float(5 - sum(debt_ratio > limit for limit in DEBT_RATIO_GRID))


def pass_grade(pass_rate: float) -> float:
    """The grade 5..1 for a weighted pass rate (95, 85, 70, 50 %)."""
    return float(5 - sum(pass_rate < limit for limit in PASS_RATE_GRID))


def dimension_scores(categories: Iterable[CategoryScore]) -> tuple[DimensionScore, ...]:
    """The five dimensions; each is as weak as the weakest of its families."""
    listed = list(categories)
    dimensions: tuple[Dimension, ...] = ("data", "model", "infrastructure", "code", "operational")
    return tuple(_dimension(name, [entry for entry in listed if entry.dimension == name]) for name in dimensions)


def _dimension(name: Dimension, members: list[CategoryScore]) -> DimensionScore:
    scores = [entry.score for entry in members if entry.score is not None]
    return DimensionScore(
        dimension=name,
        score=min(scores) if scores else None,
        open_minutes=sum(entry.open_minutes for entry in members),
        n_findings=sum(entry.n_findings for entry in members),
    )


def confidence_of(outcomes: Iterable[RuleOutcome]) -> float | None:
    """The share of applicable rows that could be judged, each rule weighing the same; None where nothing applies."""
    shares = [
        outcome.n_evaluated / (outcome.n_evaluated + outcome.n_no_evidence)
        for outcome in outcomes
        if outcome.status != "error" and outcome.n_evaluated + outcome.n_no_evidence
    ]
    errors = sum(outcome.status == "error" for outcome in outcomes)
    return sum(shares) / (len(shares) + errors) if shares or errors else None


def _category(
    family: Family, judged: list[tuple[Rule, RuleOutcome]], findings: list[Finding], replacement_minutes: float
) -> CategoryScore:
    minutes = sum(finding.effort_minutes for finding in findings)
    confidence = confidence_of([outcome for _, outcome in judged])
    pass_rate = _pass_rate(judged)
    ratio = minutes / replacement_minutes if replacement_minutes else None
    cap = _cap(findings)
    score = None
    if confidence is not None and confidence >= MIN_EVIDENCE and pass_rate is not None:
        score = min(pass_grade(pass_rate), 5.0 if ratio is None else ratio_grade(ratio), cap or 5.0)
    return CategoryScore(
        family=family,
        title=FAMILY_TITLES[family],
        dimension=FAMILY_DIMENSIONS[family],
        score=score,
        confidence=_rounded(confidence),
        n_findings=len(findings),
        open_minutes=minutes,
        debt_ratio=_rounded(ratio),
        pass_rate=_rounded(pass_rate),
        cap=cap,
        reason=_reason(score, confidence, ratio, pass_rate, cap),
    )


def _pass_rate(judged: list[tuple[Rule, RuleOutcome]]) -> float | None:
    """The share of judged rows that pass, weighted by severity points, each rule weighing the same otherwise.

    A silenced child counts as failed: its debt is there, told by its parent.
    """
    weights = [
        (SEVERITY_POINTS[rule.severity], 1 - (outcome.n_failed + outcome.n_subsumed) / outcome.n_evaluated)
        for rule, outcome in judged
        if outcome.n_evaluated and outcome.status != "error"
    ]
    total = sum(points for points, _ in weights)
    return sum(points * share for points, share in weights) / total if total else None


def _cap(findings: list[Finding]) -> float | None:
    if any(finding.severity == "critical" for finding in findings):
        return CAP_CRITICAL
    if any(finding.severity == "high" and finding.is_tier_1 for finding in findings):
        return CAP_TIER_1_HIGH
    return None


def _reason(
    score: float | None, confidence: float | None, ratio: float | None, pass_rate: float | None, cap: float | None
) -> str:
    if confidence is None:
        return "nothing here that its rules apply to"
    if score is None:
        return f"no evidence for {1 - confidence:.0%} of what applies"
    if cap is not None and score == cap:
        return "capped by an open critical finding" if cap == CAP_CRITICAL else "capped by an open high on tier 1"
    if pass_rate is not None and score == pass_grade(pass_rate) and score < 5:
        return f"{pass_rate:.0%} of the weighted checks pass"
    if ratio is not None and score == ratio_grade(ratio) and score < 5:
        return f"debt is {ratio:.0%} of what it would cost to build anew"
    return "clean" if pass_rate == 1 else f"{pass_rate:.0%} of the weighted checks pass"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
