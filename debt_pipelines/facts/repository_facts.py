"""Repository facts: is the code tested, and does anything run the pipeline but people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.automation import part_of
from debt_pipelines.facts.bound import Record
from debt_pipelines.model.check_fact_rows import RepositoryFact

if TYPE_CHECKING:
    import pandas as pd

_CHECK_TOOLS = frozenset("dbt great_expectations soda pandera dagster deequ".split())
"""Tools whose checks are run, unlike what a schema or a database declares."""
_WAREHOUSE = "dbt://"


def build(frames: Frames) -> pd.DataFrame:
    """The `repository_facts` table: one row."""
    code = records(frames["code_files"])
    stages = _stages(frames)
    place = stages[0] if stages else None
    first_code = next((row["path"] for row in code if row["n_files"]), ".")
    fact = RepositoryFact(
        repository=".",
        path=place["path"] if place else first_code,
        line=place["line"] if place else None,
        **_tests(frames, code),
        has_pipeline=bool(stages),
        n_stages=len(stages),
        **_automation(frames, is_code_seen=any(row["n_files"] for row in code)),
    )
    return frame_of("repository_facts", [fact])


def _stages(frames: Frames) -> list[Record]:
    """The stages as written, and the models of a warehouse, each with its place."""
    jobs = {row["template"]: row for row in reversed(records(frames["jobs"])) if row["kind"] != "dvc_lock_entry"}
    datasets = records(frames["datasets"])
    models = [
        {"path": row["source_path"], "line": row["line"]} for row in datasets if row["path"].startswith(_WAREHOUSE)
    ]
    return [*sorted(jobs.values(), key=lambda row: (row["path"], row["line"] or 0)), *models]


def _tests(frames: Frames, code: list[Record]) -> dict[str, Any]:
    """What is tested; a file whose name says test may hold one that no crawler has seen, and so may a blank file."""
    n_tests = sum(row["n_tests"] for row in records(frames["code_tests"]))
    n_checks = sum(row["tool"] in _CHECK_TOOLS for row in records(frames["assertions"]))
    n_files = sum(row["n_files"] for row in code)
    n_blank = sum(row["n_blank"] for row in code)
    may_be_tested = n_files <= n_blank or any(row["n_named_tests"] for row in code)
    return {
        "has_code": n_files + n_blank > 0,
        "n_code_files": n_files,
        "n_tests": n_tests + n_checks,
        "is_tested": True if n_tests + n_checks else None if may_be_tested else False,
    }


def _automation(frames: Frames, *, is_code_seen: bool) -> dict[str, Any]:
    """What runs by itself; nothing is known where the code is not there, or a file that says it cannot be read."""
    scripts = {script for row in records(frames["jobs"]) for script in (row["scripts"] or "").splitlines()}
    commands = records(frames["automated_commands"])
    parts = [(part_of(row["tool"], row["command"], scripts), row["command"]) for row in commands]
    by = next((command for part, command in parts if part == "runs"), None)
    is_unread = any(
        row["kind"] in ("automation", "crawler") and row["status"] != "read" for row in records(frames["sources"])
    )
    may_be = not is_code_seen or is_unread or any(part == "may" for part, _ in parts)
    return {
        "is_automated": True if by is not None else None if may_be else False,
        "n_automated": len(commands),
        "automated_by": by,
    }
