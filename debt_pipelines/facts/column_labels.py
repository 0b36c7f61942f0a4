"""Column facts about labels: whether rows with the same features contradict one another, and how labels are spelt."""

from __future__ import annotations

from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.wording import folded

_MAX_NOISE = 0.01
"""Up to this share of the rows, that two alike end differently is chance."""


class Labels:
    """The labels that a model is declared to learn, and what was found where they lie."""

    def __init__(self, frames: Frames) -> None:
        self._names = {folded(row["feature"]) for row in records(frames["features"]) if row["role"] == "label"}
        self._checks = {(row["path"], folded(row["label"])): row for row in records(frames["label_checks"])}

    @property
    def are_declared(self) -> bool:
        """Whether any label is declared."""
        return bool(self._names)

    def judge(self, path: str, column: str, variants: str | None) -> dict[str, Any]:
        """The facts of a column as a label; one that is spelt in several ways needs no comparing to be wrong."""
        name = folded(column)
        check = self._checks.get((path, name))
        problem = f"one label is spelt {variants}" if variants else check and _contradiction(check)
        return {
            "is_label": name in self._names,
            "label_problem": problem if name in self._names else None,
            "is_label_judged": True if check or variants else None,
        }


def _contradiction(check: Record) -> str | None:
    if check["n_conflicts"] <= _MAX_NOISE * check["n_rows"]:
        return None
    return f"{check['n_conflicts']} of {check['n_rows']} rows have the features of another row, but not its label"
