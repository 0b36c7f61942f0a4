"""Delimited text as a table: every value is read as text, then types are inferred from all of them."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from typing import Literal, NamedTuple

from debt_pipelines.catalog.profile.batches import frame_of_columns, refuse_too_wide
from debt_pipelines.catalog.profile.measures import Measures
from debt_pipelines.catalog.profile.whole_table import measure_frame
from debt_pipelines.catalog.tabular.csv_body import Body, read_body
from debt_pipelines.catalog.tabular.csv_stream import OPEN_QUOTE, Layout, read_large
from debt_pipelines.catalog.tabular.dialect import Dialect, Record, find_dialect, records_of
from debt_pipelines.catalog.tabular.header import (
    clean_name,
    generated_name,
    looks_like_data,
    unique_names,
)
from debt_pipelines.catalog.tabular.infer import NULL_WORDS
from debt_pipelines.catalog.tabular.preamble import comments_end, foreign_start
from debt_pipelines.catalog.tabular.table import HEADER_IS_DATA, Limits, Malformation, Table, TableColumn, TableFormat
from debt_pipelines.catalog.tabular.text import (
    decode_text,
    find_mixed_line_endings,
    line_at,
    resolve_conflict,
)
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

_N_NAMED = 3
_LARGE_BYTES = 64 * 1024 * 1024
_NO_LIMITS = Limits()
_BLANK_START = re.compile(rb"\A(?:[ \t]*(?:\r\n|\r|\n))+")


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The one table of a delimited file; raises UnreadableError."""
    kind: Literal["csv", "tsv"] = "tsv" if format == "tsv" else "csv"
    if content.size > _LARGE_BYTES:
        layout = _layout(content.read(limits.max_line_bytes), kind)
        refuse_too_wide(len(layout.head.columns), limits)
        if layout.is_plain and content.size <= limits.max_bytes:
            return (read_large(content, layout),)
    max_bytes = min(limits.max_bytes, limits.max_whole_bytes)  # what is not laid out plainly is read in one piece
    text = content.read(max_bytes)
    return (read_csv_table(text, format=kind, is_truncated=content.size > max_bytes, limits=limits),)


def _layout(start: bytes, format: Literal["csv", "tsv"]) -> Layout:
    """How a large file is laid out, by its start; raises UnreadableError for one without lines."""
    if b"\n" not in start and b"\r" not in start:
        raise UnreadableError(f"no table: its first line is longer than {len(start) // 2**20} MiB")
    head = read_csv_table(start, format=format, is_truncated=True, is_measured=False)
    if not head.n_rows:
        raise UnreadableError(f"no table: its first row is longer than {len(start) // 2**20} MiB; {OPEN_QUOTE}")
    text = decode_text(start, is_truncated=True)
    n_above = sum(_above_header(text, format))
    dialect = find_dialect(text[n_above:], prefers_tab=format == "tsv")
    n_marks = len(start) - len(start.removeprefix(codecs.BOM_UTF8))
    is_utf8 = start[n_marks : n_marks + len(text)] == text
    is_regular = len(head.columns) == len(dialect.header) == dialect.row_width and HEADER_IS_DATA not in (
        head.malformation or ""
    )
    row_bytes = len(text) // head.n_rows
    return Layout(dialect.delimiter, n_marks + n_above + dialect.body_start, head, is_utf8 and is_regular, row_bytes)


def read_csv_table(
    content: bytes,
    *,
    format: Literal["csv", "tsv"],
    is_truncated: bool = False,
    is_measured: bool = True,
    limits: Limits = _NO_LIMITS,
) -> Table:
    """The table in delimited text, its columns measured or only typed; raises UnreadableError when it is no text."""
    text, conflict = resolve_conflict(decode_text(content, is_truncated=is_truncated))
    found = [conflict] if conflict else []
    n_blank, n_comments = _above_header(text, format)
    header_line = line_at(text, n_blank + n_comments)
    text = text[n_blank + n_comments :]
    if is_truncated:
        text = _whole_records(text)
    if not text or text.isspace():
        return Table(format, (), 0, is_truncated, (Malformation("the file is empty", 1),))
    if n_blank:
        found.append(Malformation("blank lines above the header", 1))
    dialect = find_dialect(text, prefers_tab=format == "tsv")
    foreign = foreign_start(text, dialect)
    if foreign:
        found.append(Malformation(foreign, header_line))
    refuse_too_wide(len(dialect.header), limits)
    body = read_body(text[dialect.body_start :], dialect)
    found += _malformations_of_rows(text, dialect, body=body, header_line=header_line)
    mixed = find_mixed_line_endings(text, dialect.delimiter)
    if mixed:
        found.append(Malformation(mixed.sentence, (mixed.line or 1) + header_line - 1))
    read = _columns(dialect, body, header_line=header_line, is_measured=is_measured)
    malformations = (*read.malformations, *found)
    n_rows = body.n_rows + read.n_extra_rows
    return Table(
        format, read.columns, n_rows, is_truncated, malformations, header_line, n_duplicate_rows=read.n_duplicate_rows
    )


def _above_header(text: bytes, format: Literal["csv", "tsv"]) -> tuple[int, int]:
    """How many bytes of blank lines, and then of comments, stand above the header."""
    blank = _BLANK_START.match(text)
    n_blank = blank.end() if blank else 0
    if text[n_blank : n_blank + 1] != b"#":
        return n_blank, 0
    return n_blank, comments_end(text[n_blank:], prefers_tab=format == "tsv")


def _whole_records(text: bytes) -> bytes:
    """The text without its last record, which the cut may have broken."""
    mark = b"\n" if text.count(b"\n") >= text.count(b"\r") else b"\r"
    end, n_quotes = len(text), text.count(b'"')
    while (start := text.rfind(mark, 0, end)) > 0:
        n_quotes -= text.count(b'"', start, end)
        if n_quotes % 2 == 0:
            return text[: start + 1]
        end = start
    return text[: text.rfind(mark) + 1]


def _malformations_of_rows(
    text: bytes,
    dialect: Dialect,
    *,
    body: Body,
    header_line: int,
) -> list[Malformation]:
    n_fields = len(dialect.header)
    found: list[Malformation] = []
    if body.n_headers:
        line = _first_line(
            text,
            dialect,
            header_line=header_line,
            is_wanted=lambda record: tuple(record) == dialect.header,
        )
        found.append(Malformation("the header is repeated between the rows", line))
    if body.n_misfits and dialect.row_width not in (n_fields, body.width):
        fields = "1 field" if n_fields == 1 else f"{n_fields} fields"
        sentence = f"the header has {fields}, most rows have {dialect.row_width}"
        found.append(Malformation(sentence, header_line))
    elif body.n_misfits:
        line = _first_line(
            text,
            dialect,
            header_line=header_line,
            is_wanted=lambda record: len(record) != body.width,
        )
        sentence = (
            f"ragged rows: {body.n_misfits} of {body.n_rows} do not have {body.width} fields, "
            f"the first has {body.misfit_width}"
        )
        found.append(Malformation(sentence, line))
    return found


def _first_line(
    text: bytes,
    dialect: Dialect,
    *,
    header_line: int,
    is_wanted: Callable[[Record], bool],
) -> int | None:
    """The line of the first row that is wanted, as the standard library splits the text."""
    above = line_at(text, dialect.body_start) + header_line - 2
    rows = records_of(text[dialect.body_start :].decode(errors="replace"), dialect.delimiter)
    return next((above + line for line, record in rows if is_wanted(record)), None)


class _Columns(NamedTuple):
    """The columns, rows that the header turned out to be, what is wrong with it, and how many rows repeat another."""

    columns: tuple[TableColumn, ...]
    n_extra_rows: int
    malformations: tuple[Malformation, ...]
    n_duplicate_rows: int | None


def _columns(dialect: Dialect, body: Body, *, header_line: int, is_measured: bool) -> _Columns:
    fields = _aligned_header(dialect, body)
    if looks_like_data(fields, body.types, body.has_value):
        named = [(n, generated_name(n)) for n in range(len(fields))]
        found_columns, _n_duplicates = _measured(body, named, is_measured=is_measured)
        columns = tuple(_with_extra(column, value) for column, value in zip(found_columns, fields, strict=True))
        return _Columns(columns, 1, (Malformation(HEADER_IS_DATA, header_line),), None)
    names = [clean_name(raw) for raw in fields]
    kept = [n for n, name in enumerate(names) if name or body.types[n] is not None or n == 0]
    given = [names[n] or generated_name(n) for n in kept]
    blank = [n + 1 for n in kept if n and not names[n]]
    found: list[Malformation] = []
    repeated = sorted(name for name, count in Counter(given).items() if count > 1)
    if repeated:
        found.append(Malformation(f"duplicate column names: {_listed(repeated)}", header_line))
    if blank:
        words = _listed([str(position) for position in blank])
        found.append(Malformation(f"columns without a name: position {words}", header_line))
    named = list(zip(kept, unique_names(given), strict=True))
    found_columns, n_duplicates = _measured(body, named, is_measured=is_measured)
    return _Columns(tuple(found_columns), 0, tuple(found), n_duplicates)


def _aligned_header(dialect: Dialect, body: Body) -> tuple[str, ...]:
    """One field a column; rows that are one wider end in an empty field, or start with R's row names."""
    if body.width == len(dialect.header):
        return dialect.header
    return ("", *dialect.header) if _has_row_names(dialect, body) else (*dialect.header, "")


def _has_row_names(dialect: Dialect, body: Body) -> bool:
    if body.types[-1] is None or not dialect.header[0].strip():
        return False
    return (body.starts_quoted or dialect.delimiter == "\t") and body.is_unique(0)


def _measured(body: Body, named: list[tuple[int, str]], *, is_measured: bool) -> tuple[list[TableColumn], int | None]:
    """The columns at the positions, under the names, with their measures; and how many rows repeat an earlier one."""
    if not body.columns:
        return [TableColumn(name, "text", None, Measures(0)) for _position, name in named], None
    names = [name for _position, name in named]
    inferred = [body.columns[position] for position, _name in named]
    types = [column.logical_type for column in inferred]
    if not is_measured:
        return [TableColumn(name, "text", kind) for name, kind in zip(names, types, strict=True)], None
    measures, n_duplicates = measure_frame(frame_of_columns(column.values for column in inferred), names, types)
    columns = zip(names, types, measures, strict=True)
    return [TableColumn(name, "text", kind, found) for name, kind, found in columns], n_duplicates


def _with_extra(column: TableColumn, value: str) -> TableColumn:
    """The column with one more row, whose value counts among the nulls if it is one."""
    n_nulls = (column.measures.n_nulls or 0) + int(value in NULL_WORDS)
    return column._replace(measures=column.measures._replace(n_nulls=n_nulls))


def _listed(words: list[str]) -> str:
    shown = ", ".join(f"`{word}`" for word in words[:_N_NAMED])
    return shown if len(words) <= _N_NAMED else f"{shown} and {len(words) - _N_NAMED} more"
