"""Runs the scan of the standalone code location as a deployment does: a job that workers load again by its name."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.definitions_load_context import DefinitionsLoadContext
from dagster._core.definitions.reconstruct import (
    ReconstructableJob,
    ReconstructableRepository,
    initialize_repository_def_from_pointer,
)

from debt_pipelines.defs.target import Target, read_target
from tests.defs.host import QUIET
from tests.shop import ScannedShop

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The steps of a run by how they ended, and what the failed ones said."""

    steps: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deployment:
    """The bundled example with a state folder in which no data was read, but what Great Expectations said is known."""

    target: Target
    expected: bytes

    @property
    def scorecard(self) -> bytes:
        return self.target.scorecard_path.read_bytes()


def deployed(example: ScannedShop, folder: Path, patch: pytest.MonkeyPatch, **environment: str) -> Deployment:
    """Set the environment of a deployment of the example up, at the moment at which the example was scanned."""
    state = folder / "state"
    moment = int(datetime.fromisoformat(example.card.generated_at).timestamp())
    standing = {"DEBT_TARGET": str(example.root), "DEBT_STATE_DIR": str(state), "SOURCE_DATE_EPOCH": str(moment)}
    for name, value in (standing | environment).items():
        patch.setenv(name, value)
    target = read_target(example.root)
    for place in (state, target.folder):  # of a project alone on a cluster, else of all projects
        place.mkdir(parents=True)
        known = closing(sqlite3.connect(example.state / "memory.sqlite"))
        with known as source, closing(sqlite3.connect(place / "memory.sqlite")) as memory:
            source.backup(memory)
            memory.execute("DELETE FROM readings WHERE reader LIKE 'table columns%'")
            memory.commit()
    return Deployment(target, example.target.scorecard_path.read_bytes())


def run_location(target: Target, instance: dg.DagsterInstance) -> Outcome:
    """Execute the scan job of `debt_pipelines.definitions` with the executor that the environment names."""
    for kept in (ReconstructableJob.get_repository_definition, ReconstructableJob.get_definition):
        kept.cache_clear()  # a process of a deployment loads one code location once
    sys.modules.pop("debt_pipelines.definitions", None)
    repository = ReconstructableRepository.for_module("debt_pipelines.definitions", "defs", str(REPOSITORY))
    with DefinitionsLoadContext.scoped(DefinitionsLoadContext.get()):
        loaded = initialize_repository_def_from_pointer(repository.pointer)
        job = repository.with_repository_load_data(loaded.repository_load_data).get_reconstructable_job(
            f"{target.prefix}_scan"
        )
        with dg.execute_job(job, instance=instance, run_config=QUIET) as result:
            statistics = instance.get_run_step_stats(result.run_id)
            failed = [event for event in result.all_events if event.is_step_failure]
    steps = {found.step_key: found.status.value if found.status else "" for found in statistics}
    return Outcome(steps, {event.step_key or "": str(event.step_failure_data.error) for event in failed})
