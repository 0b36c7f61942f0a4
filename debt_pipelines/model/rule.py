"""A rule of the rulebook: one Great Expectations expectation over one fact table, and what it means as debt."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Family = Literal["SCH", "VAL", "DOC", "QUA", "PIP", "REP", "CFG", "MDL", "OPS", "CMP"]
Dimension = Literal["data", "model", "infrastructure", "code", "operational"]
Severity = Literal["critical", "high", "medium", "low"]
Lifecycle = Literal["experimental", "stable", "deprecated"]

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
SEVERITY_POINTS: dict[Severity, int] = {"critical": 27, "high": 9, "medium": 3, "low": 1}

FAMILY_TITLES: dict[Family, str] = {
    "SCH": "Schema drift",
    "VAL": "Missing validation",
    "DOC": "Undocumented features",
    "QUA": "Data quality",
    "PIP": "Pipeline and lineage",
    "REP": "Versioning and reproducibility",
    "CFG": "Configuration",
    "MDL": "Models and experiments",
    "OPS": "Operations",
    "CMP": "Compliance",
}
FAMILY_DIMENSIONS: dict[Family, Dimension] = {
    "SCH": "data",
    "VAL": "operational",
    "DOC": "data",
    "QUA": "data",
    "PIP": "code",
    "REP": "infrastructure",
    "CFG": "code",
    "MDL": "model",
    "OPS": "operational",
    "CMP": "operational",
}


class Frozen(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Effort(Frozen):
    """Remediation effort in minutes: a base, and so much for each unit that a fact column counts."""

    base_minutes: Annotated[float, Field(ge=0)]
    per_unit_minutes: Annotated[float, Field(ge=0)] = 0
    unit: str | None = None


class Escalation(Frozen):
    """Another severity where a yes-or-no fact holds."""

    when: str
    severity: Severity


class RuleMeta(Frozen):
    """What the `meta` of an expectation must say for it to be a rule."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}\d{3}$")]
    slug: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    table: str
    severity: Severity
    severity_when: tuple[Escalation, ...] = ()
    effort: Effort
    message: str
    applies_when: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    path: str = "path"
    line: str = "line"
    evidence: tuple[str, ...] = ()
    evidence_key: tuple[str, ...] = ()
    subsumed_by: tuple[str, ...] = ()
    lifecycle: Lifecycle = "stable"
    is_advice: bool = False
    is_owed_by_new: bool = False


class Rule(Frozen):
    """One rule, ready to be judged and explained.

    `applies_when` names yes-or-no fact columns that must all hold, else the row is not applicable; `requires` names
    fact columns that must have a value, else there is no evidence. `evidence_key` tells apart several findings of
    one rule on one subject; `path` and `line` name the fact columns with the place to
    point at. Advice is scored but gates nothing, unless it is owed by new datasets and columns and stands at one.
    """

    code: str
    slug: str
    family: Family
    dimension: Dimension
    title: str
    notes: str
    suite: str
    table: str
    subject_kind: str
    subject: tuple[str, ...]
    path: str
    line: str
    expectation_type: str
    kwargs: dict[str, Any]
    severity: Severity
    severity_when: tuple[Escalation, ...]
    effort: Effort
    message: str
    applies_when: tuple[str, ...]
    requires: tuple[str, ...]
    evidence: tuple[str, ...]
    evidence_key: tuple[str, ...]
    subsumed_by: tuple[str, ...]
    lifecycle: Lifecycle
    is_advice: bool
    is_owed_by_new: bool = False
    is_enabled: bool = True

    @property
    def gates(self) -> bool:
        """Whether a new finding of this rule may close the gate."""
        return self.lifecycle == "stable" and not self.is_advice
