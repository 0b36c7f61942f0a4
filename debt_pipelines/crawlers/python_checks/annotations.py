"""What the type annotation of a column demands."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.crawlers.python_checks.modules import Module

_WRAPPERS = frozenset({"Series", "Mapped", "Annotated", "Final", "Required", "SQLModelField", "Column"})
_POSITIVE = {
    "PositiveInt": ("integer", {"gt": 0}),
    "NonNegativeInt": ("integer", {"ge": 0}),
    "PositiveFloat": ("number", {"gt": 0}),
    "NonNegativeFloat": ("number", {"ge": 0}),
}
_NAMES: dict[str, LogicalType] = {
    "StrictInt": "integer",
    "StrictFloat": "number",
    "StrictBool": "boolean",
    "conint": "integer",
    "confloat": "number",
    "DateTime": "timestamp",
    "Boolean": "boolean",
    **{name: logical_type for name, (logical_type, _) in _POSITIVE.items()},
}


@dataclass(frozen=True, slots=True)
class Demand:
    """A type by its word; whether the value may be left out; the values and bounds that the type itself sets."""

    word: str | None = None
    logical_type: LogicalType | None = None
    is_optional: bool = False
    is_index: bool = False
    values: tuple[object, ...] = ()
    bounds: tuple[tuple[str, object], ...] = ()


def demand_of(node: ast.expr | None, module: Module) -> Demand:
    """What an annotation demands; texts such as `"Series[int]"` are read as what they say."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        written = node.value
        try:
            node = ast.parse(written, mode="eval").body
        except (SyntaxError, ValueError):
            return Demand(written, logical_type_of(written))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _optional([node.left, node.right], module)
    if isinstance(node, ast.Subscript):
        return _subscript(node, module)
    word = _word(node, module)
    bounds = _POSITIVE.get(word or "", ("", {}))[1]
    return Demand(word, logical_type_of(word), bounds=tuple(bounds.items()))


def _subscript(node: ast.Subscript, module: Module) -> Demand:
    outer = module.dotted(node.value).rpartition(".")[2]
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if outer in ("Optional", "Union"):
        return _optional([*parts, *([ast.Constant(None)] if outer == "Optional" else [])], module)
    if outer == "Literal":
        values = tuple(part.value for part in parts if isinstance(part, ast.Constant))
        return Demand("Literal", None, values=values)
    if outer == "Index":
        return Demand(is_index=True)
    if outer in _WRAPPERS and parts:
        return demand_of(parts[0], module)
    return Demand(outer, None)


def _optional(parts: list[ast.expr], module: Module) -> Demand:
    given = [part for part in parts if not (isinstance(part, ast.Constant) and part.value is None)]
    inner = demand_of(given[0], module) if len(given) == 1 else Demand()
    is_optional = len(given) < len(parts) or inner.is_optional
    return Demand(inner.word, inner.logical_type, is_optional, inner.is_index, inner.values, inner.bounds)


def word_of(node: ast.expr | None, module: Module) -> str | None:
    """The word for a type given as a value: `int`, `"int64"`, `pa.Int`, `pl.Utf8()`, `np.dtype("int")`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return _word(node, module)


def _word(node: ast.expr | None, module: Module) -> str | None:
    if isinstance(node, ast.Call):
        is_named = node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
        return word_of(node.args[0] if is_named else node.func, module)
    return module.dotted(node).rpartition(".")[2] or None if node is not None else None


def logical_type_of(word: str | None) -> LogicalType | None:
    """The type that a column must have in the data itself.

    Texts are left open: code may read any column as text, whatever a file holds.
    """
    found = None if word is None else _NAMES.get(word) or of_words(word)
    return None if found == "string" else found
