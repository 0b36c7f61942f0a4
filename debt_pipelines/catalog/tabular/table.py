"""What a reader makes of one file: a table's columns, its size, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from debt_pipelines.catalog.profile.measures import UNMEASURED, Measures
from debt_pipelines.catalog.tabular.field_texts import ColumnText
from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.model.errors import UnreadableError

TableFormat = Literal[
    "csv",
    "tsv",
    "parquet",
    "jsonl",
    "json",
    "feather",
    "avro",
    "orc",
    "excel",
    "zip",
    "sqlite",
    "duckdb",
    "delta",
    "iceberg",
    "database",
]

HEADER_IS_DATA = "the header looks like data"
NO_MEMORY = "this machine has too little memory left to read it"


class SkippedError(UnreadableError):
    """The file is left unread on purpose; the message is the reason."""


class UnreachableError(UnreadableError):
    """The bytes could not be had this time; the next time they may."""


class NotTabularError(UnreadableError):
    """The file is sound, but it does not hold a table."""


_MAX_REASON = 200


def reason_of(error: BaseException) -> str:
    """What an error of a library says, in one short line; its name when it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:_MAX_REASON]


class Malformation(NamedTuple):
    """One thing that is wrong with a table as a file, and the line where it shows first."""

    sentence: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: data beyond `max_bytes` (as stored) is sampled, the rest is exact.

    `max_columns` refuses what is no table for people; `max_unpacked_ratio` bounds what a compressed file may grow to,
    `max_members` the tables of an archive, `max_line_bytes` the lines of large texts, `max_whole_bytes` what must be in
    memory at once, `max_cells` what a binary table may claim to hold, `max_sheet_cells` how far a sheet may reach.
    """

    max_bytes: int = 4 * 1024**3
    max_columns: int = 20_000
    max_unpacked_ratio: int = 200
    max_members: int = 1000
    max_line_bytes: int = 8 * 1024**2
    max_whole_bytes: int = 256 * 1024**2
    max_cells: int = 10_000_000_000
    max_sheet_cells: int = 2**25


class TableColumn(NamedTuple):
    """One column, as it is stored, as it is meant, and what was measured of it."""

    name: str
    physical_type: str
    logical_type: LogicalType | None
    measures: Measures = UNMEASURED
    is_nested: bool = False

    @property
    def n_nulls(self) -> int | None:
        """The number of rows without a value; None where the file does not tell without reading its data."""
        return self.measures.n_nulls


@dataclass(frozen=True, slots=True)
class Table:
    """One table read from a file; a sampled one was read only in part.

    One that is not counted has columns, and neither its rows nor any measure of its values are known. `part` names it
    among the tables of one file (a sheet, a table of a database). Nested columns follow the column they lie in.
    """

    format: TableFormat
    columns: Sequence[TableColumn]
    n_rows: int
    is_sampled: bool = False
    malformations: tuple[Malformation, ...] = ()
    header_line: int | None = 1
    part: str | None = None
    n_duplicate_rows: int | None = None
    texts: tuple[ColumnText, ...] = ()
    is_counted: bool = True

    @property
    def malformation(self) -> str | None:
        """All that is wrong, in one sentence."""
        return "; ".join(found.sentence for found in self.malformations) or None

    @property
    def malformation_line(self) -> int | None:
        """The line of the first thing that is wrong."""
        return self.malformations[0].line if self.malformations else None
