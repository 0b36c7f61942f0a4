"""Kills whole scans at random moments, and tells whether the next scan and the history are right all the same.

    python benchmarks/kill_scans.py PROJECT [--kills 20] [--seconds 8] [--history-url URL]

After every kill a scan is begun anew. After the last one a scan may finish: its scorecard must be that of a scan with a
state of its own that was never killed, and the history must hold one whole run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from debt_pipelines.history.store import open_store


def scan(project: Path, state: Path, *, seconds: float | None = None) -> bytes | None:
    """The scorecard of a scan, as JSON; None where it was killed after so many seconds, and not done by then."""
    command = [
        sys.executable,
        "-m",
        "debt_pipelines",
        "scan",
        str(project),
        "--format",
        "json",
        "--fresh",
        "--exit-zero",
    ]
    environment = os.environ | {"DEBT_STATE_DIR": str(state), "SOURCE_DATE_EPOCH": "1800000000"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None


def main() -> int:
    """Kill, scan, compare; 0 where all is right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=8, help="The latest moment of a kill")
    parser.add_argument("--history-url", help="A database for the history of the scans that are killed")
    given = parser.parse_args()
    dice = random.Random(7)  # noqa: S311 - moments, no secrets
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(given.project, Path(folder, given.project.name), symlinks=True))
        whole = scan(project, Path(folder, "untouched"))
        place = given.history_url or Path(folder, "history.sqlite")
        url = given.history_url or f"sqlite:///{place}"
        (project / "debt.toml").open("a").write(f'\nhistory_url = "{url}"\n')
        started, n_killed = time.perf_counter(), 0
        for _ in range(given.kills):
            n_killed += scan(project, Path(folder, "killed"), seconds=dice.uniform(1, given.seconds)) is None
        after = scan(project, Path(folder, "killed"))
        with open_store(place, is_writing=False) as store:
            runs = store.runs(project.name)
            n_kept = [len(store.findings(run)) for run in runs]
    found = [[finding["id"] for finding in json.loads(card or b"{}")["findings"]] for card in (whole, after)]
    is_right = found[0] == found[1] and n_kept == [len(found[0])]
    seconds = time.perf_counter() - started
    print(f"{n_killed} kills in {seconds:.0f} s: {'right' if is_right else 'WRONG'}; {n_kept} findings in the history")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
