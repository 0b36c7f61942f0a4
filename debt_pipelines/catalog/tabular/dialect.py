"""The dialect of a delimited text: its delimiter, its header and how wide its rows are.

A delimiter is judged by the records it gives, not by how often it occurs: the right one gives the header and
the rows the same number of fields.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_SAMPLE_BYTES = 1024 * 1024
_SAMPLE_LINES = 400
_SAMPLE_RECORDS = 100
_MIN_SHARE = 0.9
_SEPARATOR_LINE = re.compile(rb'\A"?sep=([,;\t|])"?[ \t]*\r?\n', re.IGNORECASE)

Record = list[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text is delimited: the header's fields, where the rows start, and the usual width of a row."""

    delimiter: str
    header: tuple[str, ...]
    body_start: int
    row_width: int


def find_dialect(text: bytes, *, prefers_tab: bool = False) -> Dialect:
    """The dialect of a text that starts with its header; a one-column table gets the usual delimiter."""
    named = _SEPARATOR_LINE.match(text)
    start = named.end() if named else 0
    sample = _sample(text, start)
    usual = "\t,;|" if prefers_tab else ",\t;|"
    delimiter, records = _find_delimiter(sample, named[1].decode() if named else usual)
    end = _header_end(sample, delimiter)
    header = tuple(records[0]) if records else ()
    return Dialect(delimiter, header, start + len(sample[:end].encode()), _usual_width(records))


def _sample(text: bytes, start: int) -> str:
    """The first lines of a text: more of them where quotes may hold some."""
    sample = text[start : start + _SAMPLE_BYTES]
    lines = sample.split(b"\n", _SAMPLE_LINES)
    some = sample[: len(sample) - len(lines[-1])]
    is_enough = len(lines) > _SAMPLE_LINES and b'"' not in some
    return (some if is_enough else sample).decode(errors="ignore")


def _find_delimiter(sample: str, candidates: str) -> tuple[str, list[Record]]:
    """The best of the candidates and its records; those that the first line lacks are tried only when no other fits."""
    first = sample.partition("\n")[0]
    likely = [candidate for candidate in candidates if candidate in first] or list(candidates)
    records = {candidate: list(_sample_records(sample, candidate)) for candidate in likely}
    if max(map(_fitness, records.values()))[0] < _MIN_SHARE:
        records |= {c: list(_sample_records(sample, c)) for c in candidates if c not in records}
    best = max(sorted(records, key=candidates.index), key=lambda candidate: _fitness(records[candidate]))
    return best, records[best]


def records_of(text: str, delimiter: str) -> Iterator[tuple[int, Record]]:
    """The records that are not blank, each with the line it starts on; stops at one that is no record."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error:
        return


def _sample_records(sample: str, delimiter: str) -> Iterator[Record]:
    return (record for _line, record in islice(records_of(sample, delimiter), _SAMPLE_RECORDS))


def _fitness(records: list[Record]) -> tuple[float, int]:
    """How well a delimiter fits: first the share of rows as wide as the header, then the width."""
    if not records:
        return 0, 0
    n_fields = len(records[0])
    widths = Counter(len(record) for record in records[1:])
    if not widths:
        return float(n_fields > 1), n_fields
    n_rows = sum(widths.values())
    share = max(widths[n_fields], widths[n_fields + 1]) / n_rows
    if n_fields == 1:
        usual, count = widths.most_common(1)[0]
        return (0.5 * count / n_rows, usual) if usual > 1 else (0, 0)
    return (1, n_fields) if share >= _MIN_SHARE else (share, n_fields)


def _usual_width(records: list[Record]) -> int:
    """The width that nearly all rows have, else the header's."""
    if not records:
        return 0
    n_fields = len(records[0])
    widths = Counter(len(record) for record in records[1:])
    if not widths:
        return n_fields
    usual, count = widths.most_common(1)[0]
    return usual if count >= _MIN_SHARE * (len(records) - 1) else n_fields


def _header_end(sample: str, delimiter: str) -> int:
    stream = io.StringIO(sample, newline="")
    try:
        next(csv.reader(stream, delimiter=delimiter), None)
    except csv.Error:
        return len(sample)
    return stream.tell()
