"""Does the stage that writes a model, or any stage after it, write down how good it is."""

from __future__ import annotations

import re

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.job_flow import JobFlow, has_unread_stages

_FIGURES = re.compile(
    r"(^|[\W_])(metrics?|scores?|scoring|eval\w*|reports?|results?|performance|accuracy|loss|errors?|summary|"
    r"leaderboard|confusion|roc|benchmarks?|mlruns|mlflow|wandb|dvclive|tensorboard)([\W_]|$)",
    re.IGNORECASE,
)
_TRACKER = re.compile(r"mlflow|wandb|comet|neptune|clearml|tensorboard|dvclive", re.IGNORECASE)


class Measures:
    """The jobs that write figures, and whether an unread stage or a tracker may have them instead."""

    def __init__(self, frames: Frames, flow: JobFlow) -> None:
        self._flow = flow
        outputs = [edge for edge in records(frames["edges"]) if edge["direction"] == "out"]
        self._measuring = {row["job"] for row in outputs if row["role"] != "data" or _FIGURES.search(row["target"])}
        texts = [*frames["jobs"]["command"].dropna(), *frames["param_values"]["key"], *frames["edges"]["target"]]
        self._is_open = has_unread_stages(frames) or any(_TRACKER.search(text) for text in texts)

    def measure(self, jobs: list[str]) -> bool | None:
        """Whether figures follow from these jobs; None where a tracker, or a stage beside them, may have them."""
        if not self._measuring.isdisjoint(self._flow.downstream(jobs)):
            return True
        return None if self._measuring or self._is_open else False
