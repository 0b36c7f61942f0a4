"""Rules made by hand, outside the rulebook."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.rule import Effort, Rule
from debt_pipelines.model.tables import SUBJECTS


def make_rule(code: str = "DOC901", *, table: str = "dataset_facts", **changes: Any) -> Rule:
    """A rule over one fact table; over dataset facts by default, where it asks for an owner."""
    subject_kind, subject = SUBJECTS[table]
    values: dict[str, Any] = {
        "code": code,
        "slug": f"made-{code.lower()}",
        "family": code[:3],
        "dimension": "data",
        "title": "Owned",
        "notes": "How to fix: own it",
        "suite": "made",
        "table": table,
        "subject_kind": subject_kind,
        "subject": subject,
        "path": "path",
        "line": "line",
        "expectation_type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "owner"},
        "severity": "medium",
        "severity_when": (),
        "effort": Effort(base_minutes=5),
        "message": "Nobody owns `{dataset}`",
        "applies_when": (),
        "requires": (),
        "evidence": (),
        "evidence_key": (),
        "subsumed_by": (),
        "lifecycle": "stable",
        "is_advice": False,
    }
    return Rule(**(values | changes))
