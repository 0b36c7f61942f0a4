"""Python files as what they say: names, calls and texts are read off the syntax, and nothing is ever run."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import add

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import Project
from debt_pipelines.project.python_syntax import parse_python

_MAX_BYTES = 2 * 1024 * 1024
_MAX_STEPS = 20
"""So often a name is followed to another one; beyond this it goes in circles."""
_PATH_CALLS = frozenset({"Path", "PurePath", "PosixPath", "join", "joinpath", "str", "fspath"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class PythonFile:
    """One file: its syntax, and what the names at its top stand for."""

    path: str
    tree: ast.Module
    names: dict[str, ast.expr] = field(default_factory=dict)

    def followed(self, node: ast.expr | None) -> ast.expr | None:
        """What a name stands for, as far as this file says; anything else stands for itself."""
        for _step in range(_MAX_STEPS):
            if not isinstance(node, ast.Name) or node.id not in self.names:
                return node
            node = self.names[node.id]
        return None

    def text(self, node: ast.expr | None) -> str | None:
        """A literal text or path, put together where the code does so with `+`, `/` or a join; None when computed."""
        node = self.followed(node)
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        join: Callable[..., str] = posixpath.join
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Div)):
            parts = [self.text(node.left), self.text(node.right)]
            join = add if isinstance(node.op, ast.Add) else join
        elif isinstance(node, ast.Call) and call_name(node) in _PATH_CALLS and node.args:
            parts = [self.text(argument) for argument in node.args]
        else:
            return None
        known = [part for part in parts if part is not None]
        return join(*known) if len(known) == len(parts) else None

    def texts(self, node: ast.expr | None) -> list[str]:
        """The texts in a list of them."""
        return [text for entry in self.entries(node) if (text := self.text(entry))]

    def entries(self, node: ast.expr | None) -> list[ast.expr]:
        """What stands in a list or tuple, two lists added included."""
        node = self.followed(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [*self.entries(node.left), *self.entries(node.right)]
        return list(node.elts) if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else []

    def pairs(self, node: ast.expr | None) -> dict[str, ast.expr]:
        """The entries of a dict literal whose keys are texts."""
        node = self.followed(node)
        if not isinstance(node, ast.Dict):
            return {}
        keyed = zip(node.keys, node.values, strict=True)
        return {key: value for place, value in keyed if (key := self.text(place)) is not None}


def python_files(project: Project, mark: re.Pattern[bytes]) -> Iterator[tuple[str, PythonFile | UnreadableError]]:
    """The files whose bytes have a mark, parsed, or why one could not be."""
    for path, content in project.read_many(project.paths(suffixes=(".py",)), max_bytes=_MAX_BYTES):
        if isinstance(content, bytes) and mark.search(content):
            yield path, _parsed(path, content)


def _parsed(path: str, content: bytes) -> PythonFile | UnreadableError:
    try:
        tree = parse_python(content)
    except UnreadableError as error:
        return error
    return PythonFile(path, tree, dict(assignments(tree.body)))


def assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """The names that are assigned to in some lines of code, with what they are given."""
    for statement in body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
            yield statement.target.id, statement.value


def call_name(node: ast.expr | None) -> str:
    """The last part of the name of what is called; empty when nothing with a name is."""
    function = node.func if isinstance(node, ast.Call) else node
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def argument(call: ast.Call, *names: str, position: int | None = None) -> ast.expr | None:
    """The value of the first of these keywords, or of the argument at a position."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    found = next((keywords[name] for name in names if name in keywords), None)
    is_placed = found is None and position is not None and len(call.args) > position
    return call.args[position] if is_placed and position is not None else found
