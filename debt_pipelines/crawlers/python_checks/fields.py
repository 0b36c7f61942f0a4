"""Classes that declare columns as fields: their names, annotations, settings and texts, those of base classes first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from debt_pipelines.crawlers.python_checks.modules import Module
from debt_pipelines.crawlers.python_checks.values import Scope, Values

_COMMENT = re.compile(r"^\s*#:\s?(.*)$")
_TRAILING = re.compile(r"#:\s?(.*)$")
_MAX_BASES = 20


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a class: `name: annotation = value`, and what is written beside it."""

    name: str
    annotation: ast.expr | None
    value: ast.expr | None
    comment: str | None
    scope: Scope
    number: int

    @property
    def module(self) -> Module:
        """The module it stands in."""
        return self.scope.module

    def line(self, path: str) -> int | None:
        """Its line, where it stands in the file of that path."""
        return self.number if path == self.module.path and not self.module.is_notebook else None

    def calls(self) -> Iterator[ast.Call]:
        """The calls that describe it: its value, and what `Annotated` adds to its type."""
        if isinstance(self.value, ast.Call):
            yield self.value
        for part in ast.walk(self.annotation) if self.annotation else ():
            if isinstance(part, ast.Call):
                yield part


@dataclass(frozen=True, slots=True)
class DeclaredClass:
    """One class with the scope it is read in and the dotted names of all its bases."""

    node: ast.ClassDef
    scope: Scope
    bases: tuple[str, ...]
    lineage: tuple[tuple[ast.ClassDef, Scope], ...]
    """The bases in the project, furthest first, and the class itself."""

    @property
    def module(self) -> Module:
        """The module it stands in."""
        return self.scope.module

    def fields(self) -> list[Field]:
        """The fields by name; a field that is declared anew takes the place of the inherited one."""
        found: dict[str, Field] = {}
        for node, scope in self.lineage:
            found |= {field.name: field for field in _own_fields(node, scope)}
        return list(found.values())

    def methods(self) -> Iterator[tuple[ast.FunctionDef, Scope]]:
        """Its methods and those that it inherits."""
        for node, scope in self.lineage:
            yield from ((part, scope) for part in node.body if isinstance(part, ast.FunctionDef))

    def option(self, values: Values, name: str) -> Any:
        """An entry of `class Config`, of `model_config` or of the class itself, as a value; None when there is none."""
        found = None
        for node, scope in self.lineage:
            for part in _config_statements(node):
                target = part.targets[0] if isinstance(part, ast.Assign) else part.target
                if isinstance(target, ast.Name) and target.id == name and part.value is not None:
                    found = values.known(part.value, scope)
        return found


def classes_of(values: Values, module: Module) -> Iterator[DeclaredClass]:
    """The classes of a module, wherever they stand in it."""
    for scope in values.scopes(module):
        for node in scope.nodes:
            if isinstance(node, ast.ClassDef):
                bases, lineage = _lineage(values, node, scope)
                yield DeclaredClass(node, scope, bases, lineage)


def _lineage(
    values: Values, node: ast.ClassDef, scope: Scope, depth: int = 0
) -> tuple[tuple[str, ...], tuple[tuple[ast.ClassDef, Scope], ...]]:
    names: list[str] = []
    line: list[tuple[ast.ClassDef, Scope]] = []
    for written in reversed(node.bases):
        base = written.value if isinstance(written, ast.Subscript) else written
        found = class_named(values, base, scope) if depth < _MAX_BASES else None
        if found is not None and found[0] is not node:
            above, ancestors = _lineage(values, *found, depth + 1)
            names.extend(above)
            line.extend(ancestors)
        names.append(scope.module.dotted(base))
    return tuple(names), (*line, (node, scope))


def class_named(values: Values, expression: ast.expr, scope: Scope) -> tuple[ast.ClassDef, Scope] | None:
    """The class of the project that an expression names."""
    home = values.home(expression, scope.module)
    module, name = home or (scope.module, expression.id if isinstance(expression, ast.Name) else "")
    for there in values.scopes(module):
        for node in there.nodes:
            if isinstance(node, ast.ClassDef) and node.name == name:
                return node, there
    return None


def _own_fields(node: ast.ClassDef, scope: Scope) -> Iterator[Field]:
    module = scope.module
    lines = module.text.splitlines() if not module.is_notebook else []
    for index, part in enumerate(node.body):
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            name, annotation, value = part.target.id, part.annotation, part.value
        elif (
            isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name) and isinstance(part.value, ast.Call)
        ):
            name, annotation, value = part.targets[0].id, None, part.value
        else:
            continue
        if not name.startswith("__") and "ClassVar" not in (ast.dump(annotation) if annotation else ""):
            comment = _comment(lines, part) or _text_below(node.body, index)
            yield Field(name, annotation, value, comment, scope, part.lineno)


def _comment(lines: list[str], part: ast.stmt) -> str | None:
    """The `#:` comments above a field, or the one behind it."""
    above: list[str] = []
    for line in reversed(lines[: part.lineno - 1]):
        match = _COMMENT.match(line)
        if match is None:
            break
        above.append(match[1].strip())
    last = lines[part.end_lineno - 1 : part.end_lineno] if part.end_lineno else []
    behind = _TRAILING.search(last[0][part.end_col_offset or 0 :]) if last else None
    return " ".join(reversed(above)).strip() or (behind[1].strip() if behind else None) or None


def _text_below(body: list[ast.stmt], index: int) -> str | None:
    """The text that stands alone below a field."""
    after = body[index + 1] if index + 1 < len(body) else None
    if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
        return " ".join(after.value.value.split()) or None
    return None


def _config_statements(node: ast.ClassDef) -> Iterator[ast.Assign | ast.AnnAssign]:
    for part in node.body:
        if isinstance(part, ast.Assign | ast.AnnAssign):
            yield part
        elif isinstance(part, ast.ClassDef) and part.name in ("Config", "Meta"):
            yield from (inner for inner in part.body if isinstance(inner, ast.Assign | ast.AnnAssign))
