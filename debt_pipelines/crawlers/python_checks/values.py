"""What expressions stand for, as far as that can be read without running them: literals, constants and paths."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from debt_pipelines.crawlers.python_checks.modules import Module, Modules

ROOT = "/<project>/"
"""Stands before a path that is told from `__file__`, and so is known for certain."""
_MAX_DEPTH = 12
_PATHS = frozenset(
    {"Path", "PurePath", "PosixPath", "str", "os.fspath", "abspath", "realpath", "expanduser", "to_absolute_path"}
)
_SAME_PATH = frozenset({"resolve", "absolute", "as_posix", "expanduser", "open", "__str__"})
_USAGES = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False)
class Scope:
    """A function, or a module as a whole: what its names are assigned to, in the order of the lines."""

    module: Module
    function: Function | None = None
    outer: Scope | None = None
    assigned: dict[str, list[tuple[int, ast.expr]]] = field(default_factory=dict)
    nodes: list[ast.AST] = field(default_factory=list)
    arguments: dict[str, tuple[ast.expr, Scope]] = field(default_factory=dict)

    def called(self, call: ast.Call, caller: Scope) -> Scope:
        """The function as one call runs it: its parameters stand for the arguments given."""
        names = [argument.arg for argument in self.parameters]
        names = names[1:] if names[:1] == ["self"] or names[:1] == ["cls"] else names
        given = dict(zip(names, call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        return replace(self, arguments={name: (value, caller) for name, value in given.items()})

    @property
    def name(self) -> str:
        """The name of the function; empty for a module."""
        return self.function.name if self.function else ""

    def has_parameter(self, name: str) -> bool:
        """Whether the function has a parameter of that name."""
        return any(argument.arg == name for argument in self.parameters)

    @property
    def parameters(self) -> list[ast.arg]:
        """The parameters of the function, in order."""
        if self.function is None:
            return []
        given = self.function.args
        return [*given.posonlyargs, *given.args, *given.kwonlyargs]

    def default(self, name: str) -> ast.expr | None:
        """The default value of a parameter."""
        if self.function is None:
            return None
        given = self.function.args
        ordered = [*given.posonlyargs, *given.args]
        pairs = zip(reversed(ordered), reversed(given.defaults), strict=False)
        by_name = {argument.arg: value for argument, value in pairs}
        keyword = zip(given.kwonlyargs, given.kw_defaults, strict=True)
        by_name |= {argument.arg: value for argument, value in keyword if value is not None}
        return by_name.get(name)


def scopes_of(module: Module) -> list[Scope]:
    """The module and each function in it, with the nodes that belong to each."""
    top = Scope(module)
    found = [top]
    _fill(top, module.tree.body, found)
    return found


def _fill(scope: Scope, body: list[ast.stmt], found: list[Scope]) -> None:
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        node = pending.pop()
        scope.nodes.append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = Scope(scope.module, node, scope)
            found.append(inner)
            _fill(inner, node.body, found)
            pending.extend(node.decorator_list)
            continue
        _assign(scope, node)
        pending.extend(reversed(_children(node)))


def _children(node: ast.AST) -> list[ast.AST]:
    """The nodes below one, without those that only say how a name or an operator is used."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found.extend(part for part in value if isinstance(part, ast.AST))
        elif isinstance(value, ast.AST) and not isinstance(value, _USAGES):
            found.append(value)
    return found


def _assign(scope: Scope, node: ast.AST) -> None:
    pairs: list[tuple[ast.expr, ast.expr | None]] = []
    line: int | None = None
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
        pairs = [(node.target, node.value)]
    elif isinstance(node, ast.For | ast.AsyncFor):
        pairs = [(node.target, node.iter)]
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        pairs = [(part.target, part.iter) for part in node.generators]
        line = node.lineno - 1  # its names are known from its start, although they stand behind it
    elif isinstance(node, ast.With | ast.AsyncWith):
        pairs = [(item.optional_vars, item.context_expr) for item in node.items if item.optional_vars]
    for target, value in pairs:
        if value is not None:
            for name in _names(target):
                scope.assigned.setdefault(name, []).append((line or value.lineno, value))


def _names(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
        yield f"self.{target.attr}"
    elif isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _names(part)


class Values:
    """Looks names up through assignments, parameters and imports of a project's modules."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._scopes: dict[str, list[Scope]] = {}

    def scopes(self, module: Module) -> list[Scope]:
        """The scopes of a module, worked out once."""
        if module.path not in self._scopes:
            self._scopes[module.path] = scopes_of(module)
        return self._scopes[module.path]

    def function(self, module: Module, name: str) -> Scope | None:
        """The function of that name in a module; None when there are several, or none."""
        found = [scope for scope in self.scopes(module) if scope.function is not None and scope.name == name]
        return found[0] if len(found) == 1 else None

    def meaning(self, node: ast.expr, scope: Scope, *, line: int | None = None) -> tuple[ast.expr, Scope] | None:
        """The expression that a name was last assigned to before a line, and where; None when that is not known."""
        name = node.id if isinstance(node, ast.Name) else _own_name(node)
        if name is None:
            return self._imported(node, scope)
        at = line or node.lineno
        here: Scope | None = scope
        while here is not None:
            values = here.assigned.get(name)
            if values:
                before = [value for number, value in values if number < at or here is not scope]
                return (before[-1], here) if before else None
            if name in here.arguments:
                return here.arguments[name]
            if here.has_parameter(name):
                default = here.default(name)
                return (default, here) if default is not None else None
            here = here.outer
        return self._own(name, scope) if name.startswith("self.") else self._imported(node, scope)

    def _own(self, name: str, scope: Scope) -> tuple[ast.expr, Scope] | None:
        """What an attribute of `self` is assigned to in any function of the module, if in one place only."""
        found = [(value, here) for here in self.scopes(scope.module) for _line, value in here.assigned.get(name, [])]
        return found[0] if len(found) == 1 else None

    def _imported(self, node: ast.expr, scope: Scope) -> tuple[ast.expr, Scope] | None:
        found = self.home(node, scope.module)
        if found is None:
            return None
        module, name = found
        top = self.scopes(module)[0]
        values = top.assigned.get(name)
        return (values[-1][1], top) if values else None

    def home(self, node: ast.expr, module: Module, depth: int = 0) -> tuple[Module, str] | None:
        """The module in which a name is defined that this one imports, and its name there."""
        dotted = module.dotted(node)
        origin, _, name = dotted.rpartition(".")
        there = self.modules.imported(origin, module.path) if origin else None
        if there is None or there is module or depth > _MAX_DEPTH:
            return None
        if name in there.imports:  # handed on by another module, such as the `__init__` of a package
            return self.home(ast.Name(name), there, depth + 1) or (there, name)
        return there, name

    def literal(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> Any:
        """The value of an expression of literals and constants; raises ValueError where it is computed."""
        if node is None or depth > _MAX_DEPTH:
            raise ValueError
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return [self.literal(entry, scope, depth + 1) for entry in node.elts]
        if isinstance(node, ast.Dict):
            keys = [self.literal(key, scope, depth + 1) for key in node.keys]
            return dict(zip(keys, (self.literal(value, scope, depth + 1) for value in node.values), strict=True))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("list", "set", "tuple"):
            return self.literal(node.args[0], scope, depth + 1) if node.args else []
        if isinstance(node, ast.Name | ast.Attribute):
            meaning = self.meaning(node, scope)
            if meaning is None:
                raise ValueError
            return self.literal(*meaning, depth + 1)
        try:
            return ast.literal_eval(node)
        except (TypeError, SyntaxError, MemoryError, RecursionError) as error:
            raise ValueError from error

    def known(self, node: ast.expr | None, scope: Scope) -> Any:
        """The value of an expression; None where it is computed."""
        try:
            return self.literal(node, scope)
        except (ValueError, TypeError):
            return None

    def path(self, node: ast.expr | None, scope: Scope, depth: int = 0) -> str | None:
        """The path an expression builds out of literal parts; None where a part is computed."""
        if node is None or depth > _MAX_DEPTH:
            return None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name) and node.id == "__file__":
            return ROOT + scope.module.path
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Add):
            parts = self.path(node.left, scope, depth + 1), self.path(node.right, scope, depth + 1)
            return None if None in parts else _joined(*map(str, parts), is_text=isinstance(node.op, ast.Add))
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):  # a value given, or else the default
            return next((path for part in node.values if (path := self.path(part, scope, depth + 1))), None)
        if isinstance(node, ast.Subscript):
            return self._ancestor(node, scope, depth)
        if isinstance(node, ast.Call):
            return self._called(node, scope, depth)
        if isinstance(node, ast.Attribute) and node.attr == "parent":
            inner = self.path(node.value, scope, depth + 1)
            return None if inner is None else posixpath.dirname(inner)
        meaning = self.meaning(node, scope) if isinstance(node, ast.Name | ast.Attribute) else None
        return self.path(*meaning, depth + 1) if meaning else None

    def _ancestor(self, node: ast.Subscript, scope: Scope, depth: int) -> str | None:
        """`path.parents[n]`."""
        is_parents = isinstance(node.value, ast.Attribute) and node.value.attr == "parents"
        inner = self.path(node.value.value, scope, depth + 1) if is_parents else None  # type: ignore[attr-defined]
        count = self.known(node.slice, scope)
        if inner is None or not isinstance(count, int) or count < 0:
            return None
        for _ in range(count + 1):
            inner = posixpath.dirname(inner)
        return inner

    def _called(self, node: ast.Call, scope: Scope, depth: int) -> str | None:
        name = scope.module.dotted(node.func).rpartition(".")[2]
        if name in _PATHS | {"join", "dirname"} and node.args:
            parts = [self.path(argument, scope, depth + 1) for argument in node.args]
            whole = None if None in parts else posixpath.join(*map(str, parts))
            return posixpath.dirname(whole) if whole and name == "dirname" else whole
        if not isinstance(node.func, ast.Attribute):
            return None
        inner = self.path(node.func.value, scope, depth + 1)
        if inner is None or node.func.attr in _SAME_PATH:
            return inner
        if node.func.attr == "joinpath":
            parts = [self.path(argument, scope, depth + 1) for argument in node.args]
            return None if None in parts else posixpath.join(inner, *map(str, parts))
        return None


def _joined(left: str, right: str, *, is_text: bool) -> str:
    return left + right if is_text else posixpath.join(left, right)


def _own_name(node: ast.expr) -> str | None:
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return f"self.{node.attr}" if is_own and isinstance(node, ast.Attribute) else None
