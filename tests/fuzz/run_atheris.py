"""Coverage-guided fuzzing of one target with atheris (libFuzzer), for as long as one likes.

    python -m tests.fuzz.run_atheris TARGET --runs 100000 [--save FOLDER]

New input is mutated, as in the long run, from what reached new code of the product. It stops at the first crash, at
5 seconds, or at 1 GiB over what the process had, and leaves the input in the folder.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.mutate import MAX_BYTES, mutated
from tests.fuzz.run import LARGE_MIB, SLOW_SECONDS
from tests.fuzz.targets import target_names, targets
from tests.fuzz.worker import peak_mib
from tests.fuzz.workspace import Workspace


def fuzz(name: str, n_runs: int, save: Path, folder: Path) -> None:
    """Fuzz a target; `folder` takes the project and what was found worth keeping. Ends the process."""
    atheris: Any = importlib.import_module("atheris")  # it has no types

    warnings.simplefilter("ignore")
    (folder / "project").mkdir()
    with atheris.instrument_imports(include=["debt_pipelines"]):
        target = targets(Workspace(folder / "project"))[name]
        for seed in target.seeds:
            target.parse(seed)  # imports what it needs, which is how that is instrumented
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(seed)
    options = {"runs": n_runs, "timeout": int(SLOW_SECONDS), "rss_limit_mb": int(peak_mib() + LARGE_MIB)}
    options |= {"max_len": MAX_BYTES, "print_final_stats": 1}
    arguments = [f"-{key}={value}" for key, value in options.items()]

    def change(data: bytes, max_size: int, seed: int) -> bytes:
        random = Random(seed)  # noqa: S311 - the same input each time
        return mutated(data, target.path, target.seeds, random)[:max_size]

    atheris.Setup(
        [sys.argv[0], *arguments, f"-artifact_prefix={save}/", str(corpus)], target.parse, custom_mutator=change
    )
    atheris.Fuzz()


def main() -> None:
    """Fuzz in a process of its own, because libFuzzer ends the one it runs in, and tidy up after it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run_atheris")
    parser.add_argument("target", choices=target_names(), metavar="TARGET")
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--save", type=Path)
    arguments = parser.parse_args()
    save = arguments.save or Path(tempfile.mkdtemp(prefix="debt-crashers-"))
    save.mkdir(parents=True, exist_ok=True)
    memory = Path("/dev/shm")  # noqa: S108 - as for the workspace of a long run
    folder = Path(tempfile.mkdtemp(prefix="debt-fuzz-", dir=memory if memory.is_dir() else None))
    child = os.fork()
    if not child:
        fuzz(arguments.target, arguments.runs, save, folder)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    shutil.rmtree(folder, ignore_errors=True)
    kept = sorted(file.name for file in save.iterdir())
    sys.stdout.write(f"exit code {code}; kept in {save}: {', '.join(kept) or 'nothing'}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
