"""What the log of a lake's table says of it, now and at the version that it is compared with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from debt_pipelines.catalog.profile.measures import UNMEASURED, Measures
from debt_pipelines.catalog.profile.private import without_values
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_sql
from debt_pipelines.catalog.tabular.table import Limits, SkippedError, Table, TableColumn
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.locations import ancestors

LakeFormat = Literal["delta", "iceberg"]
DELTA_LOG, ICEBERG_LOG = "_delta_log", "metadata"
_DELTA_FILE = re.compile(r"(?:^|/)_delta_log/\d{20}\.(?:json|checkpoint\..*parquet|checkpoint\..*json)$")
_ICEBERG_FILE = re.compile(r"(?:^|/)metadata/(?:v\d+|\d{5,}-[0-9a-f-]{36})(?:\.gz)?\.metadata\.json(?:\.gz)?$")
_LOGICAL_TYPES: dict[LakeFormat, dict[str, LogicalType | None]] = {
    "delta": {"byte": "integer", "timestamp": "timestamp[UTC]"},
    "iceberg": {"timestamptz_ns": "timestamp[UTC]", "unknown": None},
}
_MAX_COUNT = 2**63
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class LakeFolder:
    """The folder of one table; `names` are the files of its log, `read` gives the bytes of one or raises."""

    format: LakeFormat
    names: tuple[str, ...]
    read: Callable[[str], bytes]


class Field(NamedTuple):
    """One column as a log declares it, or what lies within one."""

    name: str
    physical_type: str
    is_required: bool = False
    comment: str | None = None
    is_nested: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class LakeVersion:
    """One version of a table; the number of rows and bytes are None where the log does not tell."""

    id: str
    date: str | None
    fields: tuple[Field, ...]
    n_rows: int | None = None
    n_bytes: int | None = None
    measures: tuple[Measures, ...] = ()


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A table of a lake: its present version, and the last one before that had other columns, or else the last one."""

    format: LakeFormat
    present: LakeVersion
    earlier: LakeVersion | None = None
    comment: str | None = None
    primary_key: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()

    def table(self, version: LakeVersion, limits: Limits) -> Table:
        """A version as a table, counted where its rows are known; raises SkippedError for too many columns."""
        if len(version.fields) > limits.max_columns:
            raise SkippedError(f"{len(version.fields)} columns, more than the limit of {limits.max_columns}")
        measures = version.measures or (UNMEASURED,) * len(version.fields)
        columns = tuple(
            TableColumn(
                field.name,
                field.physical_type,
                logical_type(field.physical_type, self.format),
                without_values(field.name, measured),
                field.is_nested,
            )
            for field, measured in zip(version.fields, measures, strict=True)
        )
        n_rows = version.n_rows
        return Table(self.format, columns, n_rows or 0, header_line=None, is_counted=n_rows is not None)


def lake_folders(paths: Iterable[str]) -> dict[str, LakeFormat]:
    """The folders among the paths that are tables of a lake."""
    found: dict[str, LakeFormat] = {}
    for path in paths:
        if "_delta_log/" in path and _DELTA_FILE.search(path):
            found[path.rpartition(f"{DELTA_LOG}/")[0].rstrip("/")] = "delta"
        elif ".metadata.json" in path and _ICEBERG_FILE.search(path):
            found[path.rpartition(f"{ICEBERG_LOG}/")[0].rstrip("/")] = "iceberg"
    found.pop("", None)  # the whole project is no table
    return found


def is_within(path: str, folders: Collection[str]) -> bool:
    """Whether a path lies in one of the folders."""
    return bool(folders) and any(folder in folders for folder in ancestors(path))


def log_names(paths: Iterable[str], folders: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The files of the log of each folder, as paths in the folder."""
    logs = {f"{folder}/{log}/": folder for folder in folders for log in (DELTA_LOG, ICEBERG_LOG)}
    names: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        for log in (DELTA_LOG, ICEBERG_LOG):
            at = path.rfind(f"/{log}/")
            folder = logs.get(path[: at + len(log) + 2]) if at >= 0 else None
            if folder is not None:
                names[folder].append(path[len(folder) + 1 :])
    return {folder: tuple(sorted(found)) for folder, found in names.items()}


def read_lake(folder: LakeFolder) -> LakeTable:
    """The table that a log describes; raises UnreadableError where the log is damaged."""
    from debt_pipelines.catalog.lake import delta, iceberg

    try:
        return _as_declared(delta.read(folder) if folder.format == "delta" else iceberg.read(folder))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, OverflowError) as error:
        raise UnreadableError(f"the log of the table is not as {folder.format} writes it") from error


def _as_declared(lake: LakeTable) -> LakeTable:
    """The table itself; raises TypeError where the log has something else for a text, or a number beyond 64 bits."""
    texts: list[object] = [lake.comment, *lake.primary_key]
    counts: list[object] = []
    for version in filter(None, (lake.present, lake.earlier)):
        texts += [text for field in version.fields for text in (field.name, field.comment)]
        counts += [version.n_rows, version.n_bytes]
    if not all(isinstance(text, str | None) for text in texts):
        raise TypeError("a name or a comment is no text")
    if not all(count is None or (type(count) is int and count < _MAX_COUNT) for count in counts):
        raise TypeError("a count is no number")
    return lake


def logical_type(physical_type: str, format: LakeFormat) -> LogicalType | None:
    """The logical type of a column of a lake; the `timestamp` of Delta has a zone, that of Iceberg has none."""
    name = physical_type.partition("<")[0]
    if name in ("struct", "map", "array", "list"):
        return "list" if name in ("array", "list") else "struct"
    if name.startswith("fixed["):
        return "binary"
    own = _LOGICAL_TYPES[format]
    return own[name] if name in own else of_sql(physical_type)


def nested_fields(name: str, written: Any, key: str = "", depth: int = 0) -> Iterator[Field]:
    """What lies within a column, by its path, where its type is written as Delta and Iceberg do."""
    if depth > _MAX_DEPTH or not isinstance(written, dict):
        return
    if written["type"] == "struct":
        parts = [(f"{name}.{field['name']}", field["type"], field) for field in written["fields"]]
    elif written["type"] in ("array", "list"):
        parts = [(f"{name}[]", written.get("elementType", written.get("element")), {})]
    elif written["type"] == "map":
        kinds = (("key", "keyType"), ("value", "valueType"))
        parts = [(f"{name}[].{kind}", written.get(long, written.get(kind)), {}) for kind, long in kinds]
    else:
        return
    for path, inner, field in parts:
        comment = field.get("doc") or (field.get("metadata") or {}).get("comment")
        yield Field(path, type_text(inner), comment=comment, is_nested=True, key=key)
        yield from nested_fields(path, inner, key, depth + 1)


def type_text(written: Any) -> str:
    """A type in one line, such as `array<struct<a:long>>`."""
    if not isinstance(written, dict):
        return str(written)
    kind = written["type"]
    if kind == "struct":
        parts = [f"{field['name']}:{type_text(field['type'])}" for field in written["fields"]]
        return f"struct<{','.join(parts)}>"
    if kind in ("array", "list"):
        return f"array<{type_text(written.get('elementType', written.get('element')))}>"
    if kind == "map":
        sides = (written.get("keyType", written.get("key")), written.get("valueType", written.get("value")))
        return f"map<{','.join(map(type_text, sides))}>"
    return type_text(written.get("sqlType", kind))


def date_of(milliseconds: Any) -> str | None:
    """A moment in milliseconds since 1970 as ISO 8601; None for one that no clock shows."""
    if type(milliseconds) is not int:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).replace(microsecond=0).isoformat()
    except (OSError, OverflowError, ValueError):
        return None


def has_same_columns(one: Iterable[Field], other: Iterable[Field]) -> bool:
    """Whether two versions have the same names and types in the same order."""
    return [field[:3] for field in one] == [field[:3] for field in other]
