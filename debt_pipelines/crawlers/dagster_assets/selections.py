"""Which assets a selection means: `AssetSelection`, its strings, and lists of assets."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from debt_pipelines.crawlers.dagster_assets.graph import Asset, keywords, reached
from debt_pipelines.crawlers.dagster_assets.keys import Keys
from debt_pipelines.crawlers.python_checks.values import Scope

_TERM = re.compile(
    r"(?P<up>[+*]?)(?:(?P<field>key|group):)?(?P<quote>[\"']?)(?P<name>[\w/.-]+)(?P=quote)(?P<down>[+*]?)"
)
_MAX_DEPTH = 8


@dataclass(frozen=True)
class Selections:
    """Resolves selections among the assets of one location; None is what is computed."""

    assets: Mapping[str, Asset]
    keys: Keys

    def select(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> set[str] | None:
        """The keys that a selection means."""
        if node is None or depth > _MAX_DEPTH:
            return None
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.of_text(node.value)
        if isinstance(node, ast.BinOp):
            return self._combined(node, scope, depth)
        if isinstance(node, ast.List | ast.Tuple):
            found = [self.select(entry, scope, depth + 1) for entry in node.elts]
            known = [keys for keys in found if keys is not None]
            return set().union(*known) if len(known) == len(found) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._called(node, node.func, scope, depth)
        meaning = self.keys.values.meaning(node, scope) if isinstance(node, ast.Name | ast.Attribute) else None
        if meaning is not None:
            return self.select(meaning[0], meaning[1], depth + 1)
        keys = self.keys.keys(node, scope)
        return set(keys) if keys is not None else None

    def of_text(self, text: str) -> set[str] | None:
        """The keys that a text selects: a key, `group:` or `key:`, with all before or behind; or any of several."""
        found: set[str] = set()
        for part in re.split(r"\s+or\s+|\s*,\s*", text.strip()):
            if part in ("*", "all()"):
                return set(self.assets)
            term = _TERM.fullmatch(part)
            if term is None:
                return None
            name = term["name"]
            keys = self._in_groups([name]) if term["field"] == "group" else {name}
            found |= keys
            found |= self._upstream(keys) if term["up"] else set()
            found |= self._downstream(keys) if term["down"] else set()
        return found

    def _combined(self, node: ast.BinOp, scope: Scope, depth: int) -> set[str] | None:
        left, right = (self.select(side, scope, depth + 1) for side in (node.left, node.right))
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.BitAnd):
            return left & right
        return left | right if isinstance(node.op, ast.BitOr | ast.Add) else None

    def _called(self, call: ast.Call, function: ast.Attribute, scope: Scope, depth: int) -> set[str] | None:
        name = function.attr
        if self.keys.last(function.value) == "AssetSelection":
            return self._made(name, call, scope)
        if name in ("upstream", "downstream") and not call.args:
            keys = self.select(function.value, scope, depth + 1)
            words = keywords(call)
            if keys is None or words.keys() - {"include_self"}:
                return None
            every = self._upstream(keys) if name == "upstream" else self._downstream(keys)
            is_self_in = self.keys.values.known(words["include_self"], scope) if "include_self" in words else True
            return every if is_self_in is True else every - keys
        if name in ("required_multi_asset_neighbors", "without_checks"):
            return self.select(function.value, scope, depth + 1)
        keys_named = self.keys.keys(call, scope)
        return set(keys_named) if keys_named is not None else None

    def _made(self, name: str, call: ast.Call, scope: Scope) -> set[str] | None:
        if name == "all":
            return set(self.assets)
        if name == "from_string":
            text = self.keys.text(call.args[0], scope) if call.args else None
            return self.of_text(text) if text else None
        if name in ("assets", "keys"):
            named = [self.keys.keys(entry, scope) for entry in call.args]
            known = [keys for keys in named if keys is not None]
            return {key for keys in known for key in keys} if len(known) == len(named) else None
        if name in ("groups", "key_prefixes"):
            texts = [self.keys.texts(entry, scope) for entry in call.args]
            wanted = ["/".join(text) for text in texts if text]
            if len(wanted) != len(texts):
                return None
            return self._in_groups(wanted) if name == "groups" else self._below(wanted)
        return set() if name in ("checks", "checks_for_assets") else None

    def _in_groups(self, groups: list[str]) -> set[str]:
        return {key for key, asset in self.assets.items() if (asset.group or "default") in groups}

    def _below(self, prefixes: list[str]) -> set[str]:
        return {key for key in self.assets if any(key.startswith(f"{prefix}/") for prefix in prefixes)}

    def _upstream(self, keys: set[str]) -> set[str]:
        return reached(keys, {key: asset.deps for key, asset in self.assets.items()})

    def _downstream(self, keys: set[str]) -> set[str]:
        readers: defaultdict[str, list[str]] = defaultdict(list)
        for key, asset in self.assets.items():
            for dep in asset.deps:
                readers[dep].append(key)
        return reached(keys, readers)
