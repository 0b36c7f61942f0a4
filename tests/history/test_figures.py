"""The figures of the last runs: oldest first, up to a run that may or may not be in the store."""

from __future__ import annotations

from pathlib import Path

from debt_pipelines.history.figures import figures_until
from debt_pipelines.history.store import open_store
from tests.history.making import finding, run


def test_figures_end_with_the_run_itself_kept_or_not(tmp_path: Path) -> None:
    runs = [run(day, [finding("a", 10 * (day + 1))]) for day in range(3)]
    with open_store(tmp_path / "runs.sqlite", is_writing=True) as store:
        for one in runs:
            store.keep(one, [])
        new = run(3, [])
        kept, added = figures_until(store, runs[1]), figures_until(store, new)
    assert [one.open_minutes for one in kept] == [10, 20]
    assert [one.moment for one in added] == [one.moment for one in (*runs, new)]


def test_only_the_last_sixty_runs_are_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "runs.sqlite", is_writing=True) as store:
        for day in range(65):
            store.keep(run(day, []), [])
        told = figures_until(store, run(65, []))
    assert len(told) == 60
    assert told[-1].moment > told[0].moment
