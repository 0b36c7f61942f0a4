"""How a value is asked for in SQL, so that every database gives it as `Measures` has it.

Not a number is no value, a moment beyond what Python knows is the nearest it does, and texts are compared byte by byte.
Where a database cannot promise that, the value is not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.database.described import DeclaredColumn
from debt_pipelines.catalog.profile.measures import N_QUANTILES
from debt_pipelines.catalog.profile.texts import MAX_LENGTH
from debt_pipelines.catalog.tabular.lattice import base_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

NUMERIC = frozenset({"integer", "number", "decimal"})
_MOMENTS = frozenset({"date", "timestamp"})
_ALMOST = 1 - 1e-13
"""Keeps a share such as 0.55 of 100 from being rounded up to the next row."""


class Expressions:
    """The expressions that any database understands; texts are left out, because their order is not known."""

    can_rank_in_sql = False
    """Whether quantiles are an aggregate."""

    def value(self, column: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value of a column, texts cut; None for what cannot be measured."""
        from sqlalchemy import Integer, cast

        base = base_of(declared.logical_type or "")
        if base == "boolean":
            return cast(column, Integer)
        return column if base in NUMERIC | _MOMENTS | {"time"} else None

    def whole(self, column: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value with all of its text, to tell different ones apart."""
        return self.value(column, declared)

    def length(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The length of a text in characters."""
        from sqlalchemy import func

        return func.char_length(column)

    def number(self, value: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value as quantiles have it; None for what has none."""
        return value if base_of(declared.logical_type or "") in NUMERIC else None


class PostgresExpressions(Expressions):
    """What PostgreSQL understands."""

    can_rank_in_sql = True

    def value(self, column: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value of a column, texts cut; None for what cannot be measured."""
        from sqlalchemy import Double, case, cast, func, literal_column

        logical = declared.logical_type or ""
        base = base_of(logical)
        if base == "string":
            return func.left(self._text(column), MAX_LENGTH).collate("C")
        if base == "number":
            return func.nullif(cast(column, Double), literal_column("'NaN'::float8"))
        if base == "decimal":
            return func.nullif(column, literal_column("'NaN'::numeric"))
        if base in _MOMENTS:
            kind = "date" if base == "date" else "timestamptz" if logical != base else "timestamp"
            zone, last = ("+00" if kind == "timestamptz" else ""), ("" if kind == "date" else " 23:59:59.999999")
            earliest, latest = f"'0001-01-01{zone}'::{kind}", f"'9999-12-31{last}{zone}'::{kind}"
            bounded = func.least(func.greatest(column, literal_column(earliest)), literal_column(latest))
            return case((column.is_not(None), bounded))
        return column if base == "duration" else super().value(column, declared)

    def whole(self, column: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value with all of its text, to tell different ones apart."""
        is_text = base_of(declared.logical_type or "") == "string"
        return self._text(column).collate("C") if is_text else self.value(column, declared)

    def length(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The length of a text in characters."""
        return super().length(self._text(column))

    def number(self, value: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value as quantiles have it: days and seconds for dates and timestamps."""
        from sqlalchemy import Double, cast, extract, literal_column

        base = base_of(declared.logical_type or "")
        if base == "date":
            return cast(value - literal_column("'1970-01-01'::date"), Double)
        if base == "timestamp":
            return cast(extract("epoch", value), Double)
        return cast(value, Double) if base in NUMERIC else None

    @staticmethod
    def _text(column: ColumnElement[Any]) -> ColumnElement[Any]:
        from sqlalchemy import Text, cast

        return cast(column, Text)


class MySqlExpressions(Expressions):
    """What MySQL and MariaDB understand."""

    def value(self, column: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value of a column, texts cut and as bytes; None for what cannot be measured."""
        from sqlalchemy import func

        is_text = base_of(declared.logical_type or "") == "string"
        return self._bytes(func.left(column, MAX_LENGTH)) if is_text else super().value(column, declared)

    def whole(self, column: ColumnElement[Any], declared: DeclaredColumn) -> ColumnElement[Any] | None:
        """The value with all of its text, to tell different ones apart."""
        is_text = base_of(declared.logical_type or "") == "string"
        return self._bytes(column) if is_text else self.value(column, declared)

    @staticmethod
    def _bytes(text: ColumnElement[Any]) -> ColumnElement[Any]:
        """A text in UTF-8 as bytes: collations would take other texts for the same."""
        from sqlalchemy import cast
        from sqlalchemy.dialects.mysql import BINARY, CHAR

        return cast(cast(text, CHAR(charset="utf8mb4")), BINARY)


def expressions_of(dialect: str) -> Expressions:
    """The expressions for a kind of database."""
    if dialect == "postgresql":
        return PostgresExpressions()
    return MySqlExpressions() if dialect in ("mysql", "mariadb") else Expressions()


def quantiles_of(number: ColumnElement[Any]) -> ColumnElement[Any]:
    """The quantiles of a column as one aggregate, which gives an array."""
    from sqlalchemy import func, literal_column

    shares = ", ".join(repr(n / (N_QUANTILES - 1) * _ALMOST) for n in range(N_QUANTILES))
    return func.percentile_disc(literal_column(f"ARRAY[{shares}]::float8[]")).within_group(number)
