"""The one door to all readers: which files may be tables, and what a file's bytes are as a table."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from debt_pipelines.catalog.tabular.csv_table import read_csv_table
from debt_pipelines.catalog.tabular.json_table import (
    read_json_lines_table,
    read_json_table,
    starts_like_table,
)
from debt_pipelines.catalog.tabular.parquet_table import read_parquet_table
from debt_pipelines.catalog.tabular.pointers import refuse_pointer
from debt_pipelines.catalog.tabular.table import Malformation, NotTabularError, Table, TableFormat
from debt_pipelines.model.errors import UnreadableError

_FORMATS: dict[str, TableFormat] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
_NOT_TABULAR = re.compile(
    r"(?<![a-z])(config|configuration|settings|schemas?|lock|metrics?|params|plots?|vega|locales?|translations"
    r"|expectations|tsconfig|package|manifest)(?![a-z])",
    re.IGNORECASE,
)
_MAX_MESSAGE = 200


def format_of(path: str) -> TableFormat | None:
    """The tabular format a file name stands for; None also for JSON that is named for something else."""
    pure = PurePosixPath(path)
    found = _FORMATS.get(pure.suffix.lower())
    if found == "json" and _is_named_for_something_else(pure):
        return None
    return found


def may_be_table(format: TableFormat, head: bytes) -> bool:
    """Whether the first bytes of a file call for the rest; only JSON may turn out to be no data at all."""
    return format != "json" or starts_like_table(head.decode("utf-8", errors="replace"))


def read_table(path: str, content: bytes, *, is_truncated: bool = False) -> Table:
    """The table in a file's bytes.

    Raises UnreadableError when it cannot be read, SkippedError when it is only a pointer or beyond a limit,
    and NotTabularError when the file holds something else.
    """
    import pyarrow as pa

    format = format_of(path)
    if format is None:
        raise NotTabularError("not a tabular format")
    if not content and format != "json":
        return Table(format, (), 0, malformations=(Malformation("the file is empty", 1),))
    refuse_pointer(content)
    try:
        return _read(format, content, is_truncated)
    except pa.ArrowException as error:
        message = str(error).splitlines()[0][:_MAX_MESSAGE]
        raise UnreadableError(f"cannot be read as {format}: {message}") from error


def _read(format: TableFormat, content: bytes, is_truncated: bool) -> Table:
    if format == "parquet":
        return read_parquet_table(content)
    if format == "jsonl":
        return read_json_lines_table(content, is_truncated=is_truncated)
    if format == "json":
        return read_json_table(content, is_truncated=is_truncated)
    return read_csv_table(content, format=format, is_truncated=is_truncated)


def _is_named_for_something_else(path: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts) or bool(_NOT_TABULAR.search(str(path)))
