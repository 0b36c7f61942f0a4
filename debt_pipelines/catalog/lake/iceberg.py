"""Iceberg tables from their metadata files: columns, keys, rows and the columns before; no data file is opened."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.lake.table import (
    ICEBERG_LOG,
    Field,
    LakeFolder,
    LakeTable,
    LakeVersion,
    date_of,
    has_same_columns,
    nested_fields,
    type_text,
)
from debt_pipelines.model.digits import whole_number
from debt_pipelines.model.errors import UnreadableError

_HINT = f"{ICEBERG_LOG}/version-hint.text"
_NUMBER = re.compile(rf"{ICEBERG_LOG}/v?(\d+)(?:-[0-9a-f-]{{36}})?(?:\.gz)?\.metadata\.json(?:\.gz)?")
_MAX_BYTES = 256 * 2**20


def read(folder: LakeFolder) -> LakeTable:
    """The table that the current metadata file describes; raises UnreadableError."""
    metadata = _json(folder, _current(folder))
    schemas = _schemas(metadata)
    current = schemas.get(metadata.get("current-schema-id", 0)) or next(iter(schemas.values()))
    snapshots = {snapshot["snapshot-id"]: snapshot for snapshot in metadata.get("snapshots") or []}
    snapshot = snapshots.get(metadata.get("current-snapshot-id"))
    fields = tuple(_fields(current))
    keys = set(current.get("identifier-field-ids") or ())
    return LakeTable(
        "iceberg",
        _version(snapshot, fields) if snapshot else _empty(metadata, fields),
        _earlier(schemas, list(snapshots.values()), snapshot, fields),
        (metadata.get("properties") or {}).get("comment") or None,
        tuple(column["name"] for column in current["fields"] if column.get("id") in keys),
    )


def _current(folder: LakeFolder) -> str:
    """The metadata file in force: the one that the hint names, else the one with the highest number."""
    numbered = {name: int(found[1]) for name in folder.names if (found := _NUMBER.fullmatch(name))}
    if not numbered:
        raise UnreadableError("there is no metadata file")
    hinted = -1
    if _HINT in folder.names:
        text = folder.read(_HINT).decode("utf-8", errors="replace").strip()
        number = whole_number(text)
        hinted = -1 if number is None else number
    return max(numbered, key=lambda name: (numbered[name] == hinted, numbered[name], name))


def _json(folder: LakeFolder, name: str) -> dict[str, Any]:
    content = folder.read(name)
    try:
        if content[:2] == b"\x1f\x8b":
            content = zlib.decompressobj(wbits=31).decompress(content, _MAX_BYTES)
        data = json.loads(content)
    except (ValueError, RecursionError, zlib.error) as error:
        raise UnreadableError(f"`{name}` is not valid JSON") from error
    if not isinstance(data, dict):
        raise UnreadableError(f"`{name}` is no metadata of a table")
    return data


def _schemas(metadata: dict[str, Any]) -> dict[int, dict[str, Any]]:
    written = metadata.get("schemas") or ([metadata["schema"]] if "schema" in metadata else [])
    if not written:
        raise UnreadableError("the metadata declares no columns")
    return {schema.get("schema-id", 0): schema for schema in written}


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    for column in schema["fields"]:
        text = type_text(column["type"])
        yield Field(column["name"], text, column.get("required") is True, column.get("doc") or None)
        yield from nested_fields(column["name"], column["type"])


def _earlier(
    schemas: dict[int, dict[str, Any]],
    snapshots: list[dict[str, Any]],
    current: dict[str, Any] | None,
    fields: tuple[Field, ...],
) -> LakeVersion | None:
    """The last snapshot with other columns; else the one that the current one was made of."""
    dated = sorted(snapshots, key=lambda snapshot: snapshot.get("timestamp-ms", 0), reverse=True)
    for snapshot in dated:
        schema = schemas.get(snapshot.get("schema-id", -1))
        before = tuple(_fields(schema)) if schema else ()
        if before and not has_same_columns(before, fields):
            return _version(snapshot, before)
    parent = (current or {}).get("parent-snapshot-id")
    found = next((snapshot for snapshot in dated if snapshot["snapshot-id"] == parent), None)
    return _version(found, fields) if found else None


def _version(snapshot: dict[str, Any], fields: tuple[Field, ...]) -> LakeVersion:
    summary = snapshot.get("summary") or {}
    return LakeVersion(
        str(snapshot["snapshot-id"]), date_of(snapshot.get("timestamp-ms")), fields, _rows(summary),
        _count(summary.get("total-files-size")),
    )  # fmt: skip


def _empty(metadata: dict[str, Any], fields: tuple[Field, ...]) -> LakeVersion:
    return LakeVersion("0", date_of(metadata.get("last-updated-ms")), fields, 0)


def _rows(summary: dict[str, Any]) -> int | None:
    """The records, where none of them is deleted by a file beside them."""
    deletes = (_count(summary.get(f"total-{kind}-deletes")) for kind in ("position", "equality"))
    return _count(summary.get("total-records")) if not any(deletes) else None


def _count(written: object) -> int | None:
    return whole_number(str(written))
