"""A repository of traps, and what commands do in it: one process for all tests that look at it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.traps import Traps, make_traps

CHECKOUT = Path(__file__).resolve().parents[2]
N_FILES = 5000
COMMANDS = {
    "scan": ["scan", ".", "--fresh", "-q", "--format", "json=REPORT"],
    "gate": ["gate", ".", "-q"],
    "diff": ["diff", "HEAD"],
    "history": ["history", "."],
    "lineage": ["lineage"],
    "fix": ["fix", "--dry-run"],
    "explain": ["explain", "PIP101"],
    "tick": None,
}


@dataclass(frozen=True)
class Event:
    """One thing that the process did: what it was done to, and the module that did it."""

    event: str
    what: str
    by: str


@dataclass(frozen=True)
class Watched:
    """What commands did in a repository of traps: how each ended, all they opened, and the report of the scan."""

    traps: Traps
    codes: dict[str, int]
    printed: str
    events: list[Event]
    loaded: list[str]
    report: dict[str, Any]
    before: dict[str, tuple[int, ...]]
    after: dict[str, tuple[int, ...]]
    state: Path
    cpu_seconds: float

    def of(self, *events: str) -> list[Event]:
        """The events of some kinds."""
        return [event for event in self.events if event.event.startswith(events)]


def statuses(root: Path) -> dict[str, tuple[int, ...]]:
    """Mode, size and times of everything below a folder, links as links."""
    found: dict[str, tuple[int, ...]] = {}
    for folder, names, files in os.walk(root):
        for name in (*names, *files):
            status = os.lstat(f"{folder}/{name}")
            found[f"{folder}/{name}"] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return found


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """All commands that only read, run in the repository of traps while everything that they open is noted."""
    folder = tmp_path_factory.mktemp("traps").resolve()
    traps, state = make_traps(folder / "place", n_files=N_FILES), folder / "state"
    before = statuses(traps.root)
    report = folder / "report.json"
    commands = [
        "tick" if arguments is None else json.dumps([part.replace("REPORT", str(report)) for part in arguments])
        for arguments in COMMANDS.values()
    ]
    environment = os.environ | {"DEBT_STATE_DIR": str(state), "PYTHONPATH": str(CHECKOUT), "NO_COLOR": "1"}
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "tests.hostile.watch", folder / "events", traps.root, *commands],
        cwd=traps.root, env=environment, capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ran.returncode == 0, ran.stderr.decode(errors="replace")
    *lines, last = (folder / "events").read_text(errors="surrogateescape").splitlines()
    told = json.loads(last)
    return Watched(
        traps,
        dict(zip(COMMANDS, told["codes"], strict=True)),
        (ran.stdout + ran.stderr).decode(errors="replace"),
        [Event(*json.loads(line)) for line in lines],
        told["loaded"],
        json.loads(report.read_text()),
        before,
        statuses(traps.root),
        state,
        ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime,
    )
