"""The process that does the parsing in a long run, so that one that dies or hangs costs one input."""

from __future__ import annotations

import contextlib
import logging
import resource
import time
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from types import TracebackType

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import Target, targets
from tests.fuzz.workspace import workspace

ADDRESS_BYTES = 8 * 2**30
"""What a worker may ask for at most, so that a runaway ends as an error here and not as the end of the machine."""
_PRODUCT = "/debt_pipelines/"


@dataclass(frozen=True, slots=True)
class Job:
    """Inputs of one target, by their numbers; the seed and a number make the same input anywhere."""

    target: str
    seed: int
    numbers: range


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input ended: what was made of it, or where in the product it crashed; time in CPU seconds."""

    number: int
    n_rows: int = 0
    n_refusals: int = 0
    seconds: float = 0
    peak_mib: float = 0
    crash: str | None = None
    details: str = ""


def input_of(target: Target, seed: int, number: int) -> bytes:
    """One input of a target, always the same."""
    random = Random(f"{seed} {target.name} {number}")  # noqa: S311 - the same input each time
    return mutated(random.choice(target.seeds), target.path, target.seeds, random)


def work(jobs: Connection) -> None:
    """Take jobs until there are none, and tell of every input."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    warnings.simplefilter("ignore")
    logging.disable()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES, ADDRESS_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with workspace() as place:
        known = targets(place)
        jobs.send(None)
        while (job := jobs.recv()) is not None:
            for outcome in outcomes(known[job.target], job):
                jobs.send(outcome)


def outcomes(target: Target, job: Job) -> Iterator[Outcome]:
    """How each input of a job ends."""
    _forget_peak()
    for number in job.numbers:
        yield outcome_of(target, input_of(target, job.seed, number), number)


def outcome_of(target: Target, data: bytes, number: int = 0) -> Outcome:
    """How one input ends."""
    started = time.process_time()
    try:
        told = target.parse(data)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        details = "".join(traceback.format_exception(error, limit=-12))
        return Outcome(number, crash=f"{type(error).__name__} at {_place(error.__traceback__)}", details=details)
    return Outcome(number, told.n_rows, told.n_refusals, time.process_time() - started, peak_mib())


def _place(trace: TracebackType | None) -> str:
    """The last line of the product that an error went through, by which the same bug is known again."""
    frames = [frame for frame in traceback.extract_tb(trace) if _PRODUCT in frame.filename]
    last = frames[-1] if frames else traceback.extract_tb(trace)[-1]
    return f"{last.filename.rpartition(_PRODUCT)[2]}:{last.lineno}"


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mib() -> float:
    """The most memory that this process has had resident since `_forget_peak`, in MiB."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
