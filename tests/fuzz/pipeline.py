"""A whole scan of a project of which several files are wrong: it must end in a scorecard, whatever they hold.

    python -m tests.fuzz.pipeline --projects 300 [--seed N]

Prints what failed and how long the scans took; the exit code is 1 when one failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from random import Random

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.registry import RenderOptions, render
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import ORDERS, seed_files, seed_projects
from tests.fuzz.workspace import CaughtError
from tests.plain_scan import plain_scan

_SETTINGS = Settings(incidents="incidents")
_CAUGHT = r"the reader failed|the crawler failed(?!: \.debt/accepted\.yaml:)"
"""What the last resorts of the product tell; that the ledger is wrong is its own word, which ends a scan elsewhere."""
_FORMATS = ("json", "html", "sarif", "text")


def project_of(seed: int, number: int, n_parts: int = 6) -> dict[str, bytes]:
    """The files of one project, always the same: some of the seeds, about half of them changed."""
    random = Random(f"{seed} {number}")  # noqa: S311 - the same input each time
    chosen = random.sample(seed_projects(), n_parts)
    files = {path: data for project in chosen for path, data in project.items()}
    others = tuple(seed_files().values())
    wrong = {path: mutated(data, path, others, random) for path, data in files.items() if random.random() < 0.5}
    return {ORDERS: seed_files()[ORDERS], **files, **wrong}


def scan(folder: Path, files: dict[str, bytes]) -> Scorecard:
    """The scorecard of a project; raises CaughtError where a crawler or a rule failed and only that was told."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    scanned = plain_scan(folder, _SETTINGS)
    sources = scanned.frames["sources"]
    failed = sources[sources["error"].fillna("").str.contains(_CAUGHT)]
    broken = [f"{rule.code}: {rule.error}" for rule in scanned.card.rules if rule.error]
    if len(failed) or broken:
        raise CaughtError("; ".join([*failed["error"], *broken]))
    for name in _FORMATS:
        render(scanned.card, name, RenderOptions()).encode()
    return scanned.card


def _is_scanned(seed: int, number: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="debt-fuzz-") as folder:
        try:
            scan(Path(folder), project_of(seed, number))
        except Exception:
            sys.stdout.write(f"project {number}\n{traceback.format_exc(limit=-8)}\n")
            return False
        return True


def main() -> None:
    """Scan as many projects as asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.pipeline")
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    seconds: list[float] = []
    n_failed = 0
    for number in range(arguments.projects):
        started = time.process_time()
        n_failed += not _is_scanned(arguments.seed, number)
        seconds.append(time.process_time() - started)
    sys.stdout.write(f"{len(seconds)} projects, {n_failed} failed, the slowest {max(seconds):.1f} s of CPU\n")
    sys.exit(bool(n_failed))


if __name__ == "__main__":
    main()
