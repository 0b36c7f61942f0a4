"""Row models and the table schemas read off them.

A table is declared once, as a frozen dataclass: the annotation of a field gives its type and its description.
Frames, Parquet files, Dagster column schemas and the rule loader all follow from that one declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

DataType = Literal["string", "integer", "number", "boolean"]

_DATA_TYPES: dict[type, DataType] = {str: "string", int: "integer", float: "number", bool: "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table. Subclasses name their table and annotate each field with its description."""

    table: ClassVar[str]


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Many rows of one table, column by column: far cheaper than as many row objects.

    `columns` are of one length: lists, Arrow arrays of the declared type or columns of a frame by name; or one Arrow
    batch, which may hold what no field is made of. `same` holds what is alike in every row; what neither has is the
    default of its field.
    """

    row_type: type[Row]
    columns: Any
    same: dict[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.row_type.table

    @property
    def _is_dict(self) -> bool:
        return isinstance(self.columns, dict)

    @property
    def by_name(self) -> dict[str, Any]:
        """The columns by the names of the fields that they are values of."""
        held = self.columns if self._is_dict else self.columns.schema.names
        return {name: self.columns[name] for name in map(attrgetter("name"), fields(self.row_type)) if name in held}

    def __len__(self) -> int:
        n_rows: int = len(next(iter(self.columns.values()), ())) if self._is_dict else self.columns.num_rows
        return n_rows

    def rows(self) -> Iterator[Row]:
        """The rows one by one."""
        columns = self.by_name
        lists = [plain_values(values) for values in columns.values()]
        return (
            self.row_type(**dict(zip(columns, values, strict=True)), **self.same) for values in zip(*lists, strict=True)
        )


def plain_values(values: Any) -> list[Any]:
    """The values of a column of a block as a list."""
    if isinstance(values, list):
        return values
    listed: list[Any] = values.to_pylist() if hasattr(values, "to_pylist") else values.tolist()
    return listed


AnyRow = Row | RowBlock
"""What crawlers yield: rows, or many at once."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, data type, whether it may be empty, and what it says."""

    name: str
    data_type: DataType
    is_nullable: bool
    description: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The declared columns of one table, in order, with the row model they come from."""

    name: str
    description: str
    columns: tuple[Column, ...]
    row_type: type[Row]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of all columns, in declared order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


def defaults_of(row_type: type[Row]) -> dict[str, Any]:
    """The defaults of the fields that have one, in declared order."""
    return {field.name: field.default for field in fields(row_type) if field.default is not MISSING}


def schema_of(row_type: type[Row]) -> TableSchema:
    """Read the table schema off a row model; raises TypeError for a field that is not declared properly."""
    hints = get_type_hints(row_type, include_extras=True)
    columns = tuple(_column(row_type, field.name, hints[field.name]) for field in fields(row_type))
    description = (row_type.__doc__ or "").strip().split("\n")[0]
    return TableSchema(row_type.table, description, columns, row_type)


def _column(row_type: type[Row], name: str, hint: Any) -> Column:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{row_type.__name__}.{name} has no description")
    bare, description = get_args(hint)[:2]
    options = get_args(bare) or (bare,)
    if get_origin(bare) is Literal:
        return Column(name, "string", False, description)
    types = [option for option in options if option is not type(None)]
    first = types[0]
    data_type: DataType = "string" if get_origin(first) is Literal else _DATA_TYPES[first]
    return Column(name, data_type, len(types) < len(options), description)
