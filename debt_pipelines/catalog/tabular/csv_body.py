"""The rows of delimited text, all values as text: those that fit the header, and a count of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debt_pipelines.catalog.tabular.dialect import Dialect
from debt_pipelines.catalog.tabular.infer import NULL_WORDS, Inferred, infer
from debt_pipelines.catalog.tabular.lattice import LogicalType

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK_BYTES, _BLOCK_ROWS = 1024 * 1024, 1000


@dataclass(slots=True)
class Body:
    """The rows below a header; `values` is None when there are none."""

    width: int
    values: pa.Table | None = None
    n_misfits: int = 0
    misfit_width: int = 0
    n_headers: int = 0
    columns: tuple[Inferred, ...] = ()
    starts_quoted: bool = False

    @property
    def types(self) -> tuple[LogicalType | None, ...]:
        """The logical types of the columns; None for one without a value."""
        return tuple(column.logical_type for column in self.columns) or (None,) * self.width

    @property
    def n_rows(self) -> int:
        """The number of data rows, also of those that do not fit."""
        return self.n_misfits + (0 if self.values is None else self.values.num_rows)

    def is_unique(self, position: int) -> bool:
        """Whether no two rows have the same value in a column."""
        import pyarrow.compute as pc

        if self.values is None:
            return False
        n_distinct = pc.count_distinct(self.values.column(position), mode="all").as_py()
        return bool(n_distinct == self.values.num_rows)

    def has_value(self, position: int, value: str) -> bool:
        """Whether some row has that very value in a column."""
        import pyarrow.compute as pc

        if self.values is None:
            return False
        return bool(pc.any(pc.equal(self.values.column(position), value)).as_py())


def read_body(text: bytes, dialect: Dialect) -> Body:
    """The rows of a text that starts below its header, with the types of all columns.

    Rows that repeat the header, as in files put one behind the other, are taken out and counted.
    """
    n_fields = len(dialect.header)
    width = n_fields + 1 if dialect.row_width == n_fields + 1 and n_fields > 1 else n_fields
    body = _parse(text, dialect.delimiter, width, escape=False)
    if body.n_misfits and b'\\"' in text:
        escaped = _parse(text, dialect.delimiter, width, escape=True)
        body = min(body, escaped, key=lambda parsed: parsed.n_misfits)
    if body.values is None:
        return body
    if width == n_fields:
        body.values, body.n_headers = _without_headers(body.values, dialect.header)
    body.columns = tuple(infer(values) for values in body.values.columns)
    return body


def _parse(text: bytes, delimiter: str, width: int, *, escape: bool) -> Body:
    import pyarrow as pa
    from pyarrow import csv

    body = Body(width, starts_quoted=text[:_BLOCK_BYTES].lstrip(b"\r\n").startswith(b'"'))
    if not text[:_BLOCK_BYTES].strip(b"\r\n") and not text.strip(b"\r\n"):
        return body

    def note(row: csv.InvalidRow) -> str:
        body.misfit_width = body.misfit_width or row.actual_columns
        body.n_misfits += 1
        return "skip"

    names = [str(n) for n in range(width)]
    body.values = csv.read_csv(
        pa.BufferReader(text),
        read_options=csv.ReadOptions(column_names=names, use_threads=False, block_size=_block_bytes(text)),
        parse_options=csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            escape_char="\\" if escape else False,
            invalid_row_handler=note,
        ),
        convert_options=csv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            strings_can_be_null=True,
            null_values=list(NULL_WORDS),
            check_utf8=False,
        ),
    )
    return body


def _block_bytes(text: bytes) -> int:
    """Blocks of a thousand rows or more: wide tables would else fall into very many pieces."""
    row_bytes = min(len(text), _BLOCK_BYTES) // max(1, text.count(b"\n", 0, _BLOCK_BYTES))
    return max(1, min(len(text), max(_BLOCK_BYTES, _BLOCK_ROWS * row_bytes)))


def _without_headers(values: pa.Table, header: Sequence[str]) -> tuple[pa.Table, int]:
    import pyarrow.compute as pc

    named = [n for n, name in enumerate(header) if name.strip() and name not in NULL_WORDS]
    if len(named) < 2:
        return values, 0
    is_header = pc.fill_null(pc.equal(values.column(named[0]), header[named[0]]), False)
    if not pc.any(is_header).as_py():
        return values, 0
    for n in named[1:]:
        is_header = pc.and_(is_header, pc.fill_null(pc.equal(values.column(n), header[n]), False))
    return values.filter(pc.invert(is_header)), int(pc.sum(is_header).as_py() or 0)
