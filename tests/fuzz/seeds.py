"""The seeds: small projects with a sound file of every kind that anything of the product reads."""

from __future__ import annotations

import functools
import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from debt_pipelines.project.hashing import folder_object, hash_of_bytes
from tests.catalog.lake.logs import add, checkpoint, column, delta_log, iceberg_log, metadata
from tests.catalog.tabular.samples import CSV, samples, written
from tests.catalog.tabular.workbooks import zipped

SEEDS = Path(__file__).parent / "seeds"
DATABASE, FAR, ORDERS = "data/a.sqlite", "far/orders.csv", "data/orders.csv"
_PATH = re.compile(r"^==> (.+) <==\n", re.MULTILINE)
_ORDERS = b"id,price,state,day\n1,2.5,new,2026-01-05\n2,-1,paid,2026-01-06\n3,,new,\n"
_CASES = b"age,price,has_left\n" + b"".join(b"%d,%d,%d\n" % (n, n % 7, n % 2) for n in range(60))


@functools.cache
def seed_projects() -> tuple[dict[str, bytes], ...]:
    """Small projects, each a few files that are read together or one that is read alone, by path."""
    together = {file.stem: _sections(file) for file in sorted(SEEDS.glob("*.txt"))}
    together["dvc"]["data/cases.csv"] = _CASES
    alone = together.pop("alone") | {f"data/{name}": data for name, data in samples().items()}
    alone |= {ORDERS: _ORDERS, FAR: _ORDERS, "data/part.parquet": _parquet(), **_databases()}
    alone["data/many.zip"] = zipped({"a.csv": CSV, "deep/b.jsonl": samples()["a.jsonl"], "c.txt": b"x"})
    return (*together.values(), _cached(), *_lakes(), *({path: data} for path, data in alone.items()))


@functools.cache
def seed_files() -> dict[str, bytes]:
    """The files of all the projects; no two have a path in common."""
    return {path: data for project in seed_projects() for path, data in project.items()}


def _sections(file: Path) -> dict[str, bytes]:
    """The files in a text that tells the path of each on a line before it, as `head` prints several files."""
    parts = _PATH.split(file.read_text("utf-8"))
    return {path: text.encode() for path, text in zip(parts[1::2], parts[2::2], strict=True)}


def _parquet() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    rows: dict[str, Any] = {
        "id": pa.array([1, 2], pa.int32()),
        "deep": [{"a": [1]}, None],
        "price": pa.array([1.5, None], pa.float32()),
        "kind": pa.array(["a", "b"]).dictionary_encode(),
    }
    spark = {
        b"org.apache.spark.sql.parquet.row.metadata": b'{"fields": [{"name": "id", "metadata": {"comment": "x"}}]}'
    }
    table = pa.table(rows).replace_schema_metadata(spark)
    return written(lambda sink: parquet.write_table(table, sink, row_group_size=1))


def _databases() -> dict[str, bytes]:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        lite, duck = Path(folder) / "a.sqlite", Path(folder) / "a.duckdb"
        with closing(sqlite3.connect(lite)) as database:
            database.executescript(
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, price NUMERIC CHECK (price > 0), state TEXT);"
                "CREATE VIEW v AS SELECT id FROM orders; INSERT INTO orders VALUES (1, 2.5, 'new'), (2, 3, NULL);"
            )
        with closing(duckdb.connect(str(duck))) as base:
            base.execute("CREATE TABLE orders AS SELECT 1 AS id, 'a' AS name, DATE '2026-01-05' AS day")
        return {DATABASE: lite.read_bytes(), "data/a.duckdb": duck.read_bytes()}


def _lakes() -> list[dict[str, bytes]]:
    declared = metadata(column("id", "long", nullable=False), column("day", "date", comment="Day"), partitionColumns=[])
    stats: dict[str, Any] = {"nullCount": {"id": 0}, "minValues": {"id": 1}, "maxValues": {"id": 9}}
    delta = delta_log(
        [declared, add("a.parquet", 3, **stats)], [{"remove": {"path": "a.parquet"}}, add("b.parquet", 2)]
    )
    saved = {key: {**value, "configuration": {}} for key, value in declared.items()}
    later = checkpoint(4, saved, {"add": {"path": "c.parquet", "partitionValues": {}, "size": 1, "stats": "{}"}})
    fields = [{"id": 1, "name": "id", "type": "long", "required": True, "doc": "Key"}]
    iceberg = {
        "format-version": 2,
        "schemas": [{"type": "struct", "schema-id": 0, "identifier-field-ids": [1], "fields": fields}],
        "current-schema-id": 0,
        "snapshots": [{"snapshot-id": 1, "timestamp-ms": 1, "summary": {"total-records": "3"}, "schema-id": 0}],
        "current-snapshot-id": 1,
        "partition-specs": [
            {"spec-id": 0, "fields": [{"source-id": 1, "name": "id_bucket", "transform": "bucket[4]"}]}
        ],
    }
    listed = {"lake/delta": delta, "lake/checkpoint": later, "lake/iceberg": iceberg_log(iceberg, hint=1)}
    return [{f"{folder}/{path}": data for path, data in files.items()} for folder, files in listed.items()]


def _cached() -> dict[str, bytes]:
    """Data that only the cache of DVC holds: a file and a folder."""
    value = hash_of_bytes(CSV, "md5")
    listing = folder_object({"a.csv": value})
    folder = hash_of_bytes(listing, "md5") + ".dir"
    tracked = {"kept.csv": (value, len(CSV)), "parts": (folder, len(CSV))}
    cached = {value: CSV, folder: listing}
    return {
        **{f".dvc/cache/files/md5/{name[:2]}/{name[2:]}": data for name, data in cached.items()},
        **{
            f"data/{name}.dvc": f"outs:\n- path: {name}\n  md5: {found}\n  hash: md5\n  size: {size}\n".encode()
            for name, (found, size) in tracked.items()
        },
    }
