"""The descriptions that Parquet, Arrow and Avro files keep beside their columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

ColumnText = tuple[str | None, str]
"""The name of a column, or None for the table as a whole, and what is said of it."""
_KEYS = (b"description", b"comment", b"doc")
_SPARK = b"org.apache.spark.sql.parquet.row.metadata"
_MAX_CHARACTERS = 10_000


def texts_of(schema: pa.Schema) -> tuple[ColumnText, ...]:
    """What a schema says of its table and its columns."""
    metadata = schema.metadata or {}
    said: dict[str | None, str] = dict(_texts_of_spark(metadata))
    for name, own in [(None, metadata), *((field.name, field.metadata or {}) for field in schema)]:
        text = next((own[key].decode(errors="replace").strip() for key in _KEYS if key in own), "")
        if text:
            said[name] = text[:_MAX_CHARACTERS]
    return tuple(said.items())


def _texts_of_spark(metadata: Mapping[bytes, bytes]) -> Iterator[tuple[str, str]]:
    """The comments of columns that Spark writes into the footer of the file."""
    try:
        listed: Any = json.loads(metadata.get(_SPARK, b"{}"))["fields"]
        for field in listed:
            text = str(field["metadata"].get("comment", "")).strip()
            if text:
                yield str(field["name"]), text[:_MAX_CHARACTERS]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
