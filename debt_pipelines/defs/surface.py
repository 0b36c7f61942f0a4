"""The datasets of a target as external assets: lineage, columns, owners, kinds, place and size."""

import re
import typing

import dagster as dg

from debt_pipelines.catalog.kinds import suffix_of
from debt_pipelines.defs.placing import Node, placed
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.target_graph import TargetGraph
from debt_pipelines.model.entries import DatasetEntry
from debt_pipelines.model.rule import SEVERITIES

if typing.TYPE_CHECKING:
    from debt_pipelines.defs.describing import Surroundings

_MAX_COLUMNS = 500
_MAX_KIND = 60
_NO_KINDS = {"other", "unknown", "none"}
_FORMATS = {"csv", "json", "parquet", "pdf", "sqlite", "xlsx", "xls", "yaml", "yml"}
_ICONS = {"xlsx": "excel", "xls": "excel", "yml": "yaml", "sqlite3": "sqlite", "delta": "deltalake"}
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,7}")
_NOT_WORD = re.compile(r"[^0-9A-Za-z_.-]+")


def node_key(target: Target, name: typing.Sequence[str]) -> dg.AssetKey:
    """The key of a node of the target's graph."""
    return dg.AssetKey([target.prefix, "target", *name])


def target_nodes(graph: TargetGraph, max_datasets: int) -> list[Node]:
    """The nodes of the graph, worst debt first, then those that most depends on; none where none may be shown."""
    reach = {node.id: node.n_downstream for node in graph.lineage.nodes}

    def weight(node: Node) -> tuple[float, int, tuple[str, ...]]:
        minutes = sum(graph.debt_minutes.get(dataset, 0) for dataset in node.datasets)
        return -minutes, -max((reach.get(dataset, 0) for dataset in node.datasets), default=0), node.name

    return sorted(placed(graph, max_datasets), key=weight) if max_datasets else []


def target_specs(target: Target, graph: TargetGraph, nodes: typing.Iterable[Node]) -> list[dg.AssetSpec]:
    """One external asset a node."""
    from debt_pipelines.defs.describing import surroundings

    entries = {entry.id: entry for entry in graph.datasets}
    around = surroundings(graph)
    return [_spec(target, node, [entries[dataset] for dataset in node.datasets], around) for node in nodes]


def _spec(target: Target, node: Node, entries: list[DatasetEntry], around: "Surroundings") -> dg.AssetSpec:
    from debt_pipelines.defs.describing import dataset_words, group_words

    single = entries[0] if len(entries) == 1 and node.name[0] not in ("stages", "folders") else None
    metadata: dict[str, typing.Any] = _single_metadata(single) if single else {"n_datasets": len(entries)}
    if node.left_out:
        metadata["left_out_of_a_cycle"] = ", ".join("/".join(name) for name in node.left_out)
    owners = {entry.owner for entry in entries}
    owner = _owner(next(iter(owners)) or "") if len(owners) == 1 else None
    words = dataset_words(single, around) if single else group_words(entries, around)
    return dg.AssetSpec(
        node_key(target, node.name),
        deps=[node_key(target, name) for name in node.deps],
        group_name=f"{target.prefix}_target",
        description=words + _cycle_words(node),
        kinds=_kinds(entries),
        owners=[owner] if owner else [],
        tags=_tags(entries, around.graph),
        metadata=metadata,
    )


def _tags(entries: list[DatasetEntry], graph: TargetGraph) -> dict[str, str]:
    """What to filter the graph by: how much hangs on it, and the gravest open debt at the last scan."""
    severities = {graph.debts[entry.id].severity for entry in entries if entry.id in graph.debts}
    worst = min(severities, key=SEVERITIES.index, default="none")
    known = {"debt/severity": worst} if graph.scanned_at else {}
    return {"debt/tier": str(min(entry.tier for entry in entries)), **known}


def _single_metadata(entry: DatasetEntry) -> dict[str, typing.Any]:
    metadata: dict[str, typing.Any] = {"dagster/uri": entry.id, "n_checks": entry.n_assertions, "tier": entry.tier}
    if entry.n_rows is not None:
        metadata["dagster/row_count"] = entry.n_rows
    if entry.size_bytes is not None:
        metadata["size_bytes"] = entry.size_bytes
    if entry.columns:
        metadata["dagster/column_schema"] = dg.TableSchema(
            columns=[
                dg.TableColumn(column.name, column.type or "unknown", description=column.description)
                for column in entry.columns[:_MAX_COLUMNS]
            ]
        )
        metadata["n_columns"] = len(entry.columns)
    return metadata


def _cycle_words(node: Node) -> str:
    if not node.left_out:
        return ""
    names = ", ".join(f"`{'/'.join(name)}`" for name in node.left_out)
    return f"\n\nIt is also made from {names}; that edge closes a cycle, which this graph cannot show."


def _kinds(entries: list[DatasetEntry]) -> set[str]:
    """The format, else the kind, and where it is kept; at most three, named as the UI has icons for them."""
    kinds = {_form(entry) for entry in entries} | {entry.storage for entry in entries}
    words = sorted({_NOT_WORD.sub("_", _ICONS.get(kind, kind)).lower()[:_MAX_KIND] for kind in kinds - _NO_KINDS})
    return set(words[:3])


def _form(entry: DatasetEntry) -> str:
    """The format read, else the one its name says, else the kind."""
    named = suffix_of(entry.path)
    return entry.format or (named if named in _FORMATS else entry.kind)


def _owner(owner: str) -> str | None:
    """An owner as Dagster takes it: an e-mail address, or a team."""
    name = _NOT_WORD.sub("-", owner).strip("-")
    return owner if _EMAIL.fullmatch(owner) else f"team:{name}" if name else None
