"""Logs of lake tables, as small as they can be."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from debt_pipelines.catalog.lake.table import LakeFolder, LakeFormat

Files = dict[str, bytes]
START = 1_767_603_600_000
"""2026-01-05T09:00:00+00:00 in milliseconds."""


def column(name: str, kind: Any, *, nullable: bool = True, **metadata: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "nullable": nullable, "metadata": metadata}


def metadata(*columns: dict[str, Any], **said: Any) -> dict[str, Any]:
    schema = json.dumps({"type": "struct", "fields": list(columns)})
    return {"metaData": {"schemaString": schema, "partitionColumns": [], "configuration": {}, **said}}


def add(path: str, rows: int | None = None, /, **said: Any) -> dict[str, Any]:
    stats = {key: said.pop(key) for key in ("nullCount", "minValues", "maxValues") if key in said}
    text = None if rows is None else json.dumps({"numRecords": rows, **stats})
    return {"add": {"path": path, "partitionValues": {}, "size": 100, "dataChange": True, "stats": text, **said}}


def remove(path: str) -> dict[str, Any]:
    return {"remove": {"path": path, "dataChange": True}}


def delta_log(*transactions: list[dict[str, Any]], first: int = 0) -> Files:
    """The files of a log, a minute between the transactions."""
    files: Files = {}
    for version, actions in enumerate(transactions, first):
        said = [{"commitInfo": {"timestamp": START + version * 60_000}}, *actions]
        files[f"_delta_log/{version:020}.json"] = "\n".join(map(json.dumps, said)).encode()
    return files


def checkpoint(version: int, *actions: dict[str, Any], part: str = "") -> Files:
    """A checkpoint in Parquet, with maps as Delta has them."""
    text = pa.map_(pa.string(), pa.string())
    added = pa.struct([("path", pa.string()), ("partitionValues", text), ("size", pa.int64()), ("stats", pa.string())])
    declared = pa.struct(
        [("schemaString", pa.string()), ("partitionColumns", pa.list_(pa.string())), ("configuration", text)]
    )
    schema = pa.schema([("metaData", declared), ("add", added)])
    rows = [
        {kind: {key: list(value.items()) if isinstance(value, Mapping) else value for key, value in action.items()}
         for kind, action in entry.items()}
        for entry in actions
    ]  # fmt: skip
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), buffer)
    return {f"_delta_log/{version:020}.checkpoint.{part}parquet": buffer.getvalue()}


def iceberg_log(*versions: dict[str, Any], hint: int | None = None) -> Files:
    """Metadata files as a Hadoop catalog names them, and the hint."""
    files = {f"metadata/v{number}.metadata.json": json.dumps(said).encode() for number, said in enumerate(versions, 1)}
    return files | ({"metadata/version-hint.text": str(hint).encode()} if hint is not None else {})


def folder_of(format: LakeFormat, files: Files) -> LakeFolder:
    return LakeFolder(format, tuple(sorted(files)), files.__getitem__)
