"""The graph that a code location was loaded with, for the processes that load it again while a run is under way.

Which datasets are checked depends on the last scan, and a scan that runs writes the next. A worker that started from
that one would have other checks than the run has planned. So the graph is kept in the state folder by its content,
and Dagster hands its name on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from debt_pipelines.defs.target import Target
from debt_pipelines.defs.target_graph import TargetGraph, last_graph
from debt_pipelines.project.whole_file import write_whole

_KEPT = 20
_NAME = re.compile(r"[0-9a-f]{64}")


def graph_key(target: Target) -> str:
    """What Dagster calls the name of the graph among what a code location hands on."""
    return f"debt_pipelines/graph/{target.prefix}"


def graph_now(target: Target) -> tuple[TargetGraph | None, dict[str, str]]:
    """The graph of the last scan, kept for later, and what Dagster is to hand on; nothing before the first scan."""
    graph = last_graph(target)
    if graph is None:
        return None, {graph_key(target): ""}
    content = graph.model_dump_json()
    name = hashlib.sha256(content.encode()).hexdigest()
    with suppress(OSError):  # a state folder that cannot be written costs no code location
        _keep(_folder(target), name, content)
    return graph, {graph_key(target): name}


def graph_then(target: Target, handed_on: Mapping[str, str]) -> TargetGraph | None:
    """The graph that the code location was loaded with; that of the last scan where it is no longer kept."""
    name = handed_on.get(graph_key(target))
    if name == "":
        return None
    try:
        if name is None or not _NAME.fullmatch(name):
            return last_graph(target)
        return TargetGraph.model_validate_json((_folder(target) / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return last_graph(target)


def _keep(folder: Path, name: str, content: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{name}.json", content)
    kept = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for old in kept[_KEPT:]:
        old.unlink(missing_ok=True)


def _folder(target: Target) -> Path:
    return target.folder / "graphs"
