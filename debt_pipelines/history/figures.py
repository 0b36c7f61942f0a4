"""The figures of the last runs of a project, for a picture of its trend."""

from __future__ import annotations

from debt_pipelines.history.run import Run
from debt_pipelines.history.store import Store
from debt_pipelines.model.trend import RunFigures

_MAX_RUNS = 60


def figures_until(store: Store, run: Run) -> tuple[RunFigures, ...]:
    """The last 60 runs, oldest first; a run, which need not be in the store, comes last."""
    earlier = [other for other in store.runs(run.project) if other.id != run.id and other.order < run.order]
    return tuple(_figures(one) for one in [*earlier, run][-_MAX_RUNS:])


def _figures(run: Run) -> RunFigures:
    return RunFigures(
        moment=run.moment,
        revision=run.revision,
        open_minutes=run.figures["open_minutes"],
        accepted_minutes=run.figures["accepted_minutes"],
        n_findings=run.figures["n_findings"],
        letter=run.figures["letter"],
    )
