"""Rows of small pipelines, written as `stages(train=(["data.csv"], ["model.pkl"]))`, and the graph they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debt_pipelines.catalog.lineage_graph import LineageGraph, lineage_graph
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row

Catalog = Callable[..., dict[str, Any]]


def stages(path: str = "dvc.yaml", /, **declared: tuple[list[str], list[str]]) -> list[Row]:
    """Rows of stages given as name=(deps, outs); `train__eu` is the stage `train@eu` of the template `train`."""
    rows: list[Row] = []
    for written, (deps, outs) in declared.items():
        name = written.replace("__", "@")
        job = f"{path}:{name}"
        rows.append(
            Job(job=job, kind="dvc_stage", name=name, template=job.partition("@")[0], path=path, line=_line(name))
        )
        for direction, targets in (("dep", deps), ("out", outs)):
            for place, target in enumerate(targets, start=1):
                line = _line(name) + place + (50 if direction == "out" else 0)
                rows.append(Edge(job=job, direction=direction, target=target, path=path, line=line))  # type: ignore[arg-type]
                if not target.endswith(".py"):
                    rows.append(Sighting(path=target, crawler="dvc_pipeline", source_path=path, line=line))
    return rows


def tracked(path: str, **fields: Any) -> Sighting:
    """The row of a `.dvc` file."""
    return Sighting(path=path, crawler="dvc_files", storage="dvc", source_path=f"{path}.dvc", line=2, **fields)


def graph_of(catalog: Catalog, *rows: Row, with_code: bool = False) -> LineageGraph:
    """The graph of crawled rows."""
    return lineage_graph(catalog(*rows), with_code=with_code)


def _line(name: str) -> int:
    """A line for each template, the same for all its stages."""
    return 100 * (1 + sum(map(ord, name.partition("@")[0])) % 997)
