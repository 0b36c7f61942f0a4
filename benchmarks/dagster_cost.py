"""What Dagster costs a scan: the CPU time of a whole run less that of the same work as plain functions.

    python benchmarks/dagster_cost.py PROJECT [ROUNDS]

Both run in this process, in turn, after a first round that pays the imports. Prints medians and their ratio.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.defs import analysis
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.instance import open_instance
from debt_pipelines.defs.target import Target, read_target
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.model.tables import SCHEMAS
from debt_pipelines.rules.result_frames import findings_frame, outcomes_frame
from debt_pipelines.rules.rulebook import load_rules

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def plain(target: Target) -> None:
    """The scan as plain functions, every table written to and read from the store as the assets do."""
    rules = load_rules(target.suite_folders)
    project = target.open()
    frames = analysis.crawl(project, target.settings)
    frames |= build_catalog(frames, target.settings)
    frames |= build_facts(frames)
    findings, outcomes = analysis.judge_facts(frames, rules)
    frames |= {"findings": findings_frame(findings), "outcomes": outcomes_frame(outcomes)}
    for table in SCHEMAS:
        target.store.write(table, frames[table])
    for table in SCHEMAS:
        target.store.read(table)
    card = analysis.score(
        frames, findings, outcomes, rules=rules, settings=target.settings, project=project, baseline=None
    )
    card.model_dump_json()


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Run the rounds and print the table."""
    project, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        target = replace(read_target(project), state=Path(folder))
        target.folder.mkdir(parents=True)
        job = build_debt_defs(target).resolve_job_def(f"{target.prefix}_scan")
        with open_instance(target.state) as instance:

            def run() -> None:
                job.execute_in_process(instance=instance, run_config=_QUIET, raise_on_error=False)

            plain(target)
            run()
            pairs = [(cpu_seconds(lambda: plain(target)), cpu_seconds(run)) for _ in range(rounds)]
    own = statistics.median(first for first, _ in pairs)
    whole = statistics.median(second for _, second in pairs)
    cost = statistics.median(second - first for first, second in pairs)
    print(
        f"plain functions {own:.2f} s CPU, as a Dagster run {whole:.2f} s, Dagster's part {cost:.2f} s, "
        f"ratio {whole / own:.2f} (medians of {rounds} rounds)"
    )


if __name__ == "__main__":
    main()
