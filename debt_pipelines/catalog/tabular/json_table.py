"""JSON Lines, and JSON arrays of flat objects, as tables: a column for every key that any object has."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.batches import columns_of_field, refuse_too_wide
from debt_pipelines.catalog.profile.whole_table import measure_frame
from debt_pipelines.catalog.tabular.infer import infer_temporal
from debt_pipelines.catalog.tabular.json_records import Object, records_of, starts_like_table
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_arrow
from debt_pipelines.catalog.tabular.table import (
    Limits,
    Malformation,
    NotTabularError,
    SkippedError,
    Table,
    TableFormat,
)
from debt_pipelines.catalog.tabular.text import decode_text
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import polars as pl

_UNPARSABLE = "JSON nested too deeply, or with a number too long, to be read"
_CONFLICT_MARKS = ("<<<<<<< ", "=======", ">>>>>>> ")
_SURROGATE = re.compile(rb"\\\\u[dD][89a-fA-F]")
_N_PROBED = 32
_LIMITS = Limits()


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The one table of a JSON or JSON Lines file; raises UnreadableError."""
    max_bytes = min(limits.max_bytes, limits.max_whole_bytes)
    is_truncated = content.size > max_bytes
    if format == "json":
        return (read_json_table(content.read(max_bytes), is_truncated=is_truncated, limits=limits),)
    return (read_json_lines_table(content.read(max_bytes), is_truncated=is_truncated, limits=limits),)


def read_json_lines_table(content: bytes, *, is_truncated: bool = False, limits: Limits = _LIMITS) -> Table:
    """The table in JSON Lines; raises UnreadableError with the line that is no object."""
    text = decode_text(content, is_truncated=is_truncated)
    if is_truncated:
        text = text[: text.rfind(b"\n") + 1]
    if not text.strip():
        return Table("jsonl", (), 0, is_truncated, (Malformation("the file is empty", 1),))
    frame = _parsed(text)
    if frame is None:
        lines = text.decode(errors="replace").split("\n")
        objects = [_object(line, n) for n, line in enumerate(lines, 1) if line.strip()]
        return _table("jsonl", objects, is_truncated, limits)
    return _measured("jsonl", frame, is_truncated, limits)


def read_json_table(content: bytes, *, is_truncated: bool = False, limits: Limits = _LIMITS) -> Table:
    """The table in a JSON array of objects; raises NotTabularError when it is something else."""
    text = decode_text(content, is_truncated=is_truncated).decode(errors="replace")
    if not starts_like_table(text):
        raise NotTabularError("not an array of objects")
    if is_truncated:
        raise SkippedError("a JSON array beyond the size limit, which cannot be read in part")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not valid JSON: {error.msg}", line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableError(_UNPARSABLE) from error
    return _table("json", records_of(document), False, limits)


def _object(line: str, number: int) -> Object:
    if line.startswith(_CONFLICT_MARKS):
        raise UnreadableError("unresolved merge conflict", line=number)
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not valid JSON: {error.msg}", line=number) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableError(_UNPARSABLE, line=number) from error
    if not isinstance(value, dict):
        raise UnreadableError("not an object", line=number)
    return value


def _parsed(text: bytes) -> pl.DataFrame | None:
    """JSON Lines as Polars reads them, all lines deciding the types; None where it does not understand them all."""
    import polars as pl

    if b"\\u" in text and _SURROGATE.search(text):
        return None
    try:
        frame = pl.read_ndjson(text, infer_schema_length=None)
    except Exception:  # noqa: BLE001 - our own reader then tells which line is wrong
        return None
    return None if any(kind == pl.Object for kind in frame.dtypes) else frame.select(_in_order(frame.columns, text))


def _in_order(names: Sequence[str], text: bytes) -> list[str]:
    """The keys as the text has them, first those of its first object; Polars has them in no order."""
    first = text.lstrip().partition(b"\n")[0]
    wanted = set(names)
    known = [name for name in json.loads(first, strict=False) if name in wanted]
    places = {name: text.find(json.dumps(name, ensure_ascii=False).encode()) for name in wanted.difference(known)}
    return [*known, *sorted(places, key=lambda name: (places[name], name))]


def _table(format: TableFormat, objects: Sequence[Object], is_truncated: bool, limits: Limits) -> Table:
    """The table of parsed objects; a column for every key that any of them has, in the order they first occur."""
    import polars as pl

    names = list(dict.fromkeys(key for row in objects for key in row))
    columns = [_column(str(n), [row.get(name) for row in objects]) for n, name in enumerate(names)]
    frame = pl.DataFrame(columns).rename({str(n): _encodable(name) for n, name in enumerate(names)}, strict=False)
    return _measured(format, frame, is_truncated, limits)


def _column(name: str, values: list[Any]) -> pl.Series:
    """The values of one key; those of several kinds become texts, as JSON spells them."""
    import polars as pl

    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} or len(kinds) == 1:
        try:
            return pl.Series(name, [_clean(value) for value in values], strict=kinds != {int, float})
        except (TypeError, OverflowError, pl.exceptions.PolarsError):
            pass
    texts = [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]
    return pl.Series(name, [_clean(text) for text in texts], dtype=pl.String)


def _clean(value: Any) -> Any:
    return _encodable(value) if isinstance(value, str) else value


def _measured(format: TableFormat, frame: pl.DataFrame, is_truncated: bool, limits: Limits) -> Table:
    import polars as pl

    refuse_too_wide(frame.width, limits)
    inferred = [_inferred(values) for values in frame.iter_columns()]
    typed = pl.DataFrame([values.alias(str(n)) for n, (_kind, values) in enumerate(inferred)])
    measures, n_duplicates = measure_frame(typed, frame.columns, [kind for kind, _values in inferred])
    columns = [
        column._replace(logical_type=kind) if not column.is_nested else column
        for field, measure, (kind, _values) in zip(frame.head(0).to_arrow().schema, measures, inferred, strict=True)
        for column in columns_of_field(field, measure)
    ]
    return Table(format, tuple(columns), frame.height, is_truncated, n_duplicate_rows=n_duplicates)


def _inferred(values: pl.Series) -> tuple[LogicalType | None, pl.Series]:
    """The logical type of a column, and its values in it: texts may be dates."""
    import polars as pl
    import pyarrow as pa

    if values.dtype != pl.String:
        return of_arrow(values.to_arrow().type), values
    first = next((value for value in values.head(_N_PROBED).to_list() if value is not None), "0")
    if not first[:1].isdigit():
        return "string", values
    found = infer_temporal(pa.chunked_array([values.to_arrow().cast(pa.string())]))
    return (found.logical_type, pl.Series(values=found.values)) if found else ("string", values)


def _encodable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return text.encode(errors="replace").decode()
