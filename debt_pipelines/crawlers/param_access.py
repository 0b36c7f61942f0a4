"""Follows what a Python script loads from a parameter file through its names, down to the keys that it reads.

The script is followed as it would run: its own lines first, a function where it is called. What the code computes is
told as such, so that silence about a key proves something.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from debt_pipelines.crawlers.param_loading import (
    WRAPPERS,
    Handle,
    Loaded,
    Option,
    Read,
    Text,
    Value,
    hydra_config,
    loaded_by,
    options_of,
    text_of,
)
from debt_pipelines.crawlers.python_checks.modules import Module, Modules
from debt_pipelines.crawlers.python_source import Function, call_name

_MAX_DEPTH = 6
_TAKING = frozenset({"get", "pop", "setdefault", "__getitem__"})
_SAME = frozenset({"copy", "deepcopy", "to_container"})
Names = dict[str, Value]


@dataclass
class Script:
    """One script, followed from its first line; `reads` fills up while it is followed."""

    modules: Modules
    reads: dict[Read, None] = field(default_factory=dict)
    _results: dict[tuple[str, str, tuple[str, ...]], Value] = field(default_factory=dict)

    def follow(self, module: Module) -> list[Read]:
        """All that a script reads of parameter files, in the order it does."""
        _Scope(self, module, {}).run(module.tree.body)
        return list(self.reads)

    def note(self, module: Module, loaded: Loaded, node: ast.AST, *, is_bound: bool = False) -> None:
        """Takes note of a read."""
        key = None if loaded.is_computed else ".".join(loaded.key)
        self.reads.setdefault(Read(loaded.origin, key, module.path, module.line(node), is_bound))

    def result(self, scope: _Scope, function: Function) -> Value:
        """What a function gives back; it is followed once for all that it is given."""
        given = tuple(f"{name}={value}" for name, value in sorted(scope.names.items()))
        call = (scope.module.path, f"{function.name}:{function.lineno}", given)
        if call not in self._results:
            self._results[call] = None
            scope.run(function.body)
            self._results[call] = scope.returned
        return self._results[call]


class _Scope:
    """The names of one function, or of the top of one file, while its statements are gone through."""

    def __init__(
        self, script: Script, module: Module, names: Names, *, top: _Scope | None = None, depth: int = 0
    ) -> None:
        self.script, self.module, self.depth = script, module, depth
        self.names = names
        self.top = top or self
        self.options = options_of(module)
        self.functions = {node.name: node for node in module.tree.body if isinstance(node, Function)}
        self.classes = {node.name: node for node in module.tree.body if isinstance(node, ast.ClassDef)}
        self.returned: Value = None

    def run(self, body: list[ast.stmt]) -> None:
        """Go through statements in the order they stand; of branches, each is gone through."""
        for statement in body:
            if isinstance(statement, Function):
                self._defined(statement)
            elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                self._assign(statement, statement.value)
            elif isinstance(statement, ast.Return) and statement.value is not None:
                self.returned = self._bound(statement.value) or self.returned
            elif isinstance(statement, (ast.With, ast.AsyncWith)):
                for item in statement.items:
                    self._name(item.optional_vars, self._bound(item.context_expr))
                self.run(statement.body)
            elif not isinstance(statement, (ast.ClassDef, ast.Import, ast.ImportFrom)):
                self._compound(statement)

    def _compound(self, statement: ast.stmt) -> None:
        for name, part in ast.iter_fields(statement):
            for node in [] if name == "target" else part if isinstance(part, list) else [part]:
                if isinstance(node, ast.expr):
                    self.visit(node)
                elif isinstance(node, (ast.ExceptHandler, ast.match_case)):
                    self.run(node.body)
            if isinstance(part, list) and part and isinstance(part[0], ast.stmt):
                self.run(part)

    def _defined(self, function: Function) -> None:
        """A function in a function is gone through at once; one that a decorator takes may be called by its maker."""
        if self.top is not self:
            returned = self.returned
            self.run(function.body)
            self.returned = returned
            return
        config = next((found for node in function.decorator_list if (found := hydra_config(node, self.module))), None)
        first = function.args.args[0].arg if function.args.args else ""
        if function.decorator_list:
            self._enter(self.module, function, {first: Loaded(config, is_open=True)} if config else {})

    def _assign(self, statement: ast.Assign | ast.AnnAssign, value: ast.expr) -> None:
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else statement.targets
        first = targets[0]
        if isinstance(first, ast.Tuple) and isinstance(value, ast.Tuple) and len(first.elts) == len(value.elts):
            for target, part in zip(first.elts, value.elts, strict=True):
                self._name(target, self._bound(part))
            return
        found = self._bound(value)
        for target in targets:
            self._name(target, found)

    def _bound(self, node: ast.expr) -> Value:
        """What an expression that gets a name stands for; a parameter is read only if it has nothing below it."""
        found = self.value(node)
        if isinstance(found, Loaded) and (found.key or found.is_computed):
            self.script.note(self.module, found, node, is_bound=not found.is_computed)
        else:
            self._children(node)
        return found

    def _name(self, target: ast.expr | None, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            self.names[f"{target.value.id}.{target.attr}"] = value
            if isinstance(value, Loaded):  # other methods may read of it whatever they like
                self.script.note(self.module, value if value.key else replace(value, is_computed=True), target)

    def visit(self, node: ast.expr) -> None:
        """Take note of what an expression reads."""
        found = self.value(node)
        if isinstance(found, Loaded):
            self.script.note(self.module, found if found.key else replace(found, is_computed=True), node)
        else:
            self._children(node)

    def _children(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._call(node)
            return
        if isinstance(node, ast.Name):
            self._mentioned(node.id)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.visit(child)
            elif isinstance(child, (ast.comprehension, ast.keyword)):
                self._children(child)

    def _mentioned(self, name: str) -> None:
        """A function or class that is named may be called, with what nobody here knows."""
        if name in self.functions:
            self._enter(self.module, self.functions[name], {})
        elif name in self.classes:
            for method in self.classes[name].body:
                if isinstance(method, Function):
                    self._enter(self.module, method, {})

    def value(self, node: ast.expr | None) -> Value:
        """What an expression stands for: something of a parameter file, a file, a text; None when it is neither."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, self.top.names.get(node.id))
        if isinstance(node, ast.Subscript):
            return self._entered(node.value, node.slice)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.BoolOp):
            return next((found for part in node.values if isinstance(found := self.value(part), Loaded)), None)
        return text_of(node, self.value)

    def _entered(self, base: ast.expr, place: ast.expr | None) -> Value:
        found = self.value(base)
        if not isinstance(found, Loaded):
            return None
        if found.is_computed:
            return found
        if isinstance(place, ast.Constant) and isinstance(place.value, (str, int)):
            return replace(found, key=(*found.key, str(place.value)))
        text = self.value(place)
        if isinstance(text, Text):
            return replace(found, key=(*found.key, text.text))
        return replace(found, is_computed=not found.key)

    def _attribute(self, node: ast.Attribute) -> Value:
        if isinstance(node.value, ast.Name):
            known = self.names.get(f"{node.value.id}.{node.attr}")
            if known is not None:
                return known
        found = self.value(node.value)
        if isinstance(found, Loaded) and found.is_open and not found.is_computed:
            return replace(found, key=(*found.key, node.attr))
        if found is None and node.attr in self.options:
            return self.options[node.attr]
        return None

    def _called(self, node: ast.Call) -> Value:
        function = node.func
        if isinstance(function, ast.Attribute):
            base = self.value(function.value)
            if isinstance(base, Loaded):
                if function.attr in _TAKING and node.args:
                    return self._entered(function.value, node.args[0])
                return base
            if isinstance(base, (Text, Option)) and function.attr in ("open", "read_text", "read_bytes", "resolve"):
                return base if function.attr == "resolve" else Handle(base)
            if isinstance(base, Handle) and function.attr == "read":
                return base
        loaded = loaded_by(node, self.module, self.value)
        if loaded is not None:
            return loaded
        if call_name(node) in WRAPPERS | _SAME and node.args:
            inner = self.value(node.args[0])
            return replace(inner, is_open=True) if isinstance(inner, Loaded) else None
        return text_of(node, self.value) or self._result(node)

    def _result(self, node: ast.Call) -> Value:
        """What a function of the project gives back, after it has been followed."""
        found = self._function(node)
        if found is None:
            return None
        module, function = found
        given = dict(self._given(node, function))
        return self._enter(module, function, given)

    def _function(self, node: ast.Call) -> tuple[Module, Function] | None:
        if isinstance(node.func, ast.Name) and node.func.id in self.functions:
            return self.module, self.functions[node.func.id]
        dotted = self.module.dotted(node.func) if isinstance(node.func, (ast.Name, ast.Attribute)) else ""
        place, _dot, name = dotted.rpartition(".")
        module = self.script.modules.imported(place, self.module.path) if place else None
        for statement in module.tree.body if module else ():
            if isinstance(statement, Function) and statement.name == name:
                return (module, statement) if module else None
        return None

    def _given(self, node: ast.Call, function: Function) -> Iterator[tuple[str, Value]]:
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        for name, argument in zip(names, node.args, strict=False):
            yield name, self.value(argument)
        for keyword in node.keywords:
            if keyword.arg is not None:
                yield keyword.arg, self.value(keyword.value)

    def _enter(self, module: Module, function: Function, given: Names) -> Value:
        if self.depth >= _MAX_DEPTH:
            return None
        top = self.top if module is self.module else _top_of(self.script, module, self.depth + 1)
        names: Names = {name: value for name, value in given.items() if value is not None}
        defaults = zip(reversed(function.args.args), reversed(function.args.defaults), strict=False)
        for name, default in defaults:
            names.setdefault(name.arg, text_of(default, top.value))
        names = {name: value for name, value in names.items() if value is not None}
        return self.script.result(_Scope(self.script, module, names, top=top, depth=self.depth + 1), function)

    def _call(self, node: ast.Call) -> None:
        """What a call reads that is none of the known ones: its arguments are handed on as they are."""
        followed, is_known = self._function(node) is not None, self.value(node) is not None
        if not isinstance(node.func, ast.Name) or not followed:
            self.visit(node.func)
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            found = self.value(argument)
            if isinstance(found, Loaded) and (followed or (is_known and not found.key)):
                continue  # what is read of it is seen there
            self.visit(argument.value if isinstance(argument, ast.Starred) else argument)


def _top_of(script: Script, module: Module, depth: int) -> _Scope:
    """The texts that a module gives names to at its top."""
    scope = _Scope(script, module, {}, depth=depth)
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found = text_of(statement.value, scope.value)
            if found is not None:
                scope.names[statement.targets[0].id] = found
    return scope
