"""What each executor costs a first scan: wall and CPU time and peak memory, as ratios to the scan in one process.

    python benchmarks/executor_cost.py PROJECT [VARIANT ...]

A variant is an executor and a number of shards, as in `multiprocess:4`. Each runs in a process of its own, with a
state folder and a Dagster instance of its own; what its workers need is counted with it. Prints a line for each, and
for the steps of each how long they took.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dagster as dg
from dagster._core.definitions.reconstruct import ReconstructableRepository

from debt_pipelines.defs.target import read_target

_VARIANTS = ("in_process:1", "in_process:4", "multiprocess:1", "multiprocess:4", "dask:4")
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def scan(home: str) -> None:
    """Run the scan job of the code location as the environment says; prints the seconds of each step as JSON."""
    repository = ReconstructableRepository.for_module("debt_pipelines.definitions", "defs", str(Path.cwd()))
    job = repository.get_reconstructable_job(f"{read_target(Path(os.environ['DEBT_TARGET'])).prefix}_scan")
    with (
        dg.DagsterInstance.from_config(home) as instance,
        dg.execute_job(job, instance=instance, run_config=_QUIET) as result,
    ):
        found = instance.get_run_step_stats(result.run_id)
    print(json.dumps({one.step_key: round(one.end_time - one.start_time, 2) for one in found if one.start_time}))


def measured(project: Path, variant: str) -> tuple[float, float, float, dict[str, float]]:
    """Wall seconds, CPU seconds, peak MiB of the largest process, and seconds by step of one variant."""
    executor, _, shards = variant.partition(":")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        state = {"DEBT_TARGET": str(project.resolve()), "DEBT_STATE_DIR": f"{folder}/state"}
        state |= {"DEBT_EXECUTOR": executor, "DEBT_SHARDS": shards, "SOURCE_DATE_EPOCH": "1800000000"}
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        command = [sys.executable, __file__, "--scan", folder]
        done = subprocess.run(command, env=os.environ | state, capture_output=True, text=True, check=True)
        wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024, json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Run the variants in turn and print the table."""
    if sys.argv[1] == "--scan":
        scan(sys.argv[2])
        return
    project, variants = Path(sys.argv[1]), sys.argv[2:] or _VARIANTS
    first: tuple[float, float] | None = None
    for variant in variants:
        wall, cpu, peak, steps = measured(project, variant)
        first = first or (wall, cpu)
        print(f"{variant:16} wall {wall:6.1f} s ({wall / first[0]:4.2f}x)  CPU {cpu:6.1f} s ({cpu / first[1]:4.2f}x)")
        print(f"{'':16} largest process so far {peak:5.0f} MiB; {steps}", flush=True)


if __name__ == "__main__":
    main()
