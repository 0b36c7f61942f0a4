"""JSON Lines, and JSON arrays of flat objects, as tables: a column for every key that any object has."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.catalog.tabular.infer import infer_temporal
from debt_pipelines.catalog.tabular.lattice import LogicalType, join
from debt_pipelines.catalog.tabular.table import (
    Malformation,
    NotTabularError,
    SkippedError,
    Table,
    TableColumn,
)
from debt_pipelines.catalog.tabular.text import decode_text
from debt_pipelines.model.errors import UnreadableError

_MIN_OBJECTS = 2
_MIN_SHARED_FRACTION = 0.5
_UNPARSABLE = "JSON nested too deeply, or with a number too long, to be read"
_CONFLICT_MARKS = ("<<<<<<< ", "=======", ">>>>>>> ")
_TYPES: dict[type, LogicalType] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "list",
    dict: "struct",
}

Object = dict[str, Any]


@dataclass(slots=True)
class _Values:
    """What one key holds over all objects; words are kept as long as they may be dates."""

    types: set[type] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    n_values: int = 0

    def add(self, value: Any) -> None:
        """Take in one value that is not null."""
        self.n_values += 1
        if not isinstance(value, str):
            self.types.add(type(value))
        elif not self.words or self.words[0][:1].isdigit():
            self.words.append(value)


def read_json_lines_table(content: bytes, *, is_truncated: bool = False) -> Table:
    """The table in JSON Lines; raises UnreadableError with the line that is no object."""
    lines = decode_text(content, is_truncated=is_truncated).decode(errors="replace").split("\n")
    if is_truncated:
        lines.pop()
    columns, n_rows = _columns(_object(line, n) for n, line in enumerate(lines, 1) if line.strip())
    found = () if n_rows else (Malformation("the file is empty", 1),)
    return Table("jsonl", columns, n_rows, is_truncated, found)


def read_json_table(content: bytes, *, is_truncated: bool = False) -> Table:
    """The table in a JSON array of flat objects; raises NotTabularError when it is something else."""
    text = decode_text(content, is_truncated=is_truncated).decode(errors="replace")
    if not starts_like_table(text):
        raise NotTabularError("not an array of objects")
    if is_truncated:
        raise SkippedError("a JSON array beyond the size limit, which cannot be read in part")
    try:
        objects = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not valid JSON: {error.msg}", line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableError(_UNPARSABLE) from error
    if len(objects) < _MIN_OBJECTS or not all(_is_flat(value) for value in objects):
        raise NotTabularError("not an array of flat objects")
    columns, n_rows = _columns(objects)
    if not columns or sum(map(len, objects)) < _MIN_SHARED_FRACTION * len(columns) * n_rows:
        raise NotTabularError("the objects have few keys in common")
    return Table("json", columns, n_rows)


def starts_like_table(text: str) -> bool:
    """Whether a text begins as an array of objects does."""
    start = text.lstrip("\ufeff \t\r\n")
    return start.startswith("[") and start[1:].lstrip().startswith("{")


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


def _is_flat(value: Any) -> bool:
    return isinstance(value, dict) and not any(isinstance(part, (dict, list)) for part in value.values())


def _columns(objects: Iterable[Object]) -> tuple[tuple[TableColumn, ...], int]:
    """The columns in the order they first occur, and the number of objects."""
    seen: defaultdict[str, _Values] = defaultdict(_Values)
    n_objects = 0
    for row in objects:
        n_objects += 1
        for name, value in row.items():
            values = seen[name]
            if value is not None:
                values.add(value)
    return tuple(_column(name, values, n_objects) for name, values in seen.items()), n_objects


def _column(name: str, values: _Values, n_objects: int) -> TableColumn:
    logical_type: LogicalType | None = None
    physical = {_TYPES[found] for found in values.types}
    for found in sorted(physical):
        logical_type = join(logical_type, found)
    if values.words:
        logical_type = join(logical_type, _type_of_words(values.words))
    physical_type = " or ".join(sorted({*physical, *(["string"] if values.words else [])})) or "null"
    return TableColumn(_encodable(name), physical_type, logical_type, n_objects - values.n_values)


def _type_of_words(words: list[str]) -> LogicalType:
    import pyarrow as pa

    if not words[0][:1].isdigit():
        return "string"
    array = pa.array([_encodable(word) for word in words], pa.string())
    return infer_temporal(pa.chunked_array([array])) or "string"


def _encodable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return text.encode(errors="replace").decode()
