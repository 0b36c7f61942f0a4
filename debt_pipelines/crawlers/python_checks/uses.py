"""Where code runs a schema on data: calls of `validate`, decorators, and rows that are made records of a class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debt_pipelines.crawlers.python_checks.checks import Suite
from debt_pipelines.crawlers.python_checks.frames import Frames, Origins
from debt_pipelines.crawlers.python_checks.modules import Module
from debt_pipelines.crawlers.python_checks.values import Function, Scope

_VALIDATORS = frozenset(
    "validate cast filter DataFrame LazyFrame model_validate parse_obj parse_df validate_python is_valid "
    "model_validate_json parse_raw validate_df parse_obj_as".split()
)
_DATA_WORDS = frozenset({"check_obj", "df", "dataframe", "obj", "data"})
_SAME_SCHEMA = frozenset({"to_schema", "TypeAdapter", "parse_obj_as"})
_CONTAINERS = frozenset({"DataFrame", "LazyFrame", "Series", "GeoDataFrame", "list", "List"})
_MAX_DEPTH = 6


class Uses:
    """Brings schemas, by the node that declares them and by name, to the data that code runs them on."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.values = frames.values
        self._by_node: dict[int, Suite] = {}
        self._by_name: dict[tuple[str, str], Suite] = {}

    def add(self, suite: Suite, node: ast.AST) -> None:
        """A schema that later uses may name."""
        self._by_node[id(node)] = suite
        self._by_name.setdefault((suite.path, suite.name), suite)

    def read(self, module: Module) -> None:
        """Note all uses in one module; tests count only where they read real data."""
        for scope in self.values.scopes(module):
            for node in scope.nodes:
                if isinstance(node, ast.Call):
                    self._read_call(node, scope)
            if scope.function is not None:
                self._read_decorators(scope.function, scope)

    def _read_call(self, node: ast.Call, scope: Scope) -> None:
        for schema, data in self._pairs(node, scope):
            suite = self.schema(schema, scope)
            if suite is None or not _is_run(suite, node):
                continue
            found = self.frames.everywhere(data, scope)
            names = [data.id] if isinstance(data, ast.Name) else []
            targets = [name for name, values in scope.assigned.items() if any(value is node for _, value in values)]
            written = self.frames.written([*names, *targets], scope, node.lineno)
            self._note(suite, found | {path: frozenset() for path in written}, scope.module)

    def _note(self, suite: Suite, found: Origins, module: Module) -> None:
        suite.data |= found
        suite.is_used = suite.is_used or bool(found) or not module.is_test

    def _pairs(self, node: ast.Call, scope: Scope) -> Iterator[tuple[ast.expr, ast.expr]]:
        """What may be a schema and its data in one call."""
        function = node.func
        named = [word.value for word in node.keywords if word.arg in _DATA_WORDS]
        data = next(iter([*named, *node.args]), None)
        spread = [word.value for word in node.keywords if word.arg is None]
        spread += [part.value for part in node.args if isinstance(part, ast.Starred)]
        if isinstance(function, ast.Attribute) and function.attr == "pipe" and node.args:
            step = node.args[0]
            inner = step.value if isinstance(step, ast.Attribute) and step.attr in _VALIDATORS else step
            yield inner, function.value
        elif isinstance(function, ast.Attribute) and function.attr in _VALIDATORS and data is not None:
            yield function.value, data
        elif scope.module.dotted(function).endswith("parse_obj_as") and len(node.args) > 1:
            yield node.args[0], node.args[1]
        elif spread:
            yield function, spread[0]
        elif data is not None:
            yield function, data

    def schema(self, node: ast.expr, scope: Scope, depth: int = 0) -> Suite | None:
        """The schema that an expression names."""
        if depth > _MAX_DEPTH:
            return None
        if id(node) in self._by_node:
            return self._by_node[id(node)]
        if isinstance(node, ast.Subscript):
            outer = scope.module.dotted(node.value).rpartition(".")[2]
            return self.schema(node.slice, scope, depth + 1) if outer in _CONTAINERS else None
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            return self._by_name.get((scope.module.path, node.value))
        if isinstance(node, ast.Call):
            return self._of_call(node, scope, depth)
        return self._of_name(node, scope, depth) if isinstance(node, ast.Name | ast.Attribute) else None

    def _of_call(self, node: ast.Call, scope: Scope, depth: int) -> Suite | None:
        name = scope.module.dotted(node.func).rpartition(".")[2]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _SAME_SCHEMA:
            return self.schema(node.func.value, scope, depth + 1)
        if name in _SAME_SCHEMA and node.args:
            return self.schema(node.args[0], scope, depth + 1)
        return self._of_name(node.func, scope, depth) if not node.args else None

    def _of_name(self, node: ast.expr, scope: Scope, depth: int) -> Suite | None:
        home = self.values.home(node, scope.module)
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        key = (home[0].path, home[1]) if home else (scope.module.path, name)
        found = self._by_name.get(key) if home or isinstance(node, ast.Name) else None
        meaning = None if found else self.values.meaning(node, scope)
        return self.schema(*meaning, depth + 1) if meaning and meaning[0] is not node else found

    def _read_decorators(self, function: Function, scope: Scope) -> None:
        for mark in function.decorator_list:
            called = mark.func if isinstance(mark, ast.Call) else mark
            name = scope.module.dotted(called).rpartition(".")[2]
            if name == "check_types":
                for argument in scope.parameters:
                    self._note_parameter(argument.annotation, argument.arg, scope)
                self._note_result(function.returns, scope)
            elif isinstance(mark, ast.Call) and name in ("check_input", "check_output", "check_io"):
                self._read_mark(mark, name, scope)

    def _read_mark(self, mark: ast.Call, name: str, scope: Scope) -> None:
        first = scope.parameters[0].arg if scope.parameters else ""
        if name == "check_input" and mark.args:
            getter = self.values.known(mark.args[1], scope) if len(mark.args) > 1 else None
            self._note_parameter(mark.args[0], getter if isinstance(getter, str) else first, scope)
        elif name == "check_output" and mark.args:
            self._note_result(mark.args[0], scope)
        for word in mark.keywords if name == "check_io" else ():
            if word.arg == "out":
                self._note_result(word.value, scope)
            elif word.arg and scope.has_parameter(word.arg):
                self._note_parameter(word.value, word.arg, scope)

    def _note_parameter(self, schema: ast.expr | None, name: str, scope: Scope) -> None:
        suite = self.schema(schema, scope) if schema is not None else None
        if suite is not None:
            for context in self.frames.contexts(scope)[1:]:
                given = context.arguments.get(name)
                self._note(suite, self.frames.everywhere(*given) if given else {}, scope.module)
            self._note(suite, {}, scope.module)

    def _note_result(self, schema: ast.expr | None, scope: Scope) -> None:
        suite = self.schema(schema, scope) if schema is not None else None
        if suite is None:
            return
        self._note(suite, {}, scope.module)
        for node in scope.nodes:
            if isinstance(node, ast.Return) and node.value is not None:
                self._note(suite, self.frames.everywhere(node.value, scope), scope.module)
        for call, caller in self.frames.calls_of(scope):
            targets = [name for name, values in caller.assigned.items() if any(value is call for _, value in values)]
            written = self.frames.written(targets, caller, call.lineno)
            self._note(suite, {path: frozenset() for path in written}, scope.module)


def _is_run(suite: Suite, node: ast.Call) -> bool:
    """Whether a call checks data: a record class does when a row is spread over it or handed to its own methods."""
    is_spread = any(word.arg is None for word in node.keywords) or any(
        isinstance(part, ast.Starred) for part in node.args
    )
    if suite.tool in ("dataclass", "sqlalchemy"):
        return is_spread
    is_plain_call = not isinstance(node.func, ast.Attribute) or node.func.attr not in (
        *_VALIDATORS,
        "pipe",
        *_SAME_SCHEMA,
    )
    return is_spread or suite.tool == "pandera" or not is_plain_call
