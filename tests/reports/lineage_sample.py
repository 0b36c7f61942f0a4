"""Lineage reports for tests: an ordinary project, one with everything wrong, one with hostile names, a large one."""

from __future__ import annotations

from collections import Counter

from debt_pipelines.catalog.lineage_graph import LineageGraph, Link, LinkKind, Node
from debt_pipelines.reports.lineage.registry import LineageReport, Unread

HOSTILE = (
    'in "q".csv',
    "a|b[c]{d}<script>alert(1)</script>.csv",
    "new\nline.csv",
    "\x1b[31mred\u202e.csv",
    "😀 `x` #35; & \\ end.csv",
    "%%{init: {}}%%.csv",
    "]]>--><!--.csv",
    "需要予測/データ.csv",
)


def job(name: str, *, path: str = "dvc.yaml", line: int = 1, cycle: str | None = None) -> Node:
    """A stage."""
    template = f"{path}:{name.partition('@')[0]}"
    return Node(
        id=f"{path}:{name}",
        kind="job",
        name=name,
        path=path,
        source_path=path,
        line=line,
        template=template,
        cycle=cycle,
    )


def data(path: str, *, origins: tuple[str, ...] = (), overlaps: tuple[str, ...] = ()) -> Node:
    """A dataset."""
    return Node(
        id=f"file:{path}", kind="dataset", name=path, path=path, source_path="dvc.yaml", line=2, data_kind="table",
        storage="dvc", origins=origins, overlaps=overlaps,
    )  # fmt: skip


def linked(*links: tuple[Node, Node], focus: tuple[str, ...] = (), lone: tuple[Node, ...] = ()) -> LineageGraph:
    """The graph of nodes that are linked, and of some that are not."""
    nodes = {node.id: node for pair in links for node in pair} | {node.id: node for node in lone}
    entries: Counter[tuple[str, LinkKind]] = Counter()
    found = []
    for source, target in links:
        kind = _kind(source, target)
        stage = source if source.kind == "job" else target
        found.append(
            Link(
                source=source.id,
                target=target.id,
                kind=kind,
                path="dvc.yaml",
                line=stage.line,
                number=entries[stage.id, kind],
            )
        )
        entries[stage.id, kind] += 1
    ordered = sorted(found, key=lambda link: (link.source, link.target, link.kind))
    return LineageGraph(dict(sorted(nodes.items())), tuple(ordered), focus)


def ordinary(focus: tuple[str, ...] = ()) -> LineageReport:
    """Two pipeline files, an import, a folder and its part, code, and a dataset on its own."""
    raw, clean, model = data("data/raw.csv"), data("data/clean.csv", origins=("dvc.yaml:prepare",)), data("model.pkl")
    far = Node(id="s3://b:raw", kind="external", name="s3://b/raw", path="s3://b/raw")
    code = Node(id="file:train.py", kind="code", name="train.py", path="train.py")
    prepare, train, report = job("prepare"), job("train", line=9), job("report", path="reports/dvc.yaml", line=2)
    folder, page = data("pages"), data("pages/index.csv")
    graph = linked(
        (far, raw), (raw, prepare), (prepare, clean), (clean, train), (code, train), (train, model),
        (clean, report), (report, folder), (folder, page), focus=focus, lone=(data("alone.csv"),),
    )  # fmt: skip
    return LineageReport("shop", "0123abcd", graph, unread=(Unread("old/dvc.yaml", 5, "unresolved merge conflict"),))


def broken() -> LineageReport:
    """A cycle, an output of two stages, an output within an output, a stage that reads what it writes."""
    ring = "dvc.yaml:one -> dvc.yaml:two -> dvc.yaml:one"
    one, two = job("one", cycle=ring), job("two", cycle=ring)
    loop = job("loop", cycle="dvc.yaml:loop -> dvc.yaml:loop")
    x, y = data("x.csv"), data("y.csv", origins=("dvc.yaml:loop", "dvc.yaml:two"))
    whole, part = data("d", overlaps=("d/p.csv",)), data("d/p.csv", overlaps=("d",))
    links = ((one, x), (x, two), (two, y), (y, one), (y, loop), (loop, y), (two, whole), (whole, part), (loop, part))
    return LineageReport("broken", None, linked(*links))


def hostile() -> LineageReport:
    """Names that would break out of every format."""
    evil = Node(id='dvc.yaml:"]a', kind="job", name='"]a', path='<b>"/dvc.yaml', template="dvc.yaml:a")
    links = [(data(name), evil) for name in HOSTILE] + [(evil, data("out.csv"))]
    return LineageReport('<i>"shop', None, linked(*links, (job("b"), data("b.csv")), focus=(evil.id,)))


def large(n_templated: int = 0, n_plain: int = 0) -> LineageReport:
    """Many stages of one template, and a chain of many of their own."""
    source = data("all.csv")
    links = []
    for number in range(n_templated):
        stage = job(f"train@{number:04}")
        links += [(source, stage), (stage, data(f"models/{number:04}.pkl"))]
    for number in range(n_plain):
        stage = job(f"step{number:04}", line=number)
        links += [(data(f"d/{number:04}.csv"), stage), (stage, data(f"d/{number + 1:04}.csv"))]
    return LineageReport("large", None, linked(*links))


def empty() -> LineageReport:
    """Nothing at all."""
    return LineageReport("empty", None, linked())


def _kind(source: Node, target: Node) -> LinkKind:
    if source.kind == "job":
        return "writes"
    if target.kind == "job":
        return "uses" if source.kind == "code" else "reads"
    return "imports" if source.kind == "external" else "contains"


REPORTS = {
    "ordinary": ordinary(),
    "around": ordinary(("file:data/clean.csv",)),
    "broken": broken(),
    "hostile": hostile(),
    "templated": large(n_templated=400),
    "long": large(n_plain=200),
    "empty": empty(),
}
