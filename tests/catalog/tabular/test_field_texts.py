"""Descriptions inside data files: read with the table, kept in the memory, told as rows."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from debt_pipelines.catalog.profile.codec import dump_reading, load_reading
from debt_pipelines.catalog.tabular.field_texts import texts_of
from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.table import Limits
from debt_pipelines.crawlers.tables import crawl as crawl_tables
from debt_pipelines.project.content import content_of_bytes

Crawl = Callable[..., dict[str, list[Any]]]
EXPECTED = {None: "All orders", "id": "Number"}


def arrow_table(**more: str) -> pa.Table:
    fields = [pa.field("id", pa.int64(), metadata={"description": " Number "}), pa.field("plain", pa.string())]
    return pa.table({"id": [1, 2], "plain": ["a", "b"]}, pa.schema(fields, {"comment": "All orders", **more}))


def parquet_bytes(**more: str) -> bytes:
    stream = io.BytesIO()
    pq.write_table(arrow_table(**more), stream)
    return stream.getvalue()


def feather_bytes() -> bytes:
    stream = io.BytesIO()
    pyarrow.feather.write_feather(arrow_table(), stream)
    return stream.getvalue()


def avro_bytes() -> bytes:
    fields = [{"name": "id", "type": "long", "doc": "Number"}, {"name": "plain", "type": "string", "doc": 7}]
    stream = io.BytesIO()
    schema = {"type": "record", "name": "Order", "doc": "All orders", "fields": fields}
    fastavro.writer(stream, schema, [{"id": 1, "plain": "a"}])
    return stream.getvalue()


@pytest.mark.parametrize(
    ("path", "content", "tool"),
    [("a.parquet", parquet_bytes, "parquet"), ("a.feather", feather_bytes, "arrow"), ("a.avro", avro_bytes, "avro")],
)
def test_texts_of_a_file(crawl: Crawl, path: str, content: Callable[[], bytes], tool: str) -> None:
    (table,) = read_tables(content_of_bytes(path, content()), Limits())
    assert dict(table.texts) == EXPECTED
    kept = load_reading(dump_reading((table,)))
    assert isinstance(kept, tuple)
    assert kept[0].texts == table.texts
    rows = crawl(crawl_tables, {path: content()})["descriptions"]
    assert {row.column: row.text for row in rows} == EXPECTED
    assert {(row.reference, row.path, row.tool) for row in rows} == {(path, path, tool)}
    assert {row.subject_kind for row in rows} == {"dataset", "column"}


def test_comments_that_spark_writes() -> None:
    said = {"fields": [{"name": "id", "metadata": {"comment": "old"}}, {"name": "x", "metadata": {"comment": "X"}}]}
    schema = arrow_table(**{"org.apache.spark.sql.parquet.row.metadata": json.dumps(said)}).schema
    assert dict(texts_of(schema)) == {**EXPECTED, "x": "X"}


@pytest.mark.parametrize(
    "said", ["{", "[]", '{"fields": 3}', '{"fields": [{"name": "a"}]}', '{"fields": [{"metadata": 1}]}']
)
def test_what_is_not_sound_is_passed_over(said: str) -> None:
    schema = arrow_table(**{"org.apache.spark.sql.parquet.row.metadata": said}).schema
    assert dict(texts_of(schema)) == EXPECTED


def test_a_file_without_texts_says_nothing(crawl: Crawl) -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), stream)
    assert "descriptions" not in crawl(crawl_tables, {"a.parquet": stream.getvalue()})
