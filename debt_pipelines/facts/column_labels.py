"""Column facts about labels: whether rows with the same features contradict one another, and how labels are spelt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.wording import folded

if TYPE_CHECKING:
    import pandas as pd

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

    def judge(self, seen: pd.DataFrame, variants: pd.Series) -> dict[str, Any]:
        """The facts of columns as labels; one that is spelt in several ways needs no comparing to be wrong."""
        is_label, spelt = seen["name"].isin(self._names), variants.notna()
        keys = list(zip(seen["path"].tolist(), seen["name"].tolist(), strict=True))
        problems: list[str | None] = [None] * len(seen)
        for n in is_label.to_numpy().nonzero()[0]:
            problems[n] = _problem(self._checks.get(keys[n]), variants.iloc[n] if spelt.iloc[n] else None)
        return {
            "is_label": is_label,
            "label_problem": problems,
            "is_label_judged": [
                True if one or key in self._checks else None for one, key in zip(spelt.tolist(), keys, strict=True)
            ],
        }


def _problem(check: Record | None, variants: str | None) -> str | None:
    if variants:
        return f"one label is spelt {variants}"
    if check is None or check["n_conflicts"] <= _MAX_NOISE * check["n_rows"]:
        return None
    return f"{check['n_conflicts']} of {check['n_rows']} rows have the features of another row, but not its label"
