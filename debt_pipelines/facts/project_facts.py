"""Project facts: can the tracked data be had by anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.model.fact_rows import ProjectFact

if TYPE_CHECKING:
    import pandas as pd

CONFIG_PATH = ".dvc/config"
LOCAL_CONFIG_PATH = ".dvc/config.local"


def build(frames: Frames) -> pd.DataFrame:
    """The `project_facts` table: one row."""
    sources = records(frames["sources"])
    remotes = records(frames["remotes"])
    datasets = records(frames["datasets"])
    n_tracked = sum(row["storage"] == "dvc" and row["source_path"] != row["path"] for row in datasets)
    config = next((row for row in sources if row["path"].endswith(CONFIG_PATH)), None)
    has_local = any(row["path"].endswith(LOCAL_CONFIG_PATH) for row in sources)
    problem = _remote_problem(remotes)
    default = next((row for row in remotes if row["is_default"]), None)
    fact = ProjectFact(
        project="project",
        path=config["path"] if config else CONFIG_PATH,
        line=default["line"] if default else None,
        is_dvc_project=any(row["kind"] == "dvc" for row in sources),
        n_tracked_outputs=n_tracked,
        needs_remote=n_tracked > 0,
        remote_problem=problem,
        is_remote_known=None if problem and (has_local or (config and config["status"] == "error")) else True,
    )
    return frame_of("project_facts", [fact])


def _remote_problem(remotes: list[Record]) -> str | None:
    if not remotes:
        return "no remote is configured"
    default = next((row for row in remotes if row["is_default"]), None)
    if default is None:
        return None
    if not default["is_defined"]:
        return f"the default remote `{default['remote']}` is not defined"
    if default["scheme"] == "file":
        return f"the default remote `{default['remote']}` is a local folder"
    return None
