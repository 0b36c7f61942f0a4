"""Crawls Feast feature repositories: feature views with their features, entities, sources, descriptions and owners.

The Python of a repository is read by its syntax. Names are followed to other files of the same repository when only
one of them defines the name; what is computed stays unknown.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import description_row, file_source
from debt_pipelines.crawlers.python_source import Function, PythonFile, argument, call_name, python_files
from debt_pipelines.model.data_rows import Feature, Owner
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import ancestors, clean_url, locate
from debt_pipelines.project.project import Project

CRAWLER = "feast"
_STORE_FILES = ("feature_store.yaml", "feature_store.yml")
_MARK = re.compile(rb"^[ \t]*(from|import)[ \t]+feast\b", re.MULTILINE)
_VIEWS = frozenset(
    "FeatureView BatchFeatureView StreamFeatureView OnDemandFeatureView batch_feature_view stream_feature_view "
    "on_demand_feature_view".split()
)
_INNER_SOURCES = ("source", "batch_source", "input", "stream_source")
_TYPES: dict[str, LogicalType] = {
    "UnixTimestamp": "timestamp", "UNIX_TIMESTAMP": "timestamp", "Array": "list", "Set": "list", "Bytes": "binary",
}  # fmt: skip
_SIZE = re.compile(r"\d+$")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all feature views; a file that cannot be parsed costs only itself."""
    files: dict[str, PythonFile] = {}
    for path, found in python_files(project, _MARK):
        if isinstance(found, PythonFile):
            files[path] = found
        else:
            yield file_source(CRAWLER, path, found)
    stores = [path.rpartition("/")[0] for path in project.paths(names=_STORE_FILES)]
    names = _unique_names(files)
    for path, file in files.items():
        folder = next((above for above in (*ancestors(path), "") if above in stores), path.rpartition("/")[0])
        rows = list(_Reader(PythonFile(path, file.tree, names | file.names), folder).rows())
        if rows:
            yield file_source(CRAWLER, path)
        yield from rows
    for path in project.paths(names=_STORE_FILES):
        yield file_source(CRAWLER, path)


def _unique_names(files: dict[str, PythonFile]) -> dict[str, ast.expr]:
    """What the names mean that only one file defines: where an import takes them from."""
    n_files = Counter(name for file in files.values() for name in file.names)
    return {name: value for file in files.values() for name, value in file.names.items() if n_files[name] == 1}


@dataclass(slots=True)
class _View:
    """What one feature view says of itself."""

    name: str
    line: int
    call: ast.Call
    text: str | None
    sources: list[ast.Call] = field(default_factory=list)
    reference: str | None = None


class _Reader:
    """One file of a repository, whose paths are told from the folder of the repository."""

    def __init__(self, file: PythonFile, folder: str) -> None:
        self.file = file
        self.folder = folder

    def rows(self) -> Iterator[Row]:
        for view in self.views():
            yield from self.dataset_rows(view)
            yield from self.feature_rows(view)
            yield from self.entity_rows(view)

    def views(self) -> list[_View]:
        """The views that this file builds, and the functions it makes views of."""
        found = [view for node in ast.walk(self.file.tree) for view in self.views_of(node)]
        return sorted(found, key=lambda view: view.line)

    def views_of(self, node: ast.AST) -> Iterator[_View]:
        if isinstance(node, ast.Call) and call_name(node).endswith("FeatureView") and call_name(node) in _VIEWS:
            name = self.file.text(argument(node, "name", position=0))
            if name:
                yield self.view(name, node, self.file.text(argument(node, "description")))
        elif isinstance(node, Function):
            for made in node.decorator_list:
                if isinstance(made, ast.Call) and call_name(made) in _VIEWS:
                    text = self.file.text(argument(made, "description")) or ast.get_docstring(node)
                    yield self.view(self.file.text(argument(made, "name")) or node.name, made, text)

    def view(self, name: str, call: ast.Call, text: str | None) -> _View:
        found = _View(name, call.lineno, call, text)
        found.sources = self.chain(argument(call, *_INNER_SOURCES))
        found.reference = next((path for source in found.sources if (path := self.place(source))), None)
        return found

    def chain(self, node: ast.expr | None) -> list[ast.Call]:
        """A source and the sources it is fed from, outermost first."""
        found: list[ast.Call] = []
        call = self.file.followed(node)
        while isinstance(call, ast.Call) and call not in found and call_name(call).endswith("Source"):
            found.append(call)
            call = self.file.followed(argument(call, *_INNER_SOURCES))
        return found

    def place(self, source: ast.Call) -> str | None:
        """The file or the table of a source; a name of the source itself is none."""
        path = self.file.text(argument(source, "path", "file_url"))
        if path:
            location = locate(self.folder, path)
            return clean_url(location.path) if location.is_external else location.path
        return self.file.text(argument(source, "table"))

    def dataset_rows(self, view: _View) -> Iterator[Row]:
        if view.reference is None:
            return
        for call in (*view.sources, view.call):
            owner = self.file.text(argument(call, "owner"))
            if owner:
                yield Owner(
                    pattern=view.reference,
                    is_reference=True,
                    owner=owner,
                    tool=CRAWLER,
                    path=self.file.path,
                    line=view.line,
                )
                break
        texts = [self.file.text(argument(call, "description")) for call in view.sources]
        text = next((said for said in (*texts, view.text) if said), None)
        if text:
            yield description_row(CRAWLER, self.file.path, view.reference, None, text, line=view.line)

    def feature_rows(self, view: _View) -> Iterator[Row]:
        for call in self.fields(view):
            name = self.file.text(argument(call, "name", position=0))
            if not name:
                continue
            tags = self.file.pairs(argument(call, "tags", "labels"))
            text = self.file.text(argument(call, "description") or tags.get("description"))
            yield Feature(
                feature=name,
                view=view.name,
                reference=view.reference,
                description=text,
                role="feature",
                tool=CRAWLER,
                path=self.file.path,
                line=call.lineno,
            )
            if view.reference is not None:
                unit = self.file.text(tags.get("unit"))
                declared = _declared_type(self.file.followed(argument(call, "dtype", position=1)))
                yield description_row(
                    CRAWLER,
                    self.file.path,
                    view.reference,
                    name,
                    text,
                    line=call.lineno,
                    unit=unit,
                    declared_type=declared,
                )

    def fields(self, view: _View) -> Iterator[ast.Call]:
        """The `Field(...)` or `Feature(...)` calls of a view."""
        for entry in self.file.entries(argument(view.call, "schema", "features")):
            call = self.file.followed(entry)
            if isinstance(call, ast.Call) and call_name(call) in ("Field", "Feature"):
                yield call

    def entity_rows(self, view: _View) -> Iterator[Feature]:
        for entry in self.file.entries(argument(view.call, "entities")):
            call = self.file.followed(entry)
            keys = self.keys(call) if isinstance(call, ast.Call) else self.file.texts(ast.List([entry], ast.Load()))
            text = self.file.text(argument(call, "description")) if isinstance(call, ast.Call) else None
            for key in keys:
                yield Feature(
                    feature=key,
                    view=view.name,
                    reference=view.reference,
                    description=text,
                    role="entity",
                    tool=CRAWLER,
                    path=self.file.path,
                    line=entry.lineno,
                )

    def keys(self, entity: ast.Call) -> list[str]:
        """The columns that an entity is joined by: its name when it says nothing else."""
        listed = self.file.texts(argument(entity, "join_keys"))
        single = self.file.text(argument(entity, "join_key"))
        name = self.file.text(argument(entity, "name", position=0))
        return listed or [key for key in (single or name,) if key]


def _declared_type(node: ast.expr | None) -> LogicalType | None:
    """The logical type of Feast's type, as in `Float32`, `ValueType.INT64` or `Array(String)`."""
    name = call_name(node)
    return _TYPES.get(name) or of_words(_SIZE.sub("", name).lower()) if name else None
