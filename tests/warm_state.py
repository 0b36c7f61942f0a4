"""A state folder as earlier scans of other projects leave it, for tests that scan a project of their own.

Nothing in it is about any project: Dagster's tables are made, and Great Expectations has judged common values. The
first scan of all, which makes these, is that of the bundled example.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from debt_pipelines.defs.instance import home_path, instance_home, open_instance

_MEMORY = "memory.sqlite"
_ABOUT_PROJECTS = (
    "DELETE FROM stamps",
    "DELETE FROM versions",
    "DELETE FROM readings WHERE content NOT LIKE 'expectation %'",
)


def make_warm_state(folder: Path, scanned: Path) -> Path:
    """Make it in a folder, with what a scan with that state folder has learnt of Great Expectations."""
    with open_instance(folder):
        pass
    (home_path(folder) / "dagster.yaml").unlink()  # it names the folder
    with closing(sqlite3.connect(scanned / _MEMORY)) as learnt, closing(sqlite3.connect(folder / _MEMORY)) as kept:
        learnt.backup(kept)
        for statement in _ABOUT_PROJECTS:
            kept.execute(statement)
        kept.commit()
        kept.execute("PRAGMA journal_mode = DELETE")  # all of it in one file, to be copied
    return folder


def warm(state: Path, made: Path) -> None:
    """Make a state folder of one that was made."""
    shutil.copytree(made, state)
    instance_home(state)
