"""Whether anything has changed since the last scan: where nothing has, its scorecard holds, and nothing is run."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

from debt_pipelines import __version__
from debt_pipelines.catalog.keeping import keeping
from debt_pipelines.crawlers.registry import ENTRY_POINTS
from debt_pipelines.defs.baseline import LAST_SCAN, read_baseline
from debt_pipelines.defs.scorecard_file import read_scorecard
from debt_pipelines.defs.target import Target
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.ledger_file import read_ledger
from debt_pipelines.project.project import Project
from debt_pipelines.project.state import state_of
from debt_pipelines.project.whole_file import write_whole


def scan_state(target: Target, project: Project, rules: Sequence[Rule], *, today: str) -> str | None:
    """A hash of all that a scan on a day depends on; None where only reading it would tell, as of a database.

    Raises SettingsError when the ledger, the baseline or the revision that the target names cannot be read.
    """
    since = project.at(target.new_since).revision if target.new_since else None
    baseline = read_baseline(target) if target.baseline != LAST_SCAN else None
    ledger = read_ledger(project, target.settings.ledger)
    project_state = state_of(project)
    if project_state is None or target.settings.sources or target.settings.dagster_home:
        return None
    third_party = entry_points(group=ENTRY_POINTS)
    crawlers = sorted(f"{entry.value} {entry.dist.version if entry.dist else ''}" for entry in third_party)
    said = (
        project_state,
        str(target.root),
        since,
        (target.baseline, baseline.model_dump_json() if baseline else None),
        [entry.acceptance.until < today for entry in ledger],
        target.settings.model_dump_json(),
        [rule.model_dump_json() for rule in rules],
        crawlers,
        (__version__, sys.version, _newest_source()),
        os.environ.get("SOURCE_DATE_EPOCH"),
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def kept_scorecard(target: Target, state: str | None) -> Scorecard | None:
    """The scorecard of the last scan, when it was made of that very state."""
    try:
        if state is None or target.state_path.read_text("utf-8") != state:
            return None
        return read_scorecard(target.scorecard_path)
    except (OSError, ValueError):
        return None


def keep_state(target: Target, state: str | None) -> None:
    """Remember which state the scorecard of a target was made of."""
    if state is not None:
        with keeping(target.state):
            write_whole(target.state_path, state)


def _newest_source() -> int:
    """When the newest module of this package was written: it tells an edited installation from the released one."""
    package = Path(__file__).parent.parent
    return max(path.stat().st_mtime_ns for path in package.rglob("*.py"))
