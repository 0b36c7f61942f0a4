"""What dbt builds from what: models and snapshots as the jobs that make tables, exposures as those that use some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debt_pipelines.crawlers.dbt import jinja
from debt_pipelines.crawlers.dbt.nodes import CodeFile, Everything, Nodes
from debt_pipelines.crawlers.dbt.owners import named_owner
from debt_pipelines.model.pipeline_rows import Flow, FlowKind
from debt_pipelines.project.document_node import Node


def flow_rows(nodes: Nodes, everything: Everything, documents: Iterable[Node]) -> Iterator[Flow]:
    """One row per dataset that a model, a snapshot or an exposure of one project reads or makes."""
    for name, code in nodes.models.items():
        yield from _made_by("dbt_model", nodes.version_files.get(name, name), code, 1, nodes, everything)
    for name, (code, line) in nodes.snapshots.items():
        yield from _made_by("dbt_snapshot", name, code, line, nodes, everything)
    for document in documents:
        for exposure in document.items("exposures"):
            yield from _exposed(exposure, nodes, everything)


def _made_by(
    kind: FlowKind, table: str, code: CodeFile, line: int, nodes: Nodes, everything: Everything
) -> Iterator[Flow]:
    project = nodes.project.name
    job = f"{kind.removeprefix('dbt_')}.{project}.{table}"
    target = f"dbt://{project}/{table}"
    yield Flow(job=job, kind=kind, name=table, direction="out", target=target, path=code.path, line=line)
    read = dict.fromkeys(everything.reference_of(named, project) for named in jinja.references(code.text))
    for reference in read:
        if reference != target:  # an incremental model may name itself
            yield Flow(job=job, kind=kind, name=table, direction="dep", target=reference, path=code.path, line=line)


def _exposed(exposure: Node, nodes: Nodes, everything: Everything) -> Iterator[Flow]:
    name, project = exposure.text("name"), nodes.project.name
    if not name:
        return
    named = jinja.references(" ".join(exposure.words("depends_on")))
    for reference in dict.fromkeys(everything.reference_of(each, project) for each in named):
        yield Flow(
            job=f"exposure.{project}.{name}",
            kind="dbt_exposure",
            name=name,
            direction="dep",
            target=reference,
            path=exposure.path,
            line=exposure.line,
            description=exposure.text("description"),
            owner=named_owner(exposure.at("owner").value),
        )
