"""Which assets an expression names: keys, functions that make assets, specs, and lists of these."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field

from debt_pipelines.crawlers.dagster_assets.graph import keywords
from debt_pipelines.crawlers.python_checks.values import Scope, Values

_MAX_DEPTH = 8
_WRAPPERS = frozenset({"AssetDep", "AssetSpec", "SourceAsset", "AssetIn", "AssetOut"})
_OF_DBT = "get_asset_key_for_model"


@dataclass(slots=True)
class Keys:
    """Reads keys; `by_function` are those that a function of a module makes, by path and name."""

    values: Values
    by_function: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    by_call: dict[int, str] = field(default_factory=dict)
    """The keys of specs by the identity of the call, where what loads them gives them a prefix."""

    def last(self, call: ast.expr) -> str:
        """The last part of the name of what is called or used as decorator."""
        function = call.func if isinstance(call, ast.Call) else call
        return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")

    def text(self, node: ast.expr | None, scope: Scope) -> str | None:
        """A literal text, or None."""
        found = self.values.known(node, scope) if node is not None else None
        return found if isinstance(found, str) else None

    def texts(self, node: ast.expr | None, scope: Scope) -> list[str] | None:
        """A text or a list of texts as a list; None where one of them is computed."""
        found = self.values.known(node, scope) if node is not None else None
        listed = [found] if isinstance(found, str) else found
        is_whole = isinstance(listed, list) and all(isinstance(part, str) for part in listed)
        return listed if is_whole else None

    def key(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> str | None:
        """The one key that an expression is, its parts joined by slashes; None where it is computed."""
        if isinstance(node, ast.List | ast.Tuple):
            parts = self.texts(node, scope)
            return "/".join(parts) if parts else None
        found = self.keys(node, scope, depth) if node is not None else None
        return found[0] if found and len(found) == 1 else None

    def prefixed(self, words: dict[str, ast.expr], name: str, scope: Scope) -> str | None:
        """The key that the words `name` and `key_prefix` of a definition give; None where one is computed."""
        own = self.text(words["name"], scope) if "name" in words else name
        prefix = self.texts(words["key_prefix"], scope) if "key_prefix" in words else []
        if isinstance(words.get("key_prefix"), ast.Constant) and words["key_prefix"].value is None:  # type: ignore[attr-defined]
            prefix = []
        return None if own is None or prefix is None else "/".join([*prefix, own])

    def keys(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> list[str] | None:
        """The keys that an expression names, one or many; None where they, or some of them, are computed."""
        if node is None or depth > _MAX_DEPTH:
            return None
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else None
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return self._listed(node.elts, scope, depth)
        if isinstance(node, ast.Starred):
            return self.keys(node.value, scope, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._listed([node.left, node.right], scope, depth)
        if isinstance(node, ast.Call):
            return self._called(node, scope, depth)
        return self._named(node, scope, depth)

    def _listed(self, nodes: list[ast.expr], scope: Scope, depth: int) -> list[str] | None:
        found: list[str] = []
        for node in nodes:
            keys = self.keys(node, scope, depth + 1)
            if keys is None:
                return None
            found += keys
        return found

    def _named(self, node: ast.expr, scope: Scope, depth: int) -> list[str] | None:
        """What a name or an attribute stands for: a variable, or a function of this module or another one."""
        if isinstance(node, ast.Attribute) and node.attr in ("key", "asset_key", "keys"):
            return self.keys(node.value, scope, depth + 1)
        meaning = self.values.meaning(node, scope) if isinstance(node, ast.Name | ast.Attribute) else None
        if meaning is not None:
            return self.keys(meaning[0], meaning[1], depth + 1)
        if isinstance(node, ast.Name) and (scope.module.path, node.id) in self.by_function:
            return self.by_function[scope.module.path, node.id]
        home = self.values.home(node, scope.module)
        if home is not None and (home[0].path, home[1]) in self.by_function:
            return self.by_function[home[0].path, home[1]]
        return None

    def _called(self, call: ast.Call, scope: Scope, depth: int) -> list[str] | None:
        name, words = self.last(call), keywords(call)
        first = call.args[0] if call.args else None
        if id(call) in self.by_call:
            return [self.by_call[id(call)]]
        if name == "AssetKey":
            parts = self.texts(words.get("path", first), scope)
            return ["/".join(parts)] if parts else None
        if name == "from_user_string":
            text = self.text(first, scope)
            return [text] if text else None
        if name == _OF_DBT:
            model = self.text(words.get("model_name", call.args[1] if len(call.args) > 1 else None), scope)
            return [model] if model else None
        if name in _WRAPPERS:
            own = self.key(words.get("key", words.get("asset", first)), scope, depth + 1)
            return [own] if own else None
        return None
