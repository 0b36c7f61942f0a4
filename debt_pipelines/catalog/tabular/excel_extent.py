"""How far the cells of a workbook reach, before anything is laid out for them, and which of them are errors.

The library that reads workbooks lays out every cell between the first and the last one, so that one stray cell at the
far end of a sheet would take all memory there is. It also hands out error cells as empty ones.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from xml.parsers import expat

from debt_pipelines.catalog.tabular.table import Limits, SkippedError, reason_of
from debt_pipelines.catalog.tabular.unpack import refuse_growth
from debt_pipelines.model.errors import UnreadableError

_MAX_XML_BYTES = 2**31
_BLOCK_BYTES = 1024**2
_MAX_DIGITS = 7
_ROW_OR_CELL = re.compile(rb"""\br=["']([A-Z]*)([0-9]+)["']""")
_ERROR = re.compile(
    rb"""<c r="([A-Z]+[0-9]+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#(?!N/A)[^<]{1,20})</v>"""
)
_TAG = re.compile(r"<(?:\w+:)?(?:sheet|Relationship)\s[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)=["']([^"']*)["']""")
_PARTS = re.compile(r"xl/(?:work|chart|macro|dialog)?sheets/[^/]+\.(xml|bin)|content\.xml", re.IGNORECASE)
_ROW_RECORD, _LAST_CELL_RECORD = 0, 11


class Errors(NamedTuple):
    """The error cells of one sheet: how many, and what the first says and where."""

    n_cells: int
    first: str
    place: str


def examine_workbook(data: bytes, limits: Limits) -> dict[str, Errors]:
    """The error cells by sheet, as far as they can be told; those of other kinds than `#N/A`.

    Raises UnreadableError when the workbook is damaged or its cells lie too far apart.
    """
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_growth(archive, len(data), limits)
            found = {
                name: errors
                for name in archive.namelist()
                if _PARTS.fullmatch(name) and (errors := _examine_part(archive, name, limits.max_sheet_cells))
            }
            return _by_sheet(archive, found) if found else {}
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableError(f"a damaged workbook: {reason_of(error)}") from error


def _refuse_growth(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    grown = sum(member.file_size for member in archive.infolist())
    refuse_growth(grown, size, limits)
    if grown > _MAX_XML_BYTES:
        raise SkippedError("a workbook too large to be read")


def _examine_part(archive: zipfile.ZipFile, name: str, max_cells: int) -> Errors | None:
    if name.endswith(".bin"):
        _refuse_extent(*_extent_of_records(archive.read(name)), max_cells)
        return None
    if name == "content.xml":
        for n_rows, n_columns in _extents_of_tables(archive.read(name)):
            _refuse_extent(n_rows, n_columns, max_cells)
        return None
    return _examine_sheet(archive, name, max_cells)


def _refuse_extent(n_rows: int, n_columns: int, max_cells: int) -> None:
    """A cell takes 32 bytes when it is laid out."""
    if n_rows * n_columns > max_cells:
        raise UnreadableError(f"its cells lie too far apart to be read: {n_rows} rows, {n_columns} columns")


def _examine_sheet(archive: zipfile.ZipFile, name: str, max_cells: int) -> Errors | None:
    """Go through the XML of an Excel sheet once, in blocks."""
    columns: set[bytes] = set()
    n_rows = n_errors = 0
    first = (b"", b"")
    for block in _blocks(archive, name):
        for column, row in set(_ROW_OR_CELL.findall(block)):
            columns.add(column)
            n_rows = max(n_rows, int(row[: _MAX_DIGITS + 1]))
        errors = _ERROR.findall(block) if b't="e"' in block else []
        first = first if n_errors or not errors else errors[0]
        n_errors += len(errors)
    _refuse_extent(n_rows, max(map(_position, columns), default=0), max_cells)
    return Errors(n_errors, first[1].decode(), first[0].decode()) if n_errors else None


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of a part in blocks that break no cell."""
    rest = b""
    with archive.open(name) as stream:
        while block := stream.read(_BLOCK_BYTES):
            whole, start, rest = (rest + block).rpartition(b"<c ")
            rest = start + rest
            yield whole
    yield rest


def _position(letters: bytes) -> int:
    """The position of a column, from 1, by its letters."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _by_sheet(archive: zipfile.ZipFile, found: dict[str, Errors]) -> dict[str, Errors]:
    links = {
        tag.get("Id"): posixpath.normpath(posixpath.join("/xl", tag.get("Target", ""))).lstrip("/")
        for tag in _tags(archive, "xl/_rels/workbook.xml.rels")
    }
    names = {
        links.get(next((value for key, value in tag.items() if key.endswith(":id")), None)): tag.get("name", "")
        for tag in _tags(archive, "xl/workbook.xml")
    }
    return {names[part]: errors for part, errors in found.items() if part in names}


def _tags(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    if name not in archive.namelist():
        return
    for tag in _TAG.findall(archive.read(name).decode(errors="replace")):
        yield {key: unescape(value) for key, value in _ATTRIBUTE.findall(tag)}


def _extent_of_records(data: bytes) -> tuple[int, int]:
    """How far the cells of a binary sheet reach: rows and cells begin with their number."""
    n_rows = n_columns = position = 0
    while position < len(data):
        kind, position = _varying(data, position, 2)
        length, position = _varying(data, position, 4)
        number = int.from_bytes(data[position : position + 4], "little") + 1
        if kind == _ROW_RECORD:
            n_rows = max(n_rows, number)
        elif kind <= _LAST_CELL_RECORD:
            n_columns = max(n_columns, number)
        position += length
    return n_rows, n_columns


def _varying(data: bytes, position: int, max_bytes: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    number = 0
    for n, byte in enumerate(data[position : position + max_bytes]):
        number |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            return number, position + n + 1
    return number, position + max_bytes


class _Extents:
    """What an OpenDocument workbook repeats: rows and cells with a number of times."""

    def __init__(self) -> None:
        self.tables: list[tuple[int, int]] = []
        self.n_rows = self.n_columns = self.n_filled_rows = self.n_filled_columns = 0
        self.n_repeated = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "table":
            self.n_rows = self.n_filled_rows = self.n_filled_columns = 0
        elif name == "table-row":
            self.n_repeated = int(attributes.get("table:number-rows-repeated", 1))
            self.n_rows += self.n_repeated
            self.n_columns = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.n_columns += int(attributes.get("table:number-columns-repeated", 1))
            if "office:value-type" in attributes:
                self.n_filled_columns = max(self.n_filled_columns, self.n_columns)
                self.n_filled_rows = self.n_rows

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "table":
            self.tables.append((self.n_filled_rows, self.n_filled_columns))


def _extents_of_tables(data: bytes) -> list[tuple[int, int]]:
    extents = _Extents()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = extents.start, extents.end
    parser.Parse(data, True)
    return extents.tables
