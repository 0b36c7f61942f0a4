"""Assets as Python defines them: decorated functions, and specs of what is made by many at once or elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from debt_pipelines.crawlers.dagster_assets.columns import columns_of
from debt_pipelines.crawlers.dagster_assets.graph import Asset, Place, entries, keywords
from debt_pipelines.crawlers.dagster_assets.keys import Keys
from debt_pipelines.crawlers.python_checks.values import Scope
from debt_pipelines.crawlers.python_source import Function, PythonFile, assignments
from debt_pipelines.model.orchestration_rows import PlaceKind

_ONE = frozenset({"asset", "graph_asset"})
_OBSERVED = frozenset({"observable_source_asset", "multi_observable_source_asset"})
_MANY = frozenset({"multi_asset", "graph_multi_asset"})
_SPECS = frozenset({"AssetSpec", "SourceAsset"})
_OF_DBT = "dbt_assets"
_CONDITIONS = ("automation_condition", "auto_materialize_policy")
_PLACES: dict[str, PlaceKind] = {
    "dagster/uri": "uri",
    "uri": "uri",
    "path": "path",
    "dagster/table_name": "table",
    "dagster/relation_identifier": "table",
}


@dataclass(slots=True)
class Defined:
    """One asset as its code says it, with what must be followed once all are known."""

    asset: Asset
    scope: Scope
    words: dict[str, ast.expr]
    """The keyword arguments of its own definition."""
    function: Function | None = None
    maker: dict[str, ast.expr] = field(default_factory=dict)
    """The keyword arguments of the decorator that makes it together with others."""
    condition: ast.expr | None = None
    renamed: dict[str, str] = field(default_factory=dict)
    """The keys, by those in its code, of the assets that are loaded with it under a prefix."""


@dataclass(slots=True)
class Finder:
    """Finds the assets of one location after the other; `computed` are the files with assets that code computes."""

    keys: Keys
    of_dbt: set[str] = field(default_factory=set)
    computed: set[str] = field(default_factory=set)
    _seen: set[int] = field(default_factory=set)

    def find(self, scopes: list[Scope], location: str) -> Iterator[Defined]:
        """The assets of one module: those that functions make, and then the specs that no function does."""
        if not scopes:
            return
        module = scopes[0].module
        file = PythonFile(module.path, module.tree, dict(assignments(module.tree.body)))
        for scope in scopes:
            for node in scope.nodes:
                if isinstance(node, Function):
                    for mark in node.decorator_list:
                        yield from self._marked(mark, node, scope, location, file)
        for scope in scopes:
            for node in scope.nodes:
                if isinstance(node, ast.Call) and id(node) not in self._seen and self.keys.last(node) in _SPECS:
                    yield from self._spec(node, scope, location, file)

    def _marked(
        self, mark: ast.expr, function: Function, scope: Scope, location: str, file: PythonFile
    ) -> Iterator[Defined]:
        if not _is_of_dagster(mark, scope):
            return
        name, words = self.keys.last(mark), self._words(mark, scope)
        place = (file.path, function.name)
        if words is None:
            self.computed.add(file.path)
        elif name in _ONE or name == "observable_source_asset":
            key = self.keys.key(words["key"], scope) if "key" in words else None
            key = key if "key" in words else self.keys.prefixed(words, _first_text(mark) or function.name, scope)
            if key is None:
                self.computed.add(file.path)
                return
            self.keys.by_function[place].append(key)
            yield self._made(key, words, scope, location, file, function, job=None if name in _OBSERVED else key)
        elif name in _MANY or name in _OBSERVED:
            yield from self._many(words, function, scope, location, file, is_made=name in _MANY)
        elif name == _OF_DBT:
            self.of_dbt.add(location)
        elif name.endswith("_assets"):
            self.computed.add(file.path)

    def _words(self, mark: ast.expr, scope: Scope) -> dict[str, ast.expr] | None:
        """The keyword arguments of a decorator, those in a dict that is unpacked too; None where that is computed."""
        words = keywords(mark) if isinstance(mark, ast.Call) else {}
        for spread in (word.value for word in mark.keywords if word.arg is None) if isinstance(mark, ast.Call) else ():
            value, _ = self._followed(spread, scope)
            if not isinstance(value, ast.Dict):
                return None
            texts = [self.keys.text(key, scope) for key in value.keys]
            if None in texts:
                return None
            words |= dict(zip(map(str, texts), value.values, strict=True))
        return words

    def _many(
        self,
        words: dict[str, ast.expr],
        function: Function,
        scope: Scope,
        location: str,
        file: PythonFile,
        *,
        is_made: bool,
    ) -> Iterator[Defined]:
        """The assets of a function that makes several, as its outs or its specs say."""
        job = (self.keys.text(words.get("name"), scope) or function.name) if is_made else None
        for out, call, where in self._outs(words, scope, file.path):
            own = keywords(call)
            self._seen.add(id(call))
            if self.keys.last(call) == "AssetOut":
                key = self.keys.key(own["key"], where) if "key" in own else self.keys.prefixed(own, out or "", where)
            else:
                key = self.keys.key(own.get("key", next(iter(call.args), None)), where)
            if not key:
                self.computed.add(file.path)
                continue
            self.keys.by_function[file.path, function.name].append(key)
            found = self._made(key, own, where, location, file, None, job=job, line=call.lineno)
            found.asset.is_one_of_many = is_made
            found.asset.group = found.asset.group or self.keys.text(words.get("group_name"), scope)
            found.maker, found.function = words, function
            yield found

    def _outs(
        self, words: dict[str, ast.expr], scope: Scope, path: str
    ) -> Iterator[tuple[str | None, ast.Call, Scope]]:
        """The name and the call of each out or spec, and where it stands."""
        for name in ("outs", "specs"):
            node, where = self._followed(words.get(name), scope)
            if isinstance(node, ast.Dict):
                pairs = [(self.keys.text(key, where), value) for key, value in zip(node.keys, node.values, strict=True)]
            else:
                pairs = [(None, entry) for entry in entries(node)]
            for out, entry in pairs:
                call, home = self._followed(entry, where)
                if isinstance(call, ast.Call) and self.keys.last(call) == "from_spec":
                    call, home = self._followed(next(iter(call.args), None), home)
                if isinstance(call, ast.Call) and self.keys.last(call) in ("AssetOut", *_SPECS):
                    yield out, call, home
                elif entry is not None:
                    self.computed.add(path)

    def _followed(self, node: ast.expr | None, scope: Scope) -> tuple[ast.expr | None, Scope]:
        """What a name stands for, and where that is written; anything else stands for itself."""
        meaning = self.keys.values.meaning(node, scope) if isinstance(node, ast.Name | ast.Attribute) else None
        return meaning if meaning is not None else (node, scope)

    def _spec(self, call: ast.Call, scope: Scope, location: str, file: PythonFile) -> Iterator[Defined]:
        words = keywords(call)
        key = self.keys.key(words.get("key", next(iter(call.args), None)), scope)
        if key:
            yield self._made(key, words, scope, location, file, None, job=None, line=call.lineno)
        else:
            self.computed.add(file.path)

    def _made(
        self,
        key: str,
        words: dict[str, ast.expr],
        scope: Scope,
        location: str,
        file: PythonFile,
        function: Function | None,
        *,
        job: str | None,
        line: int | None = None,
    ) -> Defined:
        metadata = words.get("metadata", words.get("definition_metadata"))
        doc = ast.get_docstring(function) if function else None
        asset = Asset(
            key=key,
            location=location,
            path=file.path,
            line=line or (function.lineno if function else None),
            job=job,
            description=self.keys.text(words.get("description"), scope) or doc,
            owners=self.keys.texts(words.get("owners"), scope) or [],
            group=self.keys.text(words.get("group_name", words.get("group")), scope),
            place=self._place(file, metadata, scope),
            columns=columns_of(file, metadata, function),
        )
        condition = next((words[word] for word in _CONDITIONS if word in words), None)
        return Defined(asset, scope, words, function, condition=condition)

    def _place(self, file: PythonFile, metadata: ast.expr | None, scope: Scope) -> Place | None:
        said = file.pairs(metadata)
        for name, kind in _PLACES.items():
            node = said.get(name)
            if isinstance(node, ast.Call) and node.args:  # a value in one of Dagster's wrappers, e.g. a path
                node = node.args[0]
            text = self.keys.text(node, scope) or (file.text(node) if node is not None else None)
            if text:
                return kind, text
        return None


def _first_text(mark: ast.expr) -> str | None:
    """The name that is given without a word for it."""
    first = mark.args[0] if isinstance(mark, ast.Call) and mark.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _is_of_dagster(node: ast.expr, scope: Scope) -> bool:
    """Whether a decorator comes from a package of Dagster."""
    dotted = scope.module.dotted(node.func if isinstance(node, ast.Call) else node)
    is_bare = "." not in dotted and scope.module.imports.get("*", "").startswith("dagster")
    return dotted.startswith("dagster") or is_bare
