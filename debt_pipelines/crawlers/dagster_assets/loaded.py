"""What `load_assets_from_...` gives the assets of whole modules: a prefix of their keys, a group, a condition."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from debt_pipelines.crawlers.dagster_assets.defined import Defined
from debt_pipelines.crawlers.dagster_assets.graph import entries, keywords
from debt_pipelines.crawlers.dagster_assets.keys import Keys
from debt_pipelines.crawlers.python_checks.values import Scope
from debt_pipelines.project.locations import folder_of

_LOADERS = frozenset(
    {
        "load_assets_from_modules",
        "load_assets_from_package_module",
        "load_assets_from_package_name",
        "load_assets_from_current_module",
    }
)
_CONDITIONS = ("automation_condition", "auto_materialize_policy")
_WORDS = frozenset({"key_prefix", "source_key_prefix", "group_name", *_CONDITIONS})


def apply_loading(defined: list[Defined], keys: Keys, scopes: Iterable[Scope]) -> None:
    """Give the assets what the calls that load them say of all of them."""
    for scope in scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Call) and keys.last(node) in _LOADERS and _WORDS & keywords(node).keys():
                is_in = _modules_of(node, scope, keys)
                _apply(keywords(node), [each for each in defined if is_in(each.asset.path)], scope, keys)


def _apply(words: dict[str, ast.expr], loaded: list[Defined], scope: Scope, keys: Keys) -> None:
    prefix = keys.texts(words["key_prefix"], scope) if "key_prefix" in words else []
    renamed: dict[str, str] = {}
    for each in loaded:
        asset = each.asset
        asset.group = asset.group or keys.text(words.get("group_name"), scope)
        each.condition = each.condition or next((words[word] for word in _CONDITIONS if word in words), None)
        each.renamed = renamed
        if prefix and asset.job is not None:
            renamed[asset.key] = asset.key = "/".join([*prefix, asset.key])
            if asset.job and not asset.is_one_of_many:
                asset.job = asset.key
    paths = {each.asset.path for each in loaded}
    for (path, name), made in keys.by_function.items() if prefix else ():
        if path in paths:
            whole = "/".join(prefix or [])
            keys.by_function[path, name] = [f"{whole}/{key}" for key in made]


def _modules_of(call: ast.Call, scope: Scope, keys: Keys) -> Callable[[str], bool]:
    """Whether a call loads the file of a path."""
    name, first = keys.last(call), next(iter(call.args), None)
    first = first if first is not None else next(iter(keywords(call).values()), None)
    if name == "load_assets_from_current_module":
        return lambda path: path == scope.module.path
    if name == "load_assets_from_package_name":
        text = (keys.text(first, scope) or "\0").replace(".", "/")
        return lambda path: f"/{text}/" in f"/{path}"
    dotted = [scope.module.dotted(entry) for entry in entries(first)]
    found = [keys.values.modules.imported(each, scope.module.path) for each in dotted if each]
    paths = {module.path for module in found if module is not None}
    folders = {folder_of(path) for path in paths if path.endswith("/__init__.py")}
    if name == "load_assets_from_modules":
        return lambda path: path in paths
    return lambda path: path in paths or any(path.startswith(f"{folder}/") for folder in folders)
