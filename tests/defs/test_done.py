"""No step goes on from tables that another run has left, whatever its executor lets run."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from debt_pipelines.catalog import build
from debt_pipelines.defs.done import StaleTablesError
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.gate_status import stored_status
from debt_pipelines.defs.target import Target
from tests.defs.host import QUIET, run


@pytest.fixture
def scanned(clean: Target, instance: dg.DagsterInstance) -> dg.Definitions:
    """The definitions of a project after a scan that left all its tables."""
    definitions = build_debt_defs(clean)
    assert _scan(definitions, clean, instance).success
    return definitions


def test_tables_of_an_earlier_run_are_refused(
    scanned: dg.Definitions, clean: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = clean.folder / "done"
    usual = Path.replace

    def not_here(self: Path, place: Path) -> Path:
        """What a worker with a state folder of its own would leave: nothing that the next one sees."""
        return self if place == marks / "catalog" else usual(self, place)

    monkeypatch.setattr(Path, "replace", not_here)
    result = _scan(scanned, clean, instance)
    assert not result.success
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    assert failed.step_key == f"{clean.prefix}_facts"
    assert "has left no tables here" in str(failed.step_failure_data.error)
    assert StaleTablesError.__name__ in str(failed.step_failure_data.error)
    assert stored_status(instance, clean) != "SUCCEEDED"


def test_a_step_that_is_run_alone_takes_what_is_there(
    scanned: dg.Definitions, clean: Target, instance: dg.DagsterInstance
) -> None:
    facts = dg.AssetSelection.assets(dg.AssetKey([clean.prefix, "dataset_facts"])).required_multi_asset_neighbors()
    assert run(scanned, instance, facts).success


def test_a_step_after_one_that_failed_is_refused_too(
    scanned: dg.Definitions, clean: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an executor would have it that starts a step whatever became of the one before."""

    def broken(*_arguments: object) -> None:
        raise ValueError("no catalog")

    monkeypatch.setattr(build, "build_catalog", broken)
    before = (clean.folder / "done" / "catalog").read_text()
    assert not _scan(scanned, clean, instance).success
    assert (clean.folder / "done" / "catalog").read_text() == before
    assert (clean.folder / "done" / "crawl").read_text() != before


def _scan(definitions: dg.Definitions, target: Target, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    job = definitions.resolve_job_def(f"{target.prefix}_scan")
    return job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)
