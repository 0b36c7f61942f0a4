"""The checks of pandera: what `Field(...)`, `Check...` and the check methods of a class say of a column."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debt_pipelines.crawlers.python_checks.bounds import KIND_OF, bound
from debt_pipelines.crawlers.python_checks.checks import Check, Severity
from debt_pipelines.crawlers.python_checks.values import Scope, Values

_NO_CHECKS = frozenset(
    "nullable unique coerce regex ignore_na raise_warning n_failure_cases alias check_name dtype_kwargs title "
    "description default metadata report_duplicates name error".split()
)
_MAX_DEPTH = 10
_ALL_TRUE = "its function returns True whatever the data"
_CHECK_METHODS = frozenset({"check", "dataframe_check", "parser_check"})


def of_field(call: ast.Call, column: str, line: int | None, scope: Scope, values: Values) -> Iterator[Check]:
    """The checks that the keywords of a `Field` make; keywords that are no built-in check are registered ones."""
    severity = severity_of(call, scope, values)
    for keyword in call.keywords:
        value = values.known(keyword.value, scope)
        if keyword.arg and keyword.arg not in _NO_CHECKS and not _is_none(keyword.value):
            yield bound(keyword.arg, value, column, line, severity)


def of_check_argument(
    node: ast.expr | None, column: str | None, scope: Scope, values: Values, depth: int = 0
) -> Iterator[Check]:
    """The checks in the `checks` of a column: one, a list of them, or a name for either."""
    if isinstance(node, ast.List | ast.Tuple):
        for entry in node.elts:
            yield from of_check_argument(entry, column, scope, values, depth + 1)
    elif isinstance(node, ast.Call):
        yield _of_call(node, column, scope, values)
    elif isinstance(node, ast.Name | ast.Attribute):
        meaning = values.meaning(node, scope)
        if meaning is not None and depth < _MAX_DEPTH:
            yield from of_check_argument(meaning[0], column, meaning[1], values, depth + 1)
        elif not _is_none(node):
            yield Check(type=f"check:{ast.unparse(node)}", column=column, kind="custom", line=scope.module.line(node))
    elif isinstance(node, ast.Lambda):
        yield _custom(node, "check", column, scope, None, node)


def _of_call(node: ast.Call, column: str | None, scope: Scope, values: Values) -> Check:
    dotted = scope.module.dotted(node.func)
    name, severity = dotted.rpartition(".")[2], severity_of(node, scope, values)
    if name not in KIND_OF:
        function = node.args[0] if name == "Check" and node.args else None
        return _custom(function, "check" if name == "Check" else f"check:{name}", column, scope, severity, node)
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg and keyword.arg not in _NO_CHECKS}
    if name in ("in_range", "between", "str_length"):
        pairs = dict(zip(("min_value", "max_value"), node.args, strict=False)) | named
        value = {key: values.known(part, scope) for key, part in pairs.items()}
        return bound(name, value, column, scope.module.line(node), severity)
    first = (*node.args, *named.values(), None)[0]
    return bound(name, values.known(first, scope), column, scope.module.line(node), severity)


def _custom(
    function: ast.expr | None,
    name: str,
    column: str | None,
    scope: Scope,
    severity: Severity | None,
    at: ast.AST,
) -> Check:
    is_vacuous = isinstance(function, ast.Lambda) and _is_true(function.body)
    return Check(
        type=name,
        column=column,
        kind="custom",
        vacuous_reason=_ALL_TRUE if is_vacuous else None,
        severity=severity,
        line=scope.module.line(at),
    )


def of_method(method: ast.FunctionDef, scope: Scope, path: str, values: Values) -> Iterator[Check]:
    """The checks that a method marked with `@pa.check(...)` or `@pa.dataframe_check` makes."""
    module = scope.module
    for mark in method.decorator_list:
        called = mark.func if isinstance(mark, ast.Call) else mark
        name = module.dotted(called).rpartition(".")[2]
        if name not in _CHECK_METHODS:
            continue
        keywords = mark.keywords if isinstance(mark, ast.Call) else []
        is_pattern = any(keyword.arg == "regex" for keyword in keywords)
        given = mark.args if isinstance(mark, ast.Call) and name == "check" and not is_pattern else []
        columns = [values.known(argument, scope) for argument in given]
        named: list[str | None] = [column for column in columns if isinstance(column, str)]
        returned = [part.value for part in ast.walk(method) if isinstance(part, ast.Return)]
        reason = _ALL_TRUE if returned and all(value is not None and _is_true(value) for value in returned) else None
        for column in named or [None]:
            line = module.line(method) if module.path == path else None
            yield Check(type=f"check:{method.name}", column=column, kind="custom", vacuous_reason=reason, line=line)


def severity_of(call: ast.Call, scope: Scope, values: Values) -> Severity | None:
    """`warning` where a failure only warns."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return "warning" if "raise_warning" in named and values.known(named["raise_warning"], scope) is True else None


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
