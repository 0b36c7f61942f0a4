"""The nodes of dbt projects, and which dataset each name means: a table of a warehouse, or the file of a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from debt_pipelines.crawlers.dbt import jinja
from debt_pipelines.crawlers.dbt.jinja import Ref, SourceTable
from debt_pipelines.crawlers.dbt.projects import DbtProject
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import Project

_MAX_CODE_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CodeFile:
    """What one SQL or Python file says without being run."""

    path: str
    text: str

    @property
    def stem(self) -> str:
        """The name of the file without its ending, which is the name of a model and of a test."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


@dataclass(slots=True)
class Nodes:
    """The nodes of one project that its files show, before any YAML is read."""

    project: DbtProject
    models: dict[str, CodeFile] = field(default_factory=dict)
    snapshots: dict[str, tuple[CodeFile, int]] = field(default_factory=dict)
    seeds: dict[str, str] = field(default_factory=dict)
    tests: list[CodeFile] = field(default_factory=list)
    code: list[CodeFile] = field(default_factory=list)
    off: set[str] = field(default_factory=set)
    """Models and snapshots that are switched off in their own files."""
    versions: dict[str, str] = field(default_factory=dict)
    """The latest version of each model that has versions, as the name of its table."""
    version_files: dict[str, str] = field(default_factory=dict)
    """Files, without endings, that hold versions of models rather than models of their own, each with its table."""

    def reference(self, name: str, version: str | None = None) -> str:
        """The dataset that a model, seed or snapshot is."""
        if name in self.seeds:
            return self.seeds[name]
        table = f"{name}.v{version}" if version else self.versions.get(name, name)
        return f"dbt://{self.project.name}/{table}"

    def has(self, name: str) -> bool:
        """Whether the files of the project show a node of that name."""
        return name in self.models or name in self.seeds or name in self.snapshots


class Everything:
    """The nodes of all projects, among which names are looked up."""

    def __init__(self, nodes: list[Nodes]) -> None:
        self.nodes = {each.project.name: each for each in nodes}
        self.sources: dict[tuple[str, SourceTable], str] = {}
        """The tables of sources that each project declares."""
        self.groups: dict[tuple[str, str], str] = {}
        """Who owns each group of each project."""

    def reference_of(self, named: Ref | SourceTable, project: str) -> str:
        """The dataset that code or YAML of a project names."""
        if isinstance(named, SourceTable):
            return self._source(named, project)
        home = self.nodes.get(named.package or project)
        if home is None:
            return f"dbt://{named.package or project}/{named.name}"
        if named.package is None and not home.has(named.name):
            others = [each for each in self.nodes.values() if each.has(named.name)]
            home = others[0] if len(others) == 1 else home
        return home.reference(named.name, named.version)

    def _source(self, named: SourceTable, project: str) -> str:
        own = self.sources.get((project, named))
        others = {reference for (_project, table), reference in self.sources.items() if table == named}
        return own or (others.pop() if len(others) == 1 else source_reference(project, named.source, named.table))


def source_reference(project: str, source: str, table: str) -> str:
    """The dataset that a table of a source is."""
    return f"dbt://{project}/source.{source}.{table}"


def read_nodes(project: Project, dbt: DbtProject) -> Nodes:
    """What the files of one project define."""
    nodes = Nodes(dbt)
    for path in dbt.of("seeds", ".csv"):
        nodes.seeds.setdefault(CodeFile(path, "").stem, path)
    for code in _code_files(project, [*dbt.of("models", ".sql", ".py")]):
        if code.path.endswith(".py") and "def model(" not in code.text:
            continue
        nodes.code.append(code)
        _add_model(nodes, code)
    for code in _code_files(project, [*dbt.of("snapshots", ".sql")]):
        nodes.code.append(code)
        for name, line in jinja.snapshot_names(code.text):
            nodes.snapshots[name] = code, line
    tests = [path for path in dbt.of("tests", ".sql") if "generic" not in path.split("/")]
    nodes.tests.extend(code for code in _code_files(project, tests) if "{% test " not in code.text)
    nodes.code.extend(_code_files(project, [*dbt.of("analyses", ".sql")]))
    return nodes


def _add_model(nodes: Nodes, code: CodeFile) -> None:
    is_off = jinja.is_disabled(code.text) or nodes.project.setting(("models",), code.path, "enabled") is False
    if is_off:
        nodes.off.add(code.stem)
    else:
        nodes.models[code.stem] = code


def _code_files(project: Project, paths: list[str]) -> Iterator[CodeFile]:
    for path, content in project.read_many(paths, max_bytes=_MAX_CODE_BYTES):
        if not isinstance(content, UnreadableError):
            yield CodeFile(path, content.decode(errors="replace"))
