"""The lineage graph as people ask for it: nodes and links with their places, over the catalog tables.

The tables `lineage` and `lineage_edges` hold data and jobs; here imports get their origin as a node, outputs that
clash are marked, and the code that a job depends on can be added.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.lineage import cycles_of, steps_of
from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.project.locations import scheme_of

NodeKind = Literal["dataset", "job", "external", "code"]
LinkKind = Literal["reads", "writes", "contains", "imports", "uses"]
Place = tuple[str | None, int | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One dataset, job, place outside the project, or code file; `name` is unique in its graph."""

    id: str
    kind: NodeKind
    name: str
    path: str
    source_path: str | None = None
    line: int | None = None
    template: str | None = None
    data_kind: str | None = None
    storage: str | None = None
    cycle: str | None = None
    origins: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One step of data from `source` to `target`, where it is declared, and as which entry of its job."""

    source: str
    target: str
    kind: LinkKind
    path: str | None = None
    line: int | None = None
    number: int = 0


@dataclass(frozen=True)
class LineageGraph:
    """Nodes by identifier, links in a stable order, and the nodes that were asked for, if any."""

    nodes: Mapping[str, Node]
    links: tuple[Link, ...]
    focus: tuple[str, ...] = ()

    @cached_property
    def into(self) -> Mapping[str, list[Link]]:
        """The links that end at a node."""
        return _by(self.links, "target")

    @cached_property
    def out_of(self) -> Mapping[str, list[Link]]:
        """The links that start at a node."""
        return _by(self.links, "source")

    def beside(self, key: str) -> list[str]:
        """The nodes right before and right after a node."""
        return [*(link.source for link in self.into.get(key, ())), *(link.target for link in self.out_of.get(key, ()))]

    @property
    def n_jobs(self) -> int:
        """How many jobs there are, those folded into one counted each."""
        return sum(max(1, len(node.members)) for node in self.nodes.values() if node.kind == "job")

    @property
    def n_datasets(self) -> int:
        """How many datasets of the project there are, those folded into one counted each."""
        return sum(max(1, len(node.members)) for node in self.nodes.values() if node.kind == "dataset")

    def within(self, ids: Collection[str]) -> LineageGraph:
        """The part of the graph that has these nodes and the links between them."""
        kept = {key: node for key, node in self.nodes.items() if key in ids}
        links = tuple(link for link in self.links if link.source in kept and link.target in kept)
        return LineageGraph(kept, links, tuple(key for key in self.focus if key in kept))


def lineage_graph(frames: Frames, *, with_code: bool = False) -> LineageGraph:
    """The whole graph of the crawled and catalogued tables, sorted by identifier."""
    datasets = records(frames["datasets"])
    known = {row["dataset"] for row in datasets}
    links = _data_links(frames)
    imports = [row for row in datasets if row["import_url"] and not row["is_contained"]]
    links += [
        Link(source=_origin_id(row["import_url"]), target=row["dataset"], kind="imports",
             path=row["source_path"], line=row["line"])
        for row in imports
    ]  # fmt: skip
    nodes = [*_job_nodes(frames, {row["path"] for row in datasets}), *_dataset_nodes(frames, datasets, links)]
    origins = {_origin_id(row["import_url"]): row["import_url"] for row in imports}
    nodes += [_outside(key, "external", url) for key, url in origins.items() if key not in known]
    if with_code:
        code = _code_links(frames, known)
        nodes += [_outside(link.source, "code", link.source.partition(":")[2]) for link in code]
        links += code
    by_id = {node.id: node for node in sorted(nodes, key=lambda node: node.id)}
    once = {(link.source, link.target, link.kind): link for link in reversed(links)}
    return LineageGraph(by_id, tuple(once[key] for key in sorted(once)))


def is_within(part: str, whole: str) -> bool:
    """Whether a path lies in a folder; the project's own folder has an empty path."""
    return part.startswith(f"{whole}/" if whole else "") and part != whole


def _data_links(frames: Frames) -> list[Link]:
    """The table `lineage_edges`, each edge with the line that declares it."""
    path_of = dict(zip(frames["datasets"]["dataset"], frames["datasets"]["path"], strict=True))
    places: dict[tuple[str, str], dict[str, Place]] = defaultdict(dict)
    for row in records(steps_of(frames)):
        entries = places[row["job"], row["direction"]]
        entries.setdefault(row["target"], (row["path"], row["line"], len(entries)))
    links = []
    for row in records(frames["lineage_edges"]):
        source, target, kind = row["source"], row["target"], row["kind"]
        declared = places[(target, "dep") if kind == "reads" else (source, "out")]
        path, line, number = _place(declared, path_of.get(source if kind == "reads" else target, ""))
        links.append(Link(source=source, target=target, kind=kind, path=path, line=line, number=number))
    return links


def _place(declared: Mapping[str, Place], path: str) -> Place:
    """Where a job declares a path, or else the folder it lies in, or something in it."""
    if path in declared:
        return declared[path]
    beside = (place for other, place in declared.items() if is_within(path, other) or is_within(other, path))
    found = next(beside, None)
    return found if found is not None else (None, None, 0)


def _job_nodes(frames: Frames, paths: set[str]) -> list[Node]:
    jobs = {row["job"]: row for row in records(frames["jobs"]) if row["kind"] == "dvc_stage"}
    jobs |= {row["job"]: row for row in records(frames["flows"])}
    cycles = cycles_of(frames["lineage_edges"], frames, frames["datasets"])
    n_named = Counter(row["name"] for row in jobs.values())
    return [
        Node(
            id=job,
            kind="job",
            name=row["name"] if n_named[row["name"]] == 1 and row["name"] not in paths else job,
            path=row["path"],
            source_path=row["path"],
            line=row["line"],
            template=row.get("template", job),
            cycle=cycles.get(job),
        )
        for job, row in jobs.items()
    ]


def _dataset_nodes(frames: Frames, datasets: list[dict[str, Any]], links: Iterable[Link]) -> list[Node]:
    path_of = {row["dataset"]: row["path"] for row in datasets}
    origins: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.kind == "writes":
            origins[link.target].add(link.source)
    for row in records(frames["sightings"]):
        if row["crawler"] == "dvc_files":
            origins[dataset_id(row["path"])].add(row["source_path"])
    overlaps: dict[str, list[str]] = defaultdict(list)
    for link in links:
        whole, part = path_of.get(link.source, ""), path_of.get(link.target, "")
        if link.kind == "contains" and origins[link.target] and is_within(part, whole):
            overlaps[link.source].append(part)
            overlaps[link.target].append(whole)
    return [
        Node(
            id=row["dataset"],
            kind="external" if row["is_external"] else "dataset",
            name=row["path"] or ".",
            path=row["path"],
            source_path=row["source_path"],
            line=row["line"],
            data_kind=row["kind"],
            storage=None if row["storage"] == "none" else row["storage"],
            origins=tuple(sorted(origins[row["dataset"]])),
            overlaps=tuple(sorted(overlaps[row["dataset"]])),
        )
        for row in datasets
    ]


def _code_links(frames: Frames, known: set[str]) -> list[Link]:
    """Dependencies that are no dataset: code, settings, documents."""
    return [
        Link(source=dataset_id(row["target"]), target=row["job"], kind="uses", path=row["path"], line=row["line"])
        for row in records(frames["edges"])
        if row["direction"] == "dep" and dataset_id(row["target"]) not in known
    ]


def _outside(key: str, kind: NodeKind, path: str) -> Node:
    return Node(id=key, kind=kind, name=path or ".", path=path)


def _origin_id(url: str) -> str:
    """The identifier of where an import comes from; a plain path is no path of this project."""
    return dataset_id(url) if scheme_of(url) else f"external:{url}"


def _by(links: Iterable[Link], end: Literal["source", "target"]) -> Mapping[str, list[Link]]:
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[getattr(link, end)].append(link)
    return found
