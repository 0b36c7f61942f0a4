"""Kills whole scans at random moments, by hand: python -m tests.faults.kills --count 200 [--history postgres]

Half of the kills hit a process that writes the history, half one that scans, each at a moment drawn at random from all
that it does; a process that was done before its moment came is no kill, and another moment is drawn. What comes next
undisturbed must give the same as ever, byte for byte, and the history must hold every run that was there before, with
all its findings. Prints a row a kill, then the sums; exits with 1 when one row is wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests import whole_scans
from tests.conftest import OUR_GIT, _commit, _git
from tests.defs.conftest import CLEAN_LOCK, CLEAN_STAGES
from tests.postgres import started_server

N_BROKEN = 500
"""How many stages have a dependency that exists nowhere, so that there is much to write when a kill comes."""
BROKEN_STAGE = "  part{0}:\n    cmd: python prepare.py {0}\n    deps:\n    - nowhere{0}.csv\n"
FILES = {
    "dvc.yaml": CLEAN_STAGES + "".join(BROKEN_STAGE.format(number) for number in range(N_BROKEN)),
    "dvc.lock": CLEAN_LOCK,
    "prepare.py": "",
    "report.txt": "2026-01 12\n",
    "orders.csv": "id,amount\n1,2.5\n2,3.5\n",
    "debt.toml": 'name = "shop"\nhistory_url = "${HISTORY_URL}"\n',
}


class Kill(NamedTuple):
    """One kill, and what came of it."""

    at: str
    is_same: bool
    is_whole: bool

    @property
    def is_right(self) -> bool:
        return self.is_same and self.is_whole


def repository(folder: Path) -> Path:
    """A small project of two commits."""
    root = folder / "project"
    root.mkdir()
    _git(root, "init", "--quiet", "--initial-branch=main")
    _commit(root, FILES)
    return root


def killed_scan(root: Path, after: float) -> int:
    """A scan that is killed so many seconds after it began; how it ended."""
    child = whole_scans.scanned(root, "")
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return whole_scans.ended([child])[0]


def written_again(root: Path, card: Path, after: float | None = None) -> int:
    """A process that writes the last scan into the history once more, and what it learns into a file; how it ended.

    It kills itself so many seconds after it began to write.
    """
    child = os.fork()
    if child:
        return whole_scans.ended([child])[0]
    code = 3
    try:
        from debt_pipelines.defs.history import remembered
        from debt_pipelines.defs.scorecard_file import read_scorecard
        from debt_pipelines.defs.target import read_target
        from debt_pipelines.rules.rulebook import load_rules

        target = read_target(root)
        scorecard, project, rules = read_scorecard(target.scorecard_path), target.open(), load_rules()
        if after is not None:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the system kills, whatever the interpreter is doing
            signal.setitimer(signal.ITIMER_REAL, after)
        start = time.monotonic()
        learnt = remembered(target, project, scorecard, rules)
        seconds = time.monotonic() - start
        card.write_text(learnt.model_dump_json(), "utf-8")
        card.with_suffix(".seconds").write_text(str(seconds), "utf-8")
        code = 0
    finally:
        os._exit(code)


def card_of(root: Path) -> str:
    """The scorecard of the last scan."""
    from debt_pipelines.defs.target import read_target

    return read_target(root).scorecard_path.read_text("utf-8")


def history_of(root: Path) -> list[tuple[str, int]]:
    """The runs that are kept, each with how many findings it has."""
    from debt_pipelines.defs.history import store_place
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.history.store import open_store

    with open_store(store_place(read_target(root)), is_writing=False) as store:
        return [(run.id, len(store.findings(run))) for run in store.runs("shop")]


class Campaign:
    """A project that is killed again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written = root.with_name("written.json")
        start = time.monotonic()
        self.scan()
        self.scan_seconds = time.monotonic() - start
        self.scan()  # the second scan has a first one behind it, as all later ones have
        self.card, self.history = card_of(root), history_of(root)
        self.write_seconds = statistics.median(self.write() for _ in range(5))
        self.learnt = self.written.read_text("utf-8")

    def scan(self) -> None:
        """An undisturbed scan."""
        [code] = whole_scans.ended([whole_scans.scanned(self.root, "")])
        if code:
            sys.exit(f"an undisturbed scan ended with {code}")

    def write(self) -> float:
        """An undisturbed write; gives its seconds."""
        if written_again(self.root, self.written):
            sys.exit("an undisturbed write failed")
        return float(self.written.with_suffix(".seconds").read_text("utf-8"))

    def kill_scans(self, draw: random.Random, count: int) -> list[Kill]:
        """Kill some scans one after the other, and see what the next one gives."""
        moments: list[float] = []
        while len(moments) < count:
            moment = draw.uniform(0, self.scan_seconds)
            if killed_scan(self.root, moment) == -signal.SIGKILL:
                moments.append(moment)
        kept = history_of(self.root)
        self.scan()
        is_same, is_whole = card_of(self.root) == self.card, kept == self.history == history_of(self.root)
        return [Kill(f"{moment:6.3f} s of a scan", is_same, is_whole) for moment in moments]

    def kill_write(self, draw: random.Random) -> Kill:
        """Kill one process that writes the history, and see what the next one learns from it."""
        code = 0
        while code != -signal.SIGALRM:
            moment = draw.uniform(0.001, self.write_seconds)
            code = written_again(self.root, self.written, moment)
        kept = history_of(self.root)
        self.written.unlink(missing_ok=True)
        is_written = written_again(self.root, self.written) == 0
        is_same = is_written and self.written.read_text("utf-8") == self.learnt
        return Kill(f"{moment:6.3f} s of a write", is_same, kept == self.history == history_of(self.root))


@contextmanager
def history_at(kind: str) -> Iterator[str]:
    """The URL of a history: a file in the state folder, or a server."""
    if kind == "sqlite":
        yield "sqlite:///all.sqlite"
        return
    with started_server() as server:
        yield server.url()


def main() -> int:
    """Run a campaign and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--history", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--only", choices=["scan", "write"])
    parser.add_argument("--burst", type=int, default=1, help="how many scans are killed before one is let through")
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args()
    os.nice(10)
    folder = Path(tempfile.mkdtemp(prefix="debt-kills-"))
    draw = random.Random(said.seed)  # noqa: S311 - moments, no secrets
    os.environ |= OUR_GIT | {"DEBT_STATE_DIR": str(folder / "state"), "SOURCE_DATE_EPOCH": "1800000000"}
    try:
        whole_scans.imported()
        with history_at(said.history) as url:
            os.environ["HISTORY_URL"] = url
            return _told(Campaign(repository(folder)), draw, said.count, said.burst, said.only)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _told(campaign: Campaign, draw: random.Random, count: int, burst: int, only: str | None) -> int:
    print(f"undisturbed, a scan takes {campaign.scan_seconds:.1f} s and a write {campaign.write_seconds:.2f} s")
    print("   n  killed at             same  history")
    kills: list[Kill] = []
    for _ in range(0 if only == "scan" else count if only == "write" else count // 2):
        kills.append(campaign.kill_write(draw))
        _print(len(kills), kills[-1])
    while len(kills) < count:
        for kill in campaign.kill_scans(draw, min(burst, count - len(kills))):
            kills.append(kill)
            _print(len(kills), kill)
    n_right = sum(kill.is_right for kill in kills)
    print(f"{count} kills; {n_right} right, {count - n_right} wrong")
    return 0 if n_right == count else 1


def _print(number: int, kill: Kill) -> None:
    words = ["yes" if fact else "NO" for fact in (kill.is_same, kill.is_whole)]
    print(f"{number:4}  {kill.at:21} {words[0]:4}  {words[1]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
