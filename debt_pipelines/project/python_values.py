"""The values of a Python parameter file, as DVC reads them: assignments of literals, and nothing is ever run.

DVC takes assignments at the top of the file and in classes, and those to `self` in `__init__`; whatever is computed
it passes over.
"""

from __future__ import annotations

import ast
from typing import Any

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.python_syntax import parse_python
from debt_pipelines.project.yaml_document import Path, YamlDocument

_NO_NAME = ""


def load_python(text: str) -> YamlDocument:
    """The literal assignments of a Python text, with lines; raises UnreadableError with the line."""
    tree, document = parse_python(text), YamlDocument({}, {(): 1})
    try:
        document.data = _assigned(tree.body, document, (), is_init=False)
    except ValueError as error:
        raise UnreadableError(f"not valid Python: {error}") from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError("too deeply nested") from error
    return document


def _assigned(body: list[ast.stmt], document: YamlDocument, at: Path, *, is_init: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            document.lines[(*at, statement.name)] = statement.lineno
            values[statement.name] = _assigned(statement.body, document, (*at, statement.name), is_init=False)
        elif isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            values |= _assigned(statement.body, document, at, is_init=True)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            values |= _assignment(statement, document, at, is_init=is_init)
    return values


def _assignment(
    statement: ast.Assign | ast.AnnAssign, document: YamlDocument, at: Path, *, is_init: bool
) -> dict[str, Any]:
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else statement.targets
    name = _name(targets[0], is_init=is_init) if len(targets) == 1 else _NO_NAME
    if not name or statement.value is None:
        return {}
    try:
        value = ast.literal_eval(statement.value)
    except (ValueError, TypeError):  # computed, or a literal that cannot be built, such as a set of lists
        return {}
    document.lines[(*at, name)] = statement.lineno
    if isinstance(statement.value, ast.Dict):
        for key in statement.value.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, (str, int)):
                document.lines[(*at, name, key.value)] = key.lineno
    return {name: value}


def _name(target: ast.expr, *, is_init: bool) -> str:
    """The name that is assigned to: of a variable, or of an attribute of `self`."""
    if isinstance(target, ast.Name) and not is_init:
        return target.id
    is_own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    return target.attr if is_own and isinstance(target, ast.Attribute) else _NO_NAME
