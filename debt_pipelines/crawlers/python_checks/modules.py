"""Python files and notebooks as syntax trees: parsed once, never imported or run."""

from __future__ import annotations

import ast
import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.locations import folder_of
from debt_pipelines.project.project import Project
from debt_pipelines.project.python_syntax import parse_python

MAX_CODE_BYTES = 2 * 1024 * 1024
_MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)
_TEST_PLACE = re.compile(r"(^|/)(tests?|testing)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")


@dataclass(eq=False)
class Module:
    """One parsed file: its statements, and what its imports name."""

    path: str
    tree: ast.Module
    text: str
    imports: dict[str, str] = field(default_factory=dict)
    problem: UnreadableError | None = None

    @property
    def is_notebook(self) -> bool:
        """Whether its lines are those of cells, not of the file."""
        return self.path.endswith(".ipynb")

    @property
    def is_test(self) -> bool:
        """Whether it lies where tests of code lie."""
        return is_test_place(self.path)

    @cached_property
    def tools(self) -> set[str]:
        """The packages that it imports from, by their first names."""
        return {dotted.partition(".")[0] for dotted in self.imports.values()}

    def line(self, node: ast.AST) -> int | None:
        """The line of a node; a notebook has none that a reader could open."""
        return None if self.is_notebook else getattr(node, "lineno", None)

    def dotted(self, node: ast.expr) -> str:
        """The full name that an expression such as `pa.Field` means; empty when it is no plain name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.imports.get(node.id, node.id), *reversed(parts)])


class Modules:
    """The modules of a project, by path and by the name under which another one imports them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[str, Module | None] = {}

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.project.paths(suffixes=(".py",)):
            whole = path.removesuffix(".py").removesuffix("/__init__")
            found[posixpath.basename(whole)].append(path)
        return found

    def load(self, path: str) -> Module | None:
        """The module of that path; one that is not valid Python has a problem, and None stands for no file."""
        if path not in self._known:
            self._known[path] = self._parsed(path)
        return self._known[path]

    def imported(self, dotted: str, importer: str) -> Module | None:
        """The file of the project that a dotted module name means, nearest to the file that imports it."""
        wanted = dotted.replace(".", "/")
        candidates = self._by_stem.get(dotted.rpartition(".")[2], [])
        fitting = [path for path in candidates if f"/{_place(path)}".endswith(f"/{wanted}")]
        fitting.sort(key=lambda path: (-len(posixpath.commonprefix([path, importer])), len(path), path))
        return self.load(fitting[0]) if fitting else None

    def _parsed(self, path: str) -> Module | None:
        if path not in self.project.files:
            return None
        empty = Module(path, ast.Module([], []), "")
        try:
            content = self.project.read(path, max_bytes=MAX_CODE_BYTES)
            text = content.decode().removeprefix("\ufeff")
            tree = _notebook_tree(text) if path.endswith(".ipynb") else parse_python(text)
        except UnreadableError as error:
            empty.problem = error
            return empty
        except UnicodeDecodeError:
            empty.problem = UnreadableError("not UTF-8 text")
            return empty
        return Module(path, tree, text, _imports(tree, path))


def is_test_place(path: str) -> bool:
    """Whether a file lies where tests of code lie."""
    return _TEST_PLACE.search(path) is not None


def _place(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__")


def _notebook_tree(text: str) -> ast.Module:
    """The code cells one below the other; a cell that does not parse costs only itself."""
    try:
        cells = json.loads(text).get("cells", [])
    except (ValueError, AttributeError, RecursionError) as error:
        raise UnreadableError("not a notebook") from error
    whole, line = ast.Module([], []), 0
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source")
        code = "".join(map(str, source)) if isinstance(source, list) else str(source)
        try:
            tree = parse_python(_MAGIC.sub(r"\1pass", code))
        except UnreadableError:
            continue
        ast.increment_lineno(tree, line)
        line += code.count("\n") + 1
        whole.body.extend(tree.body)
    return whole


def _imports(tree: ast.Module, path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                found[name.asname or name.name.partition(".")[0]] = (
                    name.name if name.asname else name.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            origin = _absolute(node, path)
            for name in node.names:
                found[name.asname or name.name] = f"{origin}.{name.name}" if origin else name.name
    return found


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """All statements, those within others too; expressions hold no imports and are passed over."""
    pending: list[ast.AST] = [*tree.body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending.extend(getattr(node, name, ()))


def _absolute(node: ast.ImportFrom, path: str) -> str:
    """The module an import is from, with the folders that its leading dots mean."""
    if not node.level:
        return node.module or ""
    folder = folder_of(path)
    for _ in range(node.level - 1):
        folder = folder_of(folder)
    return ".".join(part for part in (folder.replace("/", "."), node.module) if part)
