"""The sheets of a workbook (Excel of all ages, OpenDocument) as tables.

A sheet is read from the first row that is as full as the others: titles and blank rows above it are a malformation.
Sheets without two columns, or with few names over them, are notes and dashboards, unless there is nothing else.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.batches import table_of_batches
from debt_pipelines.catalog.tabular.excel_cells import Kinds, is_blank, text_of, values_of
from debt_pipelines.catalog.tabular.excel_extent import Errors, examine_workbook
from debt_pipelines.catalog.tabular.header import clean_name, generated_name, looks_like_data, unique_names
from debt_pipelines.catalog.tabular.table import (
    HEADER_IS_DATA,
    Limits,
    Malformation,
    NotTabularError,
    SkippedError,
    Table,
    TableFormat,
    reason_of,
)
from debt_pipelines.model.errors import UnreadableError, is_panic
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import pyarrow as pa
    from python_calamine import CalamineSheet, CalamineWorkbook

_HEAD_ROWS = 50
_BATCH_ROWS = 4096
_MIN_COLUMNS = 2
_FULL = 0.75
"""Share of the fullest row's cells that makes a row the header rather than a title."""
_NAMED = 0.75
"""Share of the columns with a name that makes a sheet a table rather than a dashboard."""


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """One table for each sheet that holds one; raises UnreadableError."""
    import python_calamine

    if content.size > min(limits.max_bytes, limits.max_whole_bytes):
        raise SkippedError("a workbook beyond the size limit, which cannot be read in part")
    data = content.read()
    errors = examine_workbook(data, limits)
    with _refusing():
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, sheet) for name in _worksheets(workbook) if (sheet := _filled(workbook, name))]
    tables = [_Sheet(name, sheet, errors.get(name)) for name, sheet in sheets]
    wanted = [sheet for sheet in tables if sheet.is_table] or tables[:1]
    if not wanted:
        raise NotTabularError("a workbook without any cell")
    is_alone = len(tables) == 1
    return tuple(sheet.table(format, limits, part=None if is_alone else sheet.name) for sheet in wanted)


def _worksheets(workbook: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum

    return [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _filled(workbook: CalamineWorkbook, name: str) -> CalamineSheet | None:
    sheet = workbook.get_sheet_by_name(name)
    return sheet if sheet.height else None


@contextmanager
def _refusing() -> Iterator[None]:
    """Say what is wrong with a workbook in our words; the library may also panic, which is no Exception."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError as error:
        raise UnreadableError("an encrypted workbook") from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableError(f"not a sound workbook: {reason_of(error)}") from error
    except BaseException as error:
        if not is_panic(error):
            raise
        raise UnreadableError("not a sound workbook: it is damaged within") from error


class _Sheet:
    """One sheet: its header, the places of its columns, and what kinds of values each holds."""

    def __init__(self, name: str, sheet: CalamineSheet, errors: Errors | None) -> None:
        self.name = name
        self.sheet = sheet
        self.errors = errors
        head = list(islice(sheet.iter_rows(), _HEAD_ROWS))
        self.n_above = _header_row(head)
        header = head[self.n_above]
        self.has_header = True
        self.kinds = [Kinds() for _ in header]
        for rows in self._rows():
            self._add(rows)
        fields = [clean_name(text_of(value)) for value in header]
        if looks_like_data(fields, [kinds.logical_type() for kinds in self.kinds], lambda *_: False):
            self.has_header = False
            self._add([header])
        self.fields = fields if self.has_header else [""] * len(fields)
        self.places = [n for n, field in enumerate(self.fields) if field or not self.kinds[n].is_empty]

    def table(self, format: TableFormat, limits: Limits, *, part: str | None) -> Table:
        """The table, measured."""
        import pyarrow as pa

        names = unique_names([self.fields[n] or generated_name(n) for n in self.places])
        pairs = zip(names, self.places, strict=True)
        schema = pa.schema([(name, self.kinds[place].arrow_type()) for name, place in pairs])
        return table_of_batches(
            format,
            schema,
            self._batches(schema),
            part=part,
            limits=limits,
            malformations=tuple(self._malformations()),
            header_line=self._line,
        )

    @property
    def is_table(self) -> bool:
        """Whether the sheet holds a table, as far as its shape tells."""
        n_named = sum(map(bool, self.fields)) if self.has_header else len(self.places)
        return len(self.places) >= _MIN_COLUMNS and n_named >= _NAMED * len(self.places)

    @property
    def _line(self) -> int:
        return self.n_above + 1

    def _rows(self) -> Iterator[list[list[Any]]]:
        """The rows below the header that are not blank, some at a time; also the first where it is no header."""
        rows = islice(self.sheet.iter_rows(), self.n_above + self.has_header, None)
        while taken := list(islice(rows, _BATCH_ROWS)):
            yield [row for row in taken if not all(map(is_blank, row))]

    def _add(self, rows: Iterable[list[Any]]) -> None:
        for kinds, cells in zip(self.kinds, zip(*rows, strict=True), strict=False):
            kinds.add(cells)

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for rows in self._rows():
            columns = [
                pa.array(values_of((row[place] for row in rows), field.type), field.type)
                for place, field in zip(self.places, schema, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    def _malformations(self) -> Iterator[Malformation]:
        line = self._line
        if not self.has_header:
            yield Malformation(HEADER_IS_DATA, line)
        repeated = sorted(name for name, n in Counter(filter(None, self.fields)).items() if n > 1)
        if repeated:
            yield Malformation(f"duplicate column names: {', '.join(f'`{name}`' for name in repeated[:3])}", line)
        blank = [str(n + 1) for n in self.places if n and self.has_header and not self.fields[n]]
        if blank:
            yield Malformation(f"columns without a name: position {', '.join(blank[:3])}", line)
        if line > 1:
            yield Malformation(f"{line - 1} line{'s' * (line > 2)} above the header", 1)
        if self.errors:
            yield Malformation(_error_sentence(self.errors), int("".join(filter(str.isdigit, self.errors.place))))


def _error_sentence(errors: Errors) -> str:
    cells = "1 error cell" if errors.n_cells == 1 else f"{errors.n_cells} error cells"
    return f"{cells}, the first is {errors.first} in {errors.place}"


def _header_row(head: list[list[Any]]) -> int:
    """The first row that is nearly as full as the fullest one."""
    filled = [len(row) - sum(map(is_blank, row)) for row in head]
    return next(n for n, count in enumerate(filled) if count >= max(filled) * _FULL)
