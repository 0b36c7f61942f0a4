"""The bundled example, built once and scanned once for all tests of a process that only look at it."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from debt_pipelines.cli.scan import scan
from debt_pipelines.defs.target import Target, read_target
from debt_pipelines.model.scorecard import Scorecard

SHOP = Path(__file__).resolve().parents[1] / "examples" / "shop"


@dataclass(frozen=True, slots=True)
class ScannedShop:
    """The built example, the state folder of its scan, and its scorecard; tests leave all of them as they are."""

    root: Path
    state: Path
    card: Scorecard
    target: Target

    def copy(self, folder: Path) -> Path:
        """The example in a folder of its own, for tests that change it."""
        shutil.copytree(self.root, folder, symlinks=True)
        _refresh_index(folder)
        return folder


def scanned_shop(folder: Path) -> ScannedShop:
    """Build the example below a folder and scan it."""
    root, state = folder / "shop", folder / "state"
    subprocess.run([sys.executable, SHOP / "build.py", root], check=True, capture_output=True)
    _age(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEBT_STATE_DIR", str(state))
        return ScannedShop(root, state, scan(root, is_quiet=True), read_target(root))


def planted() -> set[tuple[str, str]]:
    """The debt that was planted in the example: codes and subjects."""
    with (SHOP / "expected.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["code"], row["subject"]) for row in csv.DictReader(stream)}


def _age(root: Path) -> None:
    """Date the files back: what was written a moment ago is not trusted to be unchanged."""
    for path in root.rglob("*"):
        if path.is_file() and ".git" not in path.relative_to(root).parts:
            written = path.stat().st_mtime - 3_600
            os.utime(path, (written, written))
    _refresh_index(root)


def _refresh_index(root: Path) -> None:
    subprocess.run(["git", "-C", root, "update-index", "--refresh"], check=True, capture_output=True)
