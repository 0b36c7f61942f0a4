"""What code does to a frame in place: which columns it sets, and whether it is the same frame afterwards."""

from __future__ import annotations

import ast

from debt_pipelines.crawlers.python_checks.values import Scope


def changed_columns(name: str, scope: Scope, start: int, end: int) -> frozenset[str] | None:
    """The columns set in a frame between two lines; None when it is changed as a whole."""
    changed: set[str] = set()
    for node in scope.nodes:
        if not start <= getattr(node, "lineno", 0) < end:
            continue
        if isinstance(node, ast.Call) and _is_inplace(node, name):
            return None
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Attribute) and _is_name(target.value, name) and target.attr == "columns":
                return None
            if isinstance(target, ast.Subscript) and _frame_name(target.value) == name:
                columns = [part.value for part in ast.walk(target.slice) if isinstance(part, ast.Constant)]
                changed.update(column for column in columns if isinstance(column, str))
    return frozenset(changed)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _frame_name(node: ast.expr) -> str:
    """The name of the frame in `df[...]` and `df.loc[...]`."""
    inner = node.value if isinstance(node, ast.Attribute) else node
    return inner.id if isinstance(inner, ast.Name) else ""


def _is_inplace(node: ast.Call, name: str) -> bool:
    is_own = isinstance(node.func, ast.Attribute) and _is_name(node.func.value, name)
    return is_own and any(keyword.arg == "inplace" for keyword in node.keywords)
