"""Delimited text as a table: every value is read as text, then types are inferred from all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Literal

from debt_pipelines.catalog.tabular.csv_body import Body, read_body
from debt_pipelines.catalog.tabular.dialect import Dialect, Record, find_dialect, records_of
from debt_pipelines.catalog.tabular.header import (
    clean_name,
    generated_name,
    looks_like_data,
    unique_names,
)
from debt_pipelines.catalog.tabular.infer import NULL_WORDS
from debt_pipelines.catalog.tabular.table import HEADER_IS_DATA, Malformation, Table, TableColumn
from debt_pipelines.catalog.tabular.text import (
    decode_text,
    find_mixed_line_endings,
    line_at,
    resolve_conflict,
)

_N_NAMED = 3
_BLANK_START = re.compile(rb"\A(?:[ \t]*(?:\r\n|\r|\n))+")


def read_csv_table(content: bytes, *, format: Literal["csv", "tsv"], is_truncated: bool = False) -> Table:
    """The table in delimited text; raises UnreadableError when it is no text."""
    text, conflict = resolve_conflict(decode_text(content, is_truncated=is_truncated))
    found = [conflict] if conflict else []
    blank = _BLANK_START.match(text)
    if blank:
        text = text[blank.end() :]
    if is_truncated:
        text = _whole_records(text)
    if not text.strip():
        return Table(format, (), 0, is_truncated, (Malformation("the file is empty", 1),))
    header_line = line_at(blank[0], blank.end()) if blank else 1
    if blank:
        found.append(Malformation("blank lines above the header", 1))
    dialect = find_dialect(text, prefers_tab=format == "tsv")
    body = read_body(text[dialect.body_start :], dialect)
    found += _malformations_of_rows(text, dialect, body=body, header_line=header_line)
    mixed = find_mixed_line_endings(text, dialect.delimiter)
    if mixed:
        found.append(Malformation(mixed.sentence, (mixed.line or 1) + header_line - 1))
    columns, n_rows, of_header = _columns(dialect, body, header_line=header_line)
    return Table(format, columns, n_rows, is_truncated, (*of_header, *found), header_line)


def _whole_records(text: bytes) -> bytes:
    """The text without its last record, which the cut may have broken."""
    end = len(text)
    while (end := max(text.rfind(b"\n", 0, end), text.rfind(b"\r", 0, end))) > 0:
        if text.count(b'"', 0, end) % 2 == 0:
            return text[: end + 1]
    return text[: max(text.rfind(b"\n"), text.rfind(b"\r")) + 1]


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


def _columns(
    dialect: Dialect,
    body: Body,
    *,
    header_line: int,
) -> tuple[tuple[TableColumn, ...], int, list[Malformation]]:
    """The columns, the number of rows and what is wrong with the header."""
    fields = _aligned_header(dialect, body)
    if looks_like_data(fields, body.types, body.has_value):
        columns = [_column(body, n, generated_name(n), extra=value) for n, value in enumerate(fields)]
        return tuple(columns), body.n_rows + 1, [Malformation(HEADER_IS_DATA, header_line)]
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
    columns = [_column(body, n, name) for n, name in zip(kept, unique_names(given), strict=True)]
    return tuple(columns), body.n_rows, found


def _aligned_header(dialect: Dialect, body: Body) -> tuple[str, ...]:
    """One field a column; rows that are one wider end in an empty field, or start with R's row names."""
    if body.width == len(dialect.header):
        return dialect.header
    return ("", *dialect.header) if _has_row_names(dialect, body) else (*dialect.header, "")


def _has_row_names(dialect: Dialect, body: Body) -> bool:
    if body.types[-1] is None or not dialect.header[0].strip():
        return False
    return (body.starts_quoted or dialect.delimiter == "\t") and body.is_unique(0)


def _column(body: Body, position: int, name: str, *, extra: str | None = None) -> TableColumn:
    n_nulls = body.n_nulls(position) + int(extra in NULL_WORDS)
    return TableColumn(name, "text", body.types[position], n_nulls)


def _listed(words: list[str]) -> str:
    shown = ", ".join(f"`{word}`" for word in words[:_N_NAMED])
    return shown if len(words) <= _N_NAMED else f"{shown} and {len(words) - _N_NAMED} more"
