"""Findings, outcomes and rules made by hand for the scoring tests."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.finding import Finding, RuleOutcome, Subject
from debt_pipelines.model.rule import Rule
from debt_pipelines.rules.rulebook import load_rules

RULES: dict[str, Rule] = {rule.code: rule for rule in load_rules()}


def finding(code: str = "REP107", **changes: Any) -> Finding:
    """A finding of one rule."""
    rule = RULES[code]
    values: dict[str, Any] = {
        "id": f"{code}-1",
        "code": code,
        "slug": rule.slug,
        "family": rule.family,
        "severity": rule.severity,
        "subject": Subject(kind=rule.subject_kind, id="x"),
        "dataset": None,
        "column": None,
        "message": "wrong",
        "evidence": {},
        "path": "dvc.yaml",
        "line": 1,
        "owner": None,
        "effort_minutes": rule.effort.base_minutes,
        "exposure": None,
        "impact": 1.0,
        "priority": 1.0,
        "status": "new",
        "first_seen": None,
        "is_advice": rule.is_advice,
        "is_tier_1": False,
    }
    return Finding(**(values | changes))


def outcome(code: str = "REP107", *, n: int = 10, n_failed: int = 0, **changes: Any) -> RuleOutcome:
    """An outcome of one rule over n rows."""
    status = "failed" if n_failed else "passed" if n else "not_applicable"
    return RuleOutcome(**({"code": code, "status": status, "n_evaluated": n, "n_failed": n_failed} | changes))
