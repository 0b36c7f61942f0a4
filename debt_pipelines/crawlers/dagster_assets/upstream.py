"""What an asset is made from: its `deps`, its `ins`, and the parameters of its function that are data."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from debt_pipelines.crawlers.dagster_assets.defined import Defined
from debt_pipelines.crawlers.dagster_assets.graph import entries, keywords
from debt_pipelines.crawlers.dagster_assets.keys import Keys
from debt_pipelines.crawlers.python_checks.values import Scope

_CONTEXTS = ("context", "_context", "_", "__")
_DEPS = ("deps", "non_argument_deps")
_PLAIN_TYPES = frozenset(
    "str int float bool bytes list dict set tuple List Dict Set Tuple Sequence Mapping Iterable Iterator Optional "
    "Union Any object None DataFrame LazyFrame Series ndarray Table Dataset Path".split()
)
_RESOURCE = "Resource"


def upstream_of(defined: Defined, keys: Keys, known: Collection[str]) -> list[str]:
    """The keys of what an asset is made from, as far as they are written; `known` are all keys of the project."""
    found: list[str] = []
    for words in (defined.words, defined.maker):
        for name in _DEPS:
            for entry in entries(words.get(name)):
                found += keys.keys(entry, defined.scope) or []
    words = defined.maker or defined.words
    if defined.function is not None:
        has_specs = "specs" in words
        found += [] if has_specs else _inputs(defined, words, keys, known)
    own = _own_deps(defined, keys)
    if own is not None:
        found = own
    found = [defined.renamed.get(key, key) for key in found]
    return list(dict.fromkeys(key for key in found if key != defined.asset.key))


def _own_deps(defined: Defined, keys: Keys) -> list[str] | None:
    """What `internal_asset_deps` says of one of several outs."""
    node = defined.maker.get("internal_asset_deps")
    if not isinstance(node, ast.Dict):
        return None
    outs = defined.maker.get("outs")
    names = [key for key in outs.keys if key is not None] if isinstance(outs, ast.Dict) else []
    of_function = keys.by_function[defined.scope.module.path, defined.function.name if defined.function else ""]
    by_out = dict(zip((keys.text(name, defined.scope) for name in names), of_function, strict=False))
    for name, value in zip(node.keys, node.values, strict=True):
        if by_out.get(keys.text(name, defined.scope)) == defined.asset.key:
            return keys.keys(value, defined.scope)
    return None


def _inputs(defined: Defined, words: dict[str, ast.expr], keys: Keys, known: Collection[str]) -> Iterator[str]:
    """The inputs that the parameters of a function are; contexts, configuration and resources are none."""
    function = defined.function
    if function is None:
        return
    ins = _ins(words.get("ins"), keys, defined.scope)
    parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    prefix = _prefix(defined, words, keys)
    for n, parameter in enumerate(parameters):
        name = parameter.arg
        if name in ins:
            call = ins[name]
            own = keywords(call)
            key = keys.key(own["key"], defined.scope) if "key" in own else keys.prefixed(own, name, defined.scope)
            if key:
                yield key
        elif not (n == 0 and _is_context(parameter)) and name != "config":
            yield from _meant(name, prefix, parameter, known)


def _ins(node: ast.expr | None, keys: Keys, scope: Scope) -> dict[str, ast.Call]:
    if not isinstance(node, ast.Dict):
        return {}
    pairs = zip(node.keys, node.values, strict=True)
    return {
        name: value
        for key, value in pairs
        if isinstance(value, ast.Call) and (name := keys.text(key, scope)) is not None
    }


def _prefix(defined: Defined, words: dict[str, ast.expr], keys: Keys) -> list[str]:
    return keys.texts(words["key_prefix"], defined.scope) or [] if "key_prefix" in words else []


def _meant(name: str, prefix: list[str], parameter: ast.arg, known: Collection[str]) -> Iterator[str]:
    """The key of the asset that a parameter is named for, unless it may be a resource."""
    beside = "/".join([*prefix, name])
    if name not in known and beside in known:  # Dagster looks for one beside it when none has just the name
        yield beside
    elif name in known or _is_data(parameter.annotation):
        yield name


def _is_context(parameter: ast.arg) -> bool:
    words = _words(parameter.annotation)
    return parameter.arg in _CONTEXTS or any(word.endswith("Context") for word in words)


def _is_data(annotation: ast.expr | None) -> bool:
    """Whether a type says for sure that a parameter is no resource."""
    words = _words(annotation)
    is_resource = any(word.startswith(_RESOURCE) or word.endswith(_RESOURCE) for word in words)
    return annotation is None or (bool(words) and not is_resource and words[-1] in _PLAIN_TYPES)


def _words(annotation: ast.expr | None) -> list[str]:
    """The names in an annotation, the outermost first and the last part of a dotted one alone."""
    found = []
    for node in ast.walk(annotation) if annotation is not None else ():
        if isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value.rpartition(".")[2])
    return found
