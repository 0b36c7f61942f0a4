"""Proves that looking changes nothing: every command over a repository, and not a bit of it has moved.

    DEBT_CORPORA=FOLDER python -m tests.corpora.read_only [NAME ...]

Prints a line a repository: files, commands, and what has changed. Ends with 1 when anything has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.every_command import looking, run
from tests.tree import differences, tree


def changes(root: Path, work: Path) -> tuple[int, list[str]]:
    """How many commands were run on a project, and what they changed; results go below the folder `work`."""
    out = work / "out"
    out.mkdir(parents=True)
    before = tree(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEBT_STATE_DIR", str(work / "state"))
        patch.chdir(root)
        codes = [run(*arguments).code for arguments in looking(root, out)]
    return len(codes), differences(before, tree(root))


def _cloned(bundle: Path, folder: Path) -> Path:
    root = folder / bundle.stem
    subprocess.run(["git", "clone", "--quiet", str(bundle), str(root)], check=True, capture_output=True)
    return root


def main(names: Sequence[str]) -> int:
    """Go over the bundles that are named, by default all."""
    bundles = sorted(Path(os.environ["DEBT_CORPORA"]).glob("*.bundle"))
    n_changed = 0
    for bundle in bundles:
        if names and bundle.stem not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            root = _cloned(bundle, Path(folder))
            start = time.monotonic()
            n_commands, changed = changes(root, Path(folder) / "work")
            n_changed += bool(changed)
            said = "nothing changed" if not changed else f"CHANGED: {', '.join(changed[:5])}"
            print(
                f"{bundle.stem}: {len(tree(root))} entries, {n_commands} commands, "
                f"{time.monotonic() - start:.0f} s, {said}",
                flush=True,
            )
    return 1 if n_changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
