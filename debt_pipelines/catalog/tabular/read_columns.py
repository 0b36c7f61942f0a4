"""A few columns of a table with all their rows, for what cannot be told from one column alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debt_pipelines.catalog.tabular.csv_body import read_body
from debt_pipelines.catalog.tabular.dialect import find_dialect
from debt_pipelines.catalog.tabular.header import clean_name
from debt_pipelines.catalog.tabular.table import SkippedError, TableFormat, reason_of
from debt_pipelines.catalog.tabular.text import decode_text
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_TEXT_BYTES = 256 * 1024 * 1024
_MAX_CELLS = 100_000_000


def read_columns(content: Content, format: TableFormat | None, names: Sequence[str]) -> pa.Table:
    """The named columns in the order given; raises UnreadableError, SkippedError for other formats and huge tables."""
    if format in ("csv", "tsv"):
        return _of_text(content, names, prefers_tab=format == "tsv")
    if format == "parquet":
        return _of_parquet(content, names)
    raise SkippedError("columns are read of delimited text and Parquet only")


def _of_text(content: Content, names: Sequence[str], *, prefers_tab: bool) -> pa.Table:
    if content.size > _MAX_TEXT_BYTES:
        raise SkippedError("too large to be read at once")
    text = decode_text(content.read())
    dialect = find_dialect(text, prefers_tab=prefers_tab)
    body = read_body(text[dialect.body_start :], dialect)
    header = [clean_name(name) for name in dialect.header]
    if body.values is None or body.width != len(header) or not set(names) <= set(header):
        raise UnreadableError("not the columns that were asked for")
    return body.values.select([header.index(name) for name in names]).rename_columns(list(names))


def _of_parquet(content: Content, names: Sequence[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with content.on_disk() as file, pq.ParquetFile(file) as source:
            if source.metadata.num_rows * len(names) > _MAX_CELLS:
                raise SkippedError("too large to be read at once")
            return source.read(columns=list(names)).select(list(names))
    except (pa.ArrowException, OSError, KeyError) as error:
        raise UnreadableError(f"not a sound Parquet file: {reason_of(error)}") from error
