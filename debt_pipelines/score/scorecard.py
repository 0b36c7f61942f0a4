"""Puts the scorecard together: one frozen object from the tables, the findings and the rules' outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from debt_pipelines import __version__
from debt_pipelines.catalog.frames import Frames
from debt_pipelines.config.settings import ReplacementMinutes, Settings
from debt_pipelines.model.entries import RuleEntry
from debt_pipelines.model.finding import Finding, RuleOutcome, is_open
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.scorecard import Gate, Project, Scorecard, Versions
from debt_pipelines.model.scores import CategoryScore, Headline, Scores, WeeklyCost
from debt_pipelines.project.progress import Step, tell
from debt_pipelines.score.categories import (
    category_scores,
    confidence_of,
    dimension_scores,
    letter_of,
)
from debt_pipelines.score.costs import CRITICAL_SHARE, capacity_of, weekly_cost_of
from debt_pipelines.score.coverage import coverage_of, measures_of
from debt_pipelines.score.dataset_details import with_details
from debt_pipelines.score.entries import dataset_entries, job_entries, lineage_entry, source_entries
from debt_pipelines.score.gate import EvidenceBefore, judge_gate
from debt_pipelines.score.settings_entries import settings_entries


def build_scorecard(
    frames: Frames,
    findings: Sequence[Finding],
    outcomes: Sequence[RuleOutcome],
    *,
    rules: Sequence[Rule],
    rulebook_version: str,
    settings: Settings,
    project: Project,
    revision: str | None,
    baseline: str | None,
    generated_at: str,
    before: EvidenceBefore | None = None,
    now: datetime | None = None,
) -> Scorecard:
    """The scorecard of one scan; `frames` holds the metadata, catalog and fact tables, `now` is the last commit."""
    tell(Step("score"))
    minutes = replacement_minutes(frames, settings.replacement_minutes)
    categories = category_scores(rules, outcomes, findings, replacement_minutes=minutes)
    unpaid = [finding for finding in findings if is_open(finding)]
    cost = weekly_cost_of(unpaid, capacity_of(frames, settings, now))
    gate = judge_gate(
        findings,
        settings.gate,
        baseline=baseline,
        replacement_minutes=minutes,
        confidence=confidence_of(outcomes),
        before=before,
        owed_by_new={rule.code for rule in rules if rule.is_owed_by_new and rule.lifecycle == "stable"},
    )
    return Scorecard(
        project=project,
        revision=revision,
        generated_at=generated_at,
        versions=Versions(debt_pipelines=__version__, rulebook=rulebook_version),
        scorecard=Scores(
            headline=_headline(findings, outcomes, categories, gate, minutes, cost),
            categories=categories,
            dimensions=dimension_scores(categories),
            coverage=coverage_of(frames),
            measures=measures_of(frames),
            weekly_cost=cost,
        ),
        gate=gate,
        findings=tuple(findings),
        datasets=with_details(dataset_entries(frames), frames),
        jobs=job_entries(frames),
        lineage=lineage_entry(frames),
        sources=source_entries(frames),
        rules=_rule_entries(rules, outcomes),
        settings=settings_entries(settings),
    )


def replacement_minutes(frames: Frames, minutes: ReplacementMinutes) -> float:
    """What it would cost to build the assets anew, in minutes; templated stages count once."""
    jobs = frames["job_facts"]
    datasets = frames["dataset_facts"]
    columns = frames["column_facts"]
    owned = datasets[datasets["is_documentable"] | datasets["is_table"]]
    params = frames["params"].drop_duplicates(["file", "key"])
    return float(
        int(jobs["is_template_head"].sum()) * minutes.stage
        + int(owned["is_first_of_declaration"].sum()) * minutes.dataset
        + int((columns["is_observed"].eq(True) | columns["is_documentable"].eq(True)).sum()) * minutes.column
        + len(params) * minutes.param
        + len(frames["models"]) * minutes.model
    )


def _headline(
    findings: Sequence[Finding],
    outcomes: Sequence[RuleOutcome],
    categories: Iterable[CategoryScore],
    gate: Gate,
    minutes: float,
    cost: WeeklyCost,
) -> Headline:
    unpaid = [finding for finding in findings if is_open(finding)]
    total = sum(finding.effort_minutes for finding in unpaid)
    scored = [entry for entry in categories if entry.score is not None and entry.n_findings]
    weakest = min(scored, key=lambda entry: (entry.score or 0, -entry.open_minutes), default=None)
    ratio = total / minutes if minutes else None
    confidence = confidence_of(outcomes)
    return Headline(
        verdict=_verdict(unpaid, gate, weakest) + _burden(cost),
        weakest_category=weakest.family if weakest else None,
        letter=letter_of(ratio, confidence),
        debt_ratio=None if ratio is None else round(ratio, 4),
        confidence=None if confidence is None else round(confidence, 4),
        n_findings=len(unpaid),
        backlog_hours=round(total / 60, 2),
        new_minutes=sum(finding.effort_minutes for finding in unpaid if finding.status == "new"),
        accepted_hours=round(
            sum(finding.effort_minutes for finding in findings if finding.status == "accepted") / 60, 2
        ),
        weekly_hours=cost.hours,
        maintenance_share=cost.share,
        replacement_minutes=minutes,
    )


def _verdict(findings: list[Finding], gate: Gate, weakest: CategoryScore | None) -> str:
    if not findings:
        return "No debt found in what could be judged."
    n_critical = sum(finding.severity == "critical" for finding in findings)
    where = f" It hurts most in {weakest.title.lower()}." if weakest else ""
    if not gate.passed:
        return f"The gate is closed: {gate.reasons[0].message}.{where}"
    if n_critical:
        is_any_new = any(finding.severity == "critical" and finding.status == "new" for finding in findings)
        gate_words = "which the gate lets pass" if is_any_new else "not new" if n_critical == 1 else "none of them new"
        return f"{n_critical} critical {'finding' if n_critical == 1 else 'findings'}, {gate_words}.{where}"
    return f"Nothing critical.{where}"


def _burden(cost: WeeklyCost) -> str:
    if cost.share is None or cost.share <= CRITICAL_SHARE:
        return ""
    return f" Debt takes {cost.share:.0%} of the team's week by estimate, which is critical."


def _rule_entries(rules: Sequence[Rule], outcomes: Iterable[RuleOutcome]) -> tuple[RuleEntry, ...]:
    by_code = {outcome.code: outcome for outcome in outcomes}
    return tuple(
        RuleEntry(
            code=rule.code,
            slug=rule.slug,
            family=rule.family,
            title=rule.title,
            severity=rule.severity,
            lifecycle=rule.lifecycle,
            is_advice=rule.is_advice,
            outcome=by_code[rule.code].status,
            notes=rule.notes,
            **by_code[rule.code].model_dump(exclude={"code", "status"}),
        )
        for rule in rules
    )
