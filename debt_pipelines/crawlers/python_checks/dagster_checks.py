"""Asset checks and freshness policies of Dagster, as code declares them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debt_pipelines.crawlers.python_checks.checks import Check, Severity, Suite
from debt_pipelines.crawlers.python_checks.frames import Frames
from debt_pipelines.crawlers.python_checks.values import Scope, Values
from debt_pipelines.model.data_rows import AssertionKind

TOOL = "dagster"
_SCHEMA_CHANGE = "build_column_schema_change_checks"
_BUILDERS: dict[str, AssertionKind] = {
    _SCHEMA_CHANGE: "presence",
    "build_last_update_freshness_checks": "freshness",
    "build_time_window_freshness_checks": "freshness",
    "build_anomaly_detection_freshness_checks": "freshness",
    "build_time_partition_freshness_checks": "freshness",
    "build_metadata_bounds_checks": "range",
}
_ASSETS = frozenset(
    {"asset", "multi_asset", "graph_asset", "observable_source_asset", "AssetSpec", "AssetOut", "SourceAsset"}
)
_FRESHNESS_WORDS = ("freshness_policy", "internal_freshness_policy", "legacy_freshness_policy")
_ALWAYS = "it gives `passed=True` whatever the data"


def suites_of(scope: Scope, frames: Frames) -> Iterator[Suite]:
    """One suite for each check of a scope and asset it names."""
    values = frames.values
    for node in scope.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for mark in node.decorator_list:
                yield from _of_mark(mark, node, scope, values)
        if isinstance(node, ast.Call):
            name = scope.module.dotted(node.func).rpartition(".")[2]
            words = {word.arg: word.value for word in node.keywords}
            if name in _BUILDERS:
                severity = _severity(words.get("severity"))
                assets = words.get("assets") or (node.args[0] if node.args else None)
                yield from _suites(name, assets, _BUILDERS[name], scope, values, node, severity=severity)
            elif name in ("AssetSpec", "SourceAsset") and (policy := _policy(words)):
                key = words.get("key") or (node.args[0] if node.args else None)
                yield from _suites("FreshnessPolicy", key, "freshness", scope, values, policy)


def _of_mark(
    mark: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, values: Values
) -> Iterator[Suite]:
    if not isinstance(mark, ast.Call):
        return
    name = scope.module.dotted(mark.func).rpartition(".")[2]
    words = {word.arg: word.value for word in mark.keywords}
    if name == "asset_check":
        asset = words.get("asset") or (mark.args[0] if mark.args else None)
        reason = _ALWAYS if _always_passes(function) else None
        own = values.known(words["name"], scope) if "name" in words else None
        yield from _suites(
            own if isinstance(own, str) else function.name,
            asset,
            "custom",
            scope,
            values,
            function,
            reason=reason,
            severity=_result_severity(function),
        )
    elif name in _ASSETS and (policy := _policy(words)):
        own = words.get("key") or words.get("name") or ast.Constant(function.name)
        yield from _suites("FreshnessPolicy", own, "freshness", scope, values, policy)


def _policy(words: dict[str | None, ast.expr]) -> ast.expr | None:
    policy = next((words[word] for word in _FRESHNESS_WORDS if word in words), None)
    return None if isinstance(policy, ast.Constant) else policy


def _suites(
    type_name: str,
    assets: ast.expr | None,
    kind: AssertionKind,
    scope: Scope,
    values: Values,
    at: ast.AST,
    *,
    reason: str | None = None,
    severity: Severity | None = None,
) -> Iterator[Suite]:
    names: list[str | None] = [*asset_names(assets, scope, values)]
    for asset in names or [None]:
        line = scope.module.line(at)
        strength = 0.5 if type_name == _SCHEMA_CHANGE else 1.0
        check = Check(
            type=type_name,
            column=None,
            kind=kind,
            strength=strength,
            vacuous_reason=reason,
            severity=severity,
            line=line,
        )
        suite = Suite(name=type_name, tool=TOOL, path=scope.module.path, line=line, checks=[check], is_used=True)
        suite.data = {asset: frozenset()} if asset else {}
        yield suite


def asset_names(node: ast.expr | None, scope: Scope, values: Values, depth: int = 0) -> list[str]:
    """The last parts of the keys of the assets that an expression names; empty where they are computed."""
    if node is None or depth > 4:
        return []
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [name for entry in node.elts for name in asset_names(entry, scope, values, depth + 1)]
    if isinstance(node, ast.Call):
        return _of_key(node, scope, values, depth)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value.rpartition("/")[2]]
    meaning = values.meaning(node, scope)
    if meaning is not None:
        return asset_names(meaning[0], meaning[1], values, depth + 1)
    name = scope.module.dotted(node).rpartition(".")[2]
    is_function = any(there.name == name and not _is_many(there) for there in values.scopes(scope.module))
    is_imported = scope.module.dotted(node).partition(".")[0] != getattr(node, "id", "") or name in scope.module.imports
    return [name] if name and (is_function or is_imported) and not _is_assigned(node, scope) else []


def _is_many(scope: Scope) -> bool:
    """Whether a function makes several assets, so that its name is that of none."""
    marks = scope.function.decorator_list if scope.function else []
    return any(re.search(r"multi_asset|_assets\b", ast.unparse(mark)) for mark in marks)


def _is_assigned(node: ast.expr, scope: Scope) -> bool:
    """Whether a name is a variable or a parameter, so that its own name says nothing."""
    return isinstance(node, ast.Name) and (node.id in scope.assigned or scope.has_parameter(node.id))


def _of_key(node: ast.Call, scope: Scope, values: Values, depth: int) -> list[str]:
    """The name in `AssetKey([...])`, or in a call that holds one."""
    words = {word.arg: word.value for word in node.keywords}
    given = words.get("path") or words.get("key") or (node.args[0] if node.args else None)
    if scope.module.dotted(node.func).rpartition(".")[2] not in ("AssetKey", "AssetSpec", "SourceAsset"):
        return []
    if isinstance(given, ast.List | ast.Tuple):
        last = values.known(given.elts[-1], scope) if given.elts else None
        return [last] if isinstance(last, str) else []
    return asset_names(given, scope, values, depth + 1)


def _results(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.Call]:
    calls = (part for part in ast.walk(function) if isinstance(part, ast.Call))
    return [call for call in calls if ast.unparse(call.func).endswith("AssetCheckResult")]


def _always_passes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether each result says `passed=True` outright, and nothing in the function can raise on purpose."""
    results = _results(function)
    passed = [word.value for call in results for word in call.keywords if word.arg == "passed"]
    passed += [call.args[0] for call in results if call.args]
    can_raise = any(isinstance(part, ast.Raise | ast.Assert | ast.Try) for part in ast.walk(function))
    is_plain = all(isinstance(value, ast.Constant) and value.value is True for value in passed)
    return bool(results) and len(passed) == len(results) and is_plain and not can_raise and not _calls_others(function)


def _calls_others(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it calls anything but what makes the result; that might raise."""
    inside = {id(part) for call in _results(function) for part in ast.walk(call)}
    body = (part for statement in function.body for part in ast.walk(statement))
    return any(isinstance(part, ast.Call) and id(part) not in inside for part in body)


def _result_severity(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Severity | None:
    found = [_severity(word.value) for call in _results(function) for word in call.keywords if word.arg == "severity"]
    return found[0] if found else None


def _severity(node: ast.expr | None) -> Severity | None:
    word = node.attr if isinstance(node, ast.Attribute) else None
    return "warning" if word == "WARN" else "error" if word == "ERROR" else None
