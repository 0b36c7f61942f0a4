"""What a reader makes of one file: a table's columns, its size, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.model.errors import UnreadableError

TableFormat = Literal["csv", "tsv", "parquet", "jsonl", "json"]

HEADER_IS_DATA = "the header looks like data"


class SkippedError(UnreadableError):
    """The file is left unread on purpose; the message is the reason."""


class NotTabularError(UnreadableError):
    """The file is sound, but it does not hold a table."""


class Malformation(NamedTuple):
    """One thing that is wrong with a table as a file, and the line where it shows first."""

    sentence: str
    line: int | None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column; `n_nulls` is None where the file does not tell without reading its data."""

    name: str
    physical_type: str
    logical_type: LogicalType | None
    n_nulls: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One file read as a table; a sampled one was read only in part."""

    format: TableFormat
    columns: tuple[TableColumn, ...]
    n_rows: int
    is_sampled: bool = False
    malformations: tuple[Malformation, ...] = ()
    header_line: int = 1

    @property
    def malformation(self) -> str | None:
        """All that is wrong, in one sentence."""
        return "; ".join(found.sentence for found in self.malformations) or None

    @property
    def malformation_line(self) -> int | None:
        """The line of the first thing that is wrong."""
        return self.malformations[0].line if self.malformations else None
