"""One small sound file of every format, to be read, packed and damaged."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import json
import lzma
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.catalog.tabular.workbooks import ods, xlsx, zipped

if TYPE_CHECKING:
    import pyarrow as pa

CSV = b"id,name,day\n1,a,2026-01-05\n2,b,2026-01-06\n3,,2026-01-07\n"
JSON_LINES = b'{"id": 1, "name": "a"}\n{"id": 2, "name": null}\n'
COMPRESSIONS = {"gz": "gzip", "zst": "zstd", "bz2": "bz2", "xz": "xz", "lz4": "lz4"}
ROWS: list[list[Any]] = [
    ["id", "name", "day"],
    [1, "a", date(2026, 1, 5)],
    [2, "b", date(2026, 1, 6)],
    [3, None, date(2026, 1, 7)],
]


def arrow() -> pa.Table:
    import pyarrow as pa

    days = pa.array([date(2026, 1, n) for n in (5, 6, 7)], pa.date32())
    return pa.table({"id": pa.array([1, 2, 3], pa.int64()), "name": ["a", "b", None], "day": days})


def written(write: Any) -> bytes:
    """What a function writes into a stream."""
    sink = io.BytesIO()
    write(sink)
    return sink.getvalue()


def ipc(table: pa.Table, *, is_stream: bool = False) -> bytes:
    from pyarrow import ipc

    def write(sink: io.BytesIO) -> None:
        new = ipc.new_stream if is_stream else ipc.new_file
        with new(sink, table.schema) as writer:
            writer.write_table(table)

    return written(write)


def avro(fields: list[dict[str, Any]], records: list[dict[str, Any]], *, codec: str = "null") -> bytes:
    import fastavro

    schema = fastavro.parse_schema({"type": "record", "name": "row", "fields": fields})
    return written(lambda sink: fastavro.writer(sink, schema, records, codec=codec, sync_marker=b"0123456789abcdef"))


def packed(data: bytes, kind: str) -> bytes:
    """The data compressed, e.g. by gzip; always the same bytes."""
    import pyarrow as pa

    if kind == "gzip":
        return gzip.compress(data, mtime=0)
    if kind in ("bz2", "xz"):
        return bz2.compress(data) if kind == "bz2" else lzma.compress(data)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, kind) as stream:
        stream.write(data)
    return bytes(sink.getvalue().to_pybytes())


@functools.cache
def samples() -> dict[str, bytes]:
    """A name for every format and ending, with a file of three rows (JSON: two)."""
    from pyarrow import feather, orc, parquet

    records = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    day = {"type": "int", "logicalType": "date"}
    fields: list[dict[str, Any]] = [
        {"name": "id", "type": "long"},
        {"name": "name", "type": ["null", "string"]},
        {"name": "day", "type": day},
    ]
    rows: list[dict[str, Any]] = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
    return {
        "a.csv": CSV,
        "a.tsv": CSV.replace(b",", b"\t"),
        "a.jsonl": JSON_LINES,
        "a.json": json.dumps(rows).encode(),
        "a.parquet": written(lambda sink: parquet.write_table(arrow(), sink)),
        "a.feather": written(lambda sink: feather.write_feather(arrow(), sink)),
        "a.arrow": ipc(arrow()),
        "a.arrows": ipc(arrow(), is_stream=True),
        "a.orc": written(lambda sink: orc.write_table(arrow(), sink)),
        "a.avro": avro(fields, records, codec="deflate"),
        "a.xlsx": xlsx({"one": ROWS}),
        "a.ods": ods({"one": ROWS}),
        "a.csv.zip": zipped({"a.csv": CSV}),
        **{f"a.csv.{ending}": packed(CSV, kind) for ending, kind in COMPRESSIONS.items()},
    }
