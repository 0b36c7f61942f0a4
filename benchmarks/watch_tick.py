"""What a look of the change sensor costs on many files, beside what listing them anew costs.

    python benchmarks/watch_tick.py [FILES] [ROUNDS]

Makes a repository of that many data files in a temporary folder. Prints medians of CPU time, the best wall time, and
ratios: a look where nothing has changed, one after a file came, and the plain listing of the project.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from debt_pipelines.defs.target import read_target
from debt_pipelines.defs.watching import watched_files
from debt_pipelines.project.watch import Watch

_IN_A_FOLDER = 100


def make(root: Path, n_files: int) -> None:
    """A repository of small data files, a hundred in a folder."""
    for number in range(n_files):
        folder = root / f"part-{number // _IN_A_FOLDER:04}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:06}.csv").write_text("id\n1\n")
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "Data"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)


def measured(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Milliseconds of one call: the median of CPU time, and the best of wall time."""
    cpu, wall = [], []
    for _ in range(rounds):
        start, started = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - start)
        wall.append(time.perf_counter() - started)
    return statistics.median(cpu) * 1000, min(wall) * 1000


def main() -> None:
    """Run the rounds and print the table."""
    n_files, rounds = (int(sys.argv[n]) if len(sys.argv) > n else default for n, default in ((1, 10_000), (2, 21)))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        root.mkdir()
        make(root, n_files)
        target = read_target(root)
        watch = Watch(target.root, lambda: watched_files(target))
        watch.state()
        new: Iterator[int] = iter(range(rounds))
        quiet = measured(watch.state, rounds)
        listing = measured(target.open, rounds)
        changed = measured(lambda: ((root / f"new-{next(new)}.csv").write_text("id\n"), watch.state()), rounds)
    print(f"{n_files:,} files, {rounds} rounds         CPU      best wall   of the listing")
    for words, (cpu, wall) in {"nothing has changed": quiet, "a file came": changed, "listing alone": listing}.items():
        print(f"{words:28}{cpu:8.1f} ms {wall:9.1f} ms {cpu / listing[0]:12.2f}")


if __name__ == "__main__":
    main()
