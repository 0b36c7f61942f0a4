"""Mutated inputs over all parsers, by hand and for long; prints a table and keeps what crashed.

    python -m tests.fuzz.run --inputs 100000 [--target NAME ...] [--seed N] [--save FOLDER]

Every target has its share, the quick ones more. The exit code is 1 when an input crashed, took over 5 seconds of CPU
or needed over 1 GiB. A file in the folder of what is kept may be moved to `tests/fuzz/crashers` as it is.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import math
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.fuzz.targets import Target, folder_name, target_names, targets
from tests.fuzz.worker import Job, Outcome, input_of, work
from tests.fuzz.workspace import workspace

SLOW_SECONDS, LARGE_MIB, PATIENCE_SECONDS = 5.0, 1024.0, 30.0
_TRIAL = 10
"""So many inputs of each target tell how quick it is."""
_EQUAL, _ROUNDS = 16, 20


@dataclass
class Tally:
    """What became of the inputs of one target."""

    n_inputs: int = 0
    n_rows: int = 0
    n_refusals: int = 0
    n_hangs: int = 0
    seconds: float = 0
    slowest: float = 0
    peak_mib: float = 0
    crashes: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count one more input."""
        self.n_inputs += 1
        self.n_rows += bool(outcome.n_rows)
        self.n_refusals += bool(outcome.n_refusals)
        self.n_hangs += outcome.seconds > SLOW_SECONDS
        self.seconds += outcome.seconds
        self.slowest = max(self.slowest, outcome.seconds)
        self.peak_mib = max(self.peak_mib, outcome.peak_mib)
        self.crashes.update([outcome.crash] if outcome.crash else [])

    @property
    def is_bad(self) -> bool:
        """Whether something happened that must not."""
        return bool(self.crashes or self.n_hangs or self.peak_mib > LARGE_MIB)


class Runner:
    """A worker and what it has told; another one takes its place when it ends in the middle."""

    def __init__(self, seed: int, save: Path) -> None:
        self.seed, self.save = seed, save
        self.tallies: dict[str, Tally] = {}
        self._process: BaseProcess | None = None
        self._jobs: Connection | None = None

    def run(self, target: Target, n_inputs: int) -> None:
        """So many more inputs of a target."""
        tally = self.tallies.setdefault(target.name, Tally())
        number, end = tally.n_inputs, tally.n_inputs + n_inputs
        while number < end:
            jobs = self._worker()
            with contextlib.suppress(BrokenPipeError):  # it died; what it told before is told first
                jobs.send(Job(target.name, self.seed, range(number, end)))
            while number < end:
                outcome = self._told(jobs, number)
                tally.add(outcome)
                if outcome.crash or outcome.seconds > SLOW_SECONDS or outcome.peak_mib > LARGE_MIB:
                    self._keep(target, outcome, is_first=tally.crashes[outcome.crash or ""] <= 1)
                number += 1
                if self._jobs is None:
                    break

    def _told(self, jobs: Connection, number: int) -> Outcome:
        try:
            if jobs.poll(PATIENCE_SECONDS):
                outcome: Outcome = jobs.recv()
                return outcome
            end = f"no answer within {PATIENCE_SECONDS:.0f} s"
        except EOFError:
            end = "the process died"
        self.close()
        return Outcome(number, crash=end)

    def _worker(self) -> Connection:
        if self._jobs is None:
            spawn = multiprocessing.get_context("spawn")
            self._jobs, theirs = spawn.Pipe()
            self._process = spawn.Process(target=work, args=(theirs,), daemon=True)
            os.environ.setdefault("POLARS_MAX_THREADS", "1")
            self._process.start()
            theirs.close()
            self._jobs.recv()
        return self._jobs

    def close(self) -> None:
        """End the worker, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._jobs = None

    def _keep(self, target: Target, outcome: Outcome, *, is_first: bool) -> None:
        if not is_first:
            return
        data = input_of(target, self.seed, outcome.number)
        file = self.save / folder_name(target.name) / hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        sys.stderr.write(f"{target.name}: {outcome.crash or 'slow or large'} -> {file}\n{outcome.details}\n")


def run(names: list[str], n_inputs: int, runner: Runner) -> None:
    """Give every target a part of an equal share, and the rest by how quick each is; in rounds, all of them in each."""
    with workspace() as place:
        known = targets(place)
        floor = max(1, n_inputs // (_EQUAL * len(names)))
        for name in names:
            runner.run(known[name], min(floor, _TRIAL))
        speeds = {name: 1 / max(runner.tallies[name].seconds / runner.tallies[name].n_inputs, 1e-3) for name in names}
        left = n_inputs - floor * len(names)
        wanted = {name: floor + math.ceil(left * speeds[name] / sum(speeds.values())) for name in names}
        for done in range(1, _ROUNDS + 1):
            for name in names:
                runner.run(known[name], wanted[name] * done // _ROUNDS - runner.tallies[name].n_inputs)
            n_done = sum(tally.n_inputs for tally in runner.tallies.values())
            sys.stderr.write(f"round {done} of {_ROUNDS}: {n_done} inputs\n")


def table(tallies: dict[str, Tally]) -> str:
    """The tallies as lines of a Markdown table, and their sum."""
    head = "| target | inputs | rows | refusals | crashes | hangs | slowest s | peak MiB |"
    lines = [head, "|---|--:|--:|--:|--:|--:|--:|--:|", *(_line(name, tally) for name, tally in tallies.items())]
    total = Tally(peak_mib=max(tally.peak_mib for tally in tallies.values()))
    for tally in tallies.values():
        total.n_inputs += tally.n_inputs
        total.n_rows += tally.n_rows
        total.n_refusals += tally.n_refusals
        total.n_hangs += tally.n_hangs
        total.slowest = max(total.slowest, tally.slowest)
        total.crashes += tally.crashes
    return "\n".join([*lines, _line("all", total)])


def _line(name: str, tally: Tally) -> str:
    figures = (tally.n_inputs, tally.n_rows, tally.n_refusals, tally.crashes.total(), tally.n_hangs)
    return f"| {name} | {' | '.join(map(str, figures))} | {tally.slowest:.2f} | {tally.peak_mib:.0f} |"


def main() -> None:
    """Run, print the table, and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run")
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--target", action="append", choices=target_names(), metavar="NAME")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path)
    arguments = parser.parse_args()
    save = arguments.save or Path(tempfile.mkdtemp(prefix="debt-crashers-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was done until then is told
    runner, started = Runner(arguments.seed, save), time.monotonic()
    try:
        run(arguments.target or target_names(), arguments.inputs, runner)
    finally:
        runner.close()
        sys.stdout.write(f"{table(runner.tallies)}\n{time.monotonic() - started:.0f} s\n")
    crashes = Counter[str]()
    for tally in runner.tallies.values():
        crashes += tally.crashes
    sys.stdout.writelines(f"{n} x {crash}\n" for crash, n in crashes.most_common())
    sys.exit(any(tally.is_bad for tally in runner.tallies.values()))


if __name__ == "__main__":
    main()
