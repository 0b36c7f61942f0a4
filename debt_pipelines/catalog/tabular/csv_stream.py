"""Large delimited text as a table: block after block, in bounded memory, and yet all values decide the types.

The head of the file tells encoding, dialect and names. A column whose later values do not fit the type of its first
ones is read a second time, as the type that holds them all.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from debt_pipelines.catalog.profile.batches import frame_of_columns
from debt_pipelines.catalog.profile.measures import Measures
from debt_pipelines.catalog.profile.table_sums import TableSums, mapped
from debt_pipelines.catalog.tabular.infer import NULL_WORDS, Inferred, infer
from debt_pipelines.catalog.tabular.lattice import LogicalType, base_of, join
from debt_pipelines.catalog.tabular.table import Malformation, Table
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import pyarrow as pa

OPEN_QUOTE = "a quote may never be closed"
_BEYOND_BLOCK = "straddles two block boundaries"
_BLOCK_BYTES, _BLOCK_ROWS = 4 * 1024 * 1024, 1000
_MAX_BLOCK_BYTES = 256 * 1024 * 1024
_N_THREADS = 2
_MARKS = (b"\n<<<<<<< ", b"\n=======\n", b"\n>>>>>>> ")
_LONGEST_MARK = max(map(len, _MARKS))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a large file is laid out: its delimiter, where its rows start (in bytes), and what its head shows.

    A plain one is UTF-8 with a header as wide as the rows, so that it can be read block by block.
    """

    delimiter: str
    body_start: int
    head: Table
    is_plain: bool
    row_bytes: int


@dataclass(slots=True)
class _Pass:
    """What one reading of the rows gave."""

    types: list[LogicalType | None]
    measures: list[Measures]
    n_rows: int
    n_misfits: int
    has_conflict: bool
    unsettled: list[int] = field(default_factory=list)


def read_large(content: Content, layout: Layout) -> Table:
    """The table of a large file, measured in full; raises UnreadableError."""
    n_columns = len(layout.head.columns)
    first = _pass(content, layout, list(range(n_columns)), None)
    types, measures = first.types, first.measures
    if first.unsettled:
        second = _pass(content, layout, first.unsettled, [types[position] for position in first.unsettled])
        for position, kind, measure in zip(first.unsettled, second.types, second.measures, strict=True):
            types[position], measures[position] = kind, measure
    columns = tuple(
        column._replace(logical_type=kind, measures=measure)
        for column, kind, measure in zip(layout.head.columns, types, measures, strict=True)
    )
    found = list(layout.head.malformations)
    if first.n_misfits and not any(entry.sentence.startswith("ragged") for entry in found):
        sentence = f"ragged rows: {first.n_misfits} of {first.n_rows + first.n_misfits} do not have {n_columns} fields"
        found.append(Malformation(sentence, None))
    if first.has_conflict:
        found.append(Malformation("unresolved merge conflict markers", None))
    n_rows = first.n_rows + first.n_misfits
    return replace(layout.head, columns=columns, n_rows=n_rows, is_sampled=False, malformations=tuple(found))


def _pass(content: Content, layout: Layout, wanted: Sequence[int], types: Sequence[LogicalType | None] | None) -> _Pass:
    """Read all rows of the wanted columns; without given types each column settles on that of its values."""
    columns = layout.head.columns
    known: list[LogicalType | None] = list(types) if types is not None else [None] * len(wanted)
    sums = TableSums([columns[position].name for position in wanted])
    unsettled: set[int] = set()
    with content.open() as stream, ThreadPoolExecutor(_N_THREADS) as pool:
        watched = _Watched(stream, layout.body_start)
        rows = _Rows(watched, layout, wanted)
        for batch in rows:
            found = mapped(
                pool, infer if types is None else _typed, list(zip(batch, *([types] if types else []), strict=True))
            )
            for n, column in enumerate(found):
                joined = join(known[n], column.logical_type)
                if sums.n_rows and known[n] != joined and column.logical_type is not None and known[n] is not None:
                    unsettled.add(n)
                known[n] = joined if types is None else known[n]
            steady = [_steady(n, column, unsettled, known) for n, column in enumerate(found)]
            sums.add(frame_of_columns(steady), pool)
    settled = [n for n in range(len(wanted)) if n not in unsettled]
    measures = sums.measures(known) if settled else [Measures() for _ in wanted]
    return _Pass(
        known, measures, sums.n_rows, rows.n_misfits, watched.has_conflict, sorted(wanted[n] for n in unsettled)
    )


def _steady(
    position: int, column: Inferred, unsettled: set[int], known: Sequence[LogicalType | None]
) -> pa.ChunkedArray:
    """The values in one storage type for all batches; nulls for a column that has to be read again."""
    import pyarrow as pa

    if position in unsettled or column.logical_type is None:
        return pa.chunked_array([pa.nulls(len(column.values))])
    return column.values.cast(_storage(known[position]), safe=False)


def _storage(kind: LogicalType | None) -> pa.DataType:
    import pyarrow as pa

    base = base_of(kind) if kind else "string"
    types = {"integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "boolean": pa.bool_()}
    if base == "timestamp":
        return pa.timestamp("us", tz="UTC" if kind and "[" in kind else None)
    return types.get(base, pa.string())


def _typed(values: pa.ChunkedArray, kind: LogicalType | None) -> Inferred:
    """The values in a type that holds all of the column."""
    import pyarrow.compute as pc

    found = infer(values) if kind is not None and base_of(kind) != "string" else Inferred("string", values)
    if kind is None or found.logical_type is None or found.values.type == _storage(kind):
        return found
    return Inferred(kind, pc.cast(found.values, _storage(kind), safe=False))


class _Rows:
    """The rows of a stream as batches of text columns; rows of another width are counted and left out."""

    def __init__(self, stream: _Watched, layout: Layout, wanted: Sequence[int]) -> None:
        self._stream = stream
        self._delimiter = layout.delimiter
        self._block_bytes = min(max(_BLOCK_BYTES, _BLOCK_ROWS * layout.row_bytes), _MAX_BLOCK_BYTES)
        self._names = [str(n) for n in range(len(layout.head.columns))]
        self._wanted = [str(n) for n in wanted]
        self.n_misfits = 0

    def __iter__(self) -> Iterator[list[pa.ChunkedArray]]:
        import pyarrow as pa

        try:
            for batch in self._batches():
                if batch.num_rows:
                    yield [pa.chunked_array([column]) for column in batch.columns]
        except pa.ArrowInvalid as error:
            if _BEYOND_BLOCK not in str(error):
                raise
            n_mib = self._block_bytes // 2**20
            raise UnreadableError(f"no table: one of its rows is longer than {n_mib} MiB; {OPEN_QUOTE}") from error

    def _batches(self) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa
        from pyarrow import csv

        def skip(_row: csv.InvalidRow) -> str:
            self.n_misfits += 1
            return "skip"

        yield from csv.open_csv(
            pa.PythonFile(self._stream, mode="r"),
            read_options=csv.ReadOptions(column_names=self._names, block_size=self._block_bytes),
            parse_options=csv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=skip
            ),
            convert_options=csv.ConvertOptions(
                column_types={name: pa.string() for name in self._wanted},
                include_columns=self._wanted,
                strings_can_be_null=True,
                null_values=list(NULL_WORDS),
            ),
        )


class _Watched(io.RawIOBase):
    """A stream from some place on, in which conflict markers and NUL bytes are noticed as they go by."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self._stream = stream
        self._seen: set[bytes] = set()
        self._tail = b"\n"
        stream.read(start)

    @property
    def has_conflict(self) -> bool:
        """Whether all three marks of a merge conflict went by."""
        return len(self._seen) == len(_MARKS)

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises UnreadableError for binary content."""
        block = self._stream.read(size)
        if b"\0" in block:
            raise UnreadableError("binary content: it has NUL bytes")
        for mark in _MARKS:
            if mark in block or mark in self._tail + block[:_LONGEST_MARK]:
                self._seen.add(mark)
        self._tail = block[-_LONGEST_MARK:] or self._tail
        return block
