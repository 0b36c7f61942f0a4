"""The checks that constraints of SQL make: NOT NULL, UNIQUE, keys, references and CHECK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from debt_pipelines.crawlers.declared_table import Check
from debt_pipelines.model.data_rows import AssertionKind

if TYPE_CHECKING:
    from sqlglot import exp


def names_in(node: exp.Expr) -> tuple[str, ...]:
    """The columns listed in a constraint, each once; some dialects list them as plain names."""
    from sqlglot import exp

    return _columns_in(node) or tuple(dict.fromkeys(name.name for name in node.find_all(exp.Identifier)))


def _columns_in(node: exp.Expr | None) -> tuple[str, ...]:
    from sqlglot import exp

    return tuple(dict.fromkeys(column.name for column in node.find_all(exp.Column))) if node is not None else ()


def key_checks(names: tuple[str, ...], line: int | None) -> Iterator[Check]:
    """What a primary key demands."""
    yield Check(type="PRIMARY KEY", kind="uniqueness", columns=names, limits={}, line=line)
    yield Check(type="PRIMARY KEY", kind="nullness", columns=names, limits={}, line=line)


def checks_of_column(constraint: exp.Expr, name: str, line: int | None) -> Iterator[Check]:
    """The checks of one constraint that stands with its column."""
    from sqlglot import exp

    if isinstance(constraint, exp.NotNullColumnConstraint) and not constraint.args.get("allow_null"):
        yield Check(type="NOT NULL", kind="nullness", columns=(name,), limits={}, line=line)
    elif isinstance(constraint, exp.PrimaryKeyColumnConstraint):
        yield from key_checks((name,), line)
    elif isinstance(constraint, exp.UniqueColumnConstraint):
        yield Check(type="UNIQUE", kind="uniqueness", columns=(name,), limits={}, line=line)
    elif isinstance(constraint, exp.Reference):
        yield Check(type="REFERENCES", kind="relation", columns=(name,), line=line)
    elif isinstance(constraint, exp.CheckColumnConstraint):
        yield check_of_condition(constraint.this, line)


def checks_of_table(constraint: exp.Expr, line: int | None, around: exp.Expr | None = None) -> Iterator[Check]:
    """The checks of one constraint of a table as a whole; some name their columns beside them, within `around`."""
    from sqlglot import exp

    if isinstance(constraint, exp.Constraint):
        for part in constraint.expressions:
            yield from checks_of_table(part, line, constraint)
    elif isinstance(constraint, exp.PrimaryKey | exp.PrimaryKeyColumnConstraint):
        yield from key_checks(names_in(constraint) or _columns_in(around), line)
    elif isinstance(constraint, exp.UniqueColumnConstraint):
        names = names_in(constraint) or _columns_in(around)
        yield Check(type="UNIQUE", kind="uniqueness", columns=names, limits={}, line=line)
    elif isinstance(constraint, exp.ForeignKey):
        columns = tuple(name.name for name in constraint.expressions)
        yield Check(type="FOREIGN KEY", kind="relation", columns=columns, line=line)
    elif isinstance(constraint, exp.CheckColumnConstraint):
        yield check_of_condition(constraint.this, line)


def check_of_condition(condition: exp.Expr, line: int | None) -> Check:
    """What a CHECK is about; one that speaks of no column and is true by itself cannot fail."""
    from sqlglot import exp

    condition = condition.unnest()
    columns = _columns_in(condition)
    kind, limits = _meaning(condition) if len(columns) == 1 else ("custom", None)
    is_true = isinstance(condition, exp.Boolean) and condition.this is True
    is_same = isinstance(condition, exp.EQ) and isinstance(condition.this, exp.Literal)
    is_vacuous = not columns and (is_true or (is_same and condition.this == condition.expression))
    return Check(
        type="CHECK",
        kind=kind,
        columns=columns,
        limits=limits,
        vacuous_reason=f"its condition `{condition.sql()}` is always true" if is_vacuous else None,
        line=line,
    )


def _meaning(condition: exp.Expr) -> tuple[AssertionKind, dict[str, Any] | None]:
    """The kind of a condition about one column, and its limits where they are plain."""
    from sqlglot import exp

    if isinstance(condition, exp.And):
        sides = [_meaning(condition.left.unnest()), _meaning(condition.right.unnest())]
        if all(kind == "range" and limits for kind, limits in sides):
            return "range", {**(sides[0][1] or {}), **(sides[1][1] or {})}
        return "custom", None
    if isinstance(condition, exp.In) and condition.expressions:
        values = [_value(option) for option in condition.expressions]
        return "domain", None if None in values else {"values": values}
    if isinstance(condition, exp.Between):
        low, high = _value(condition.args["low"]), _value(condition.args["high"])
        return "range", None if None in (low, high) else {"min": low, "max": high}
    if isinstance(condition, exp.Like | exp.ILike | exp.RegexpLike | exp.SimilarTo):
        return "pattern", {"pattern": _value(condition.expression)}
    return _comparison(condition)


def _comparison(condition: exp.Expr) -> tuple[AssertionKind, dict[str, Any] | None]:
    from sqlglot import exp

    keys: dict[type[exp.Expr], tuple[str, bool]] = {
        exp.GT: ("min", True),
        exp.GTE: ("min", False),
        exp.LT: ("max", True),
        exp.LTE: ("max", False),
    }
    found = keys.get(type(condition))
    if found is None:
        return "custom", None
    value = _value(condition.expression)
    if value is None or not isinstance(condition.this, exp.Column):
        return "range", None
    key, is_strict = found
    return "range", {key: value} | ({f"strict_{key}": True} if is_strict else {})


def _value(node: exp.Expr) -> Any:
    """The number or text a literal stands for; None for anything else."""
    from sqlglot import exp

    if isinstance(node, exp.Neg):
        value = _value(node.this)
        return -value if isinstance(value, int | float) else None
    if isinstance(node, exp.Cast):
        return _value(node.this)
    if not isinstance(node, exp.Literal):
        return None
    return node.this if node.is_string else node.to_py()
