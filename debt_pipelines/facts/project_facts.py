"""Project facts: can the tracked data of each DVC project be had by anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.decisions import decisions
from debt_pipelines.model.fact_rows import ProjectFact
from debt_pipelines.project.locations import ancestors, folder_of

if TYPE_CHECKING:
    import pandas as pd

CONFIG_PATH = ".dvc/config"
LOCAL_CONFIG_PATH = ".dvc/config.local"


@dataclass(slots=True)
class _Root:
    """One DVC project: its folder, and what belongs to it."""

    folder: str
    config: Record | None = None
    has_local: bool = False
    remotes: list[Record] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    tracked: set[str] = field(default_factory=set)


def build(frames: Frames) -> pd.DataFrame:
    """The `project_facts` table: one row per DVC project that tracks outputs, or one row in all."""
    sources = records(frames["sources"])
    roots = _roots(sources)
    for row in records(frames["remotes"]):
        root = _root_of(row["path"], roots)
        if row["path"].endswith(CONFIG_PATH):
            root.remotes.append(row)
        else:
            root.named.append(row["remote"])
    for edge in records(frames["edges"]):
        if edge["direction"] == "out" and edge["remote"]:
            _root_of(edge["path"], roots).named.append(edge["remote"])
    for row in records(frames["datasets"]):
        if row["storage"] == "dvc" and row["source_path"] != row["path"]:
            _root_of(row["source_path"], roots).tracked.add(row["dataset"])
    is_dvc_project = any(row["kind"] == "dvc" for row in sources)
    tracking = [root for _, root in sorted(roots.items()) if root.tracked]
    shown = tracking or [min(roots.values(), key=lambda root: (root.config is None, root.folder))]
    records_of = decisions(frames)
    facts = [_fact(root, is_dvc_project=is_dvc_project, **records_of(n == 0)) for n, root in enumerate(shown)]
    return frame_of("project_facts", facts)


def _roots(sources: list[Record]) -> dict[str, _Root]:
    """The DVC projects by folder; what is in none of them goes to the top."""
    roots = {"": _Root("")}
    for row in sources:
        for path in (CONFIG_PATH, LOCAL_CONFIG_PATH):
            if f"/{row['path']}".endswith(f"/{path}"):
                folder = folder_of(folder_of(row["path"]))
                root = roots.setdefault(folder, _Root(folder))
                root.has_local |= path == LOCAL_CONFIG_PATH
                root.config = row if path == CONFIG_PATH else root.config
    return roots


def _root_of(path: str, roots: dict[str, _Root]) -> _Root:
    return next((roots[folder] for folder in ancestors(path) if folder in roots), roots[""])


def _fact(root: _Root, *, is_dvc_project: bool, **decided: Any) -> ProjectFact:
    default = next((row for row in root.remotes if row["is_default"]), None)
    problem = _default_problem(root.remotes, default) or _named_problem(root.remotes, root.named)
    is_config_unread = root.config is not None and root.config["status"] == "error"
    return ProjectFact(
        project=root.folder or ".",
        path=root.config["path"] if root.config else f"{root.folder}/{CONFIG_PATH}".lstrip("/"),
        line=default["line"] if default else None,
        is_dvc_project=is_dvc_project,
        n_tracked_outputs=len(root.tracked),
        needs_remote=bool(root.tracked),
        remote_problem=problem,
        is_remote_known=None if problem and (root.has_local or is_config_unread) else True,
        **decided,
    )


def _default_problem(remotes: list[Record], default: Record | None) -> str | None:
    if not remotes:
        return "no remote is configured"
    if default is None:
        return None
    if not default["is_defined"]:
        return f"the default remote `{default['remote']}` is not defined"
    if default["scheme"] == "file":
        return f"the default remote `{default['remote']}` is a local folder"
    return None


def _named_problem(remotes: list[Record], named: Iterable[str]) -> str | None:
    defined = {row["remote"] for row in remotes if row["is_defined"]}
    undefined = sorted(set(named) - defined)
    return f"the remote `{undefined[0]}`, which an output names, is not defined" if undefined else None
