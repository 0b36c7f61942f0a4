"""What is known of the subjects of past incidents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from debt_pipelines.model.fact_rows import Line, Path
from debt_pipelines.model.schema import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFact(Row):
    """One dataset or job that past incidents are about."""

    table: ClassVar[str] = "incident_facts"
    subject: Annotated[str, "Identifier of the dataset or job; the reference as written where neither is known"]
    dataset: Annotated[str | None, "Identifier of the dataset, where the incidents are about one"]
    target: Annotated[str, "The same for people"]
    path: Path
    line: Line
    n_incidents: Annotated[int, "Incidents on record"]
    hours_lost: Annotated[float | None, "Hours lost in all of them, where any is told"]
    failing_hours: Annotated[float | None, "Hours from a failed run to the next that succeeded, where that is known"]
    last_at: Annotated[str, "Day of the last one (ISO 8601)"]
    is_recent: Annotated[bool, "The last one lies within a year of the last commit, or of the last incident at all"]
    recurrence: Annotated[str | None, "How often it came back, where it did: 2 in 90 days, or 3 in a year"]
