"""The door to the readers: formats by name, pointers, and errors that are always ours."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debt_pipelines.catalog.tabular.pointers import blob_id
from debt_pipelines.catalog.tabular.read import format_of, read_tables
from debt_pipelines.catalog.tabular.table import Limits, NotTabularError, SkippedError, Table
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import content_of_bytes


def read_table(path: str, content: bytes, *, is_truncated: bool = False) -> Table:
    limits = Limits(max_bytes=max(len(content) - 1, 0)) if is_truncated else Limits()
    (table,) = read_tables(content_of_bytes(path, content), limits)
    return table


def parquet(**columns: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.csv", "csv"),
        ("A.CSV", "csv"),
        ("a.tab", "tsv"),
        ("a.parquet", "parquet"),
        ("a.ndjson", "jsonl"),
        ("data/a.json", "json"),
        ("package.json", None),
        ("plots/a.json", None),
        ("eval/metrics.json", None),
        (".vscode/a.json", None),
        ("orders.schema.json", None),
        ("a.txt", None),
        ("a.csv.dvc", None),
    ],
)
def test_formats_by_name(path: str, expected: str | None) -> None:
    assert format_of(path) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        b"/annex/objects/SHA256E-s1--0.csv\n",
        b"../.git/annex/objects/xx/yy/SHA256E-s1--0.csv",
    ],
)
def test_pointers_are_skipped(content: bytes) -> None:
    for path in ("a.csv", "a.parquet"):
        with pytest.raises(SkippedError):
            read_table(path, content)


def test_parquet_with_its_types_and_nulls() -> None:
    import pyarrow as pa

    content = parquet(
        id=pa.array([1, 2, None], pa.int32()),
        price=pa.array([None, None, None], pa.decimal128(8, 2)),
        tags=pa.array([["a"], [], None], pa.list_(pa.string())),
        kind=pa.array(["a", "b", "a"]).dictionary_encode(),
        at=pa.array([0, 1, 2], pa.timestamp("us")),
        nothing=pa.nulls(3),
    )
    table = read_table("a.parquet", content)
    assert table.n_rows == 3
    assert [(column.logical_type, column.n_nulls) for column in table.columns] == [
        ("integer", 1),
        ("decimal(8,2)", 3),
        ("list", 1),
        ("string", None),
        ("string", 0),
        ("timestamp", 0),
        (None, 3),
    ]


def test_broken_parquet() -> None:
    content = parquet(a=[1, 2])
    for broken in (content[:-10], content[:4] + content[-8:], b"a,b\n1,2\n", b"PAR1PAR1"):
        with pytest.raises(UnreadableError):
            read_table("a.parquet", broken)
    assert read_table("a.parquet", b"").malformation == "the file is empty"


def test_json_lines() -> None:
    rows = [
        {"a": 1, "b": "2020-01-01", "c": True},
        {"a": 2.5, "d": [1]},
        {"a": None, "b": "2020-01-02T10:00:00"},
    ]
    table = read_table("a.jsonl", "\n".join(json.dumps(row) for row in rows).encode())
    assert [(column.name, column.logical_type, column.n_nulls) for column in table.columns] == [
        ("a", "number", 1),
        ("b", "timestamp", 1),
        ("c", "boolean", 2),
        ("d", "list", 2),
        ("d[]", "integer", None),
    ]


def test_numbers_in_json_strings_stay_strings() -> None:
    table = read_table("a.jsonl", b'{"zip": "02139"}\n{"zip": "10001"}\n')
    assert table.columns[0].logical_type == "string"


def test_columns_of_json_lines_keep_their_order() -> None:
    names = [f"k{n * 7 % 20}" for n in range(20)]
    lines = [dict.fromkeys(names[:15], 1), dict.fromkeys(names[15:], 2)]
    table = read_table("a.jsonl", "\n".join(json.dumps(row) for row in lines).encode())
    assert [column.name for column in table.columns] == names


def test_broken_json_lines_have_a_line() -> None:
    for content in (
        b'{"a": 1}\n{"a": \n',
        b'{"a": 1}\n[1]\n',
        b'{"a": 1}\n<<<<<<< HEAD\n',
        b'{"a":1}\n' + b"9" * 5000,
    ):
        with pytest.raises(UnreadableError) as caught:
            read_table("a.jsonl", content)
        assert caught.value.line == 2


def test_a_cut_json_lines_file_loses_its_last_line() -> None:
    table = read_table("a.jsonl", b'{"a": 1}\n{"a": 2}', is_truncated=True)
    assert (table.n_rows, table.is_sampled) == (1, True)


def test_json_arrays_of_flat_objects_are_tables() -> None:
    table = read_table("a.json", b'[{"a": 1, "b": "x"}, {"a": 2}]')
    assert ([column.name for column in table.columns], table.n_rows) == (["a", "b"], 2)


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        b"[1, 2]",
        b'[{"a": 1}]',
        b'[{"a": {"b": 1}}, {"a": 2}]',
        b'[{"a": 1}, 2]',
        b'[{"a": 1}, {"b": 1}, {"c": 1}, {"d": 1}]',
        b"",
        b"broken",
    ],
)
def test_other_json_is_no_table(content: bytes) -> None:
    with pytest.raises(NotTabularError):
        read_table("a.json", content)


def test_a_broken_json_table_has_a_line() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_table("a.json", b'[{"a": 1},\n{"a": }]')
    assert caught.value.line == 2


def test_lone_surrogates_in_json() -> None:
    table = read_table("a.jsonl", b'{"\\ud800": "1\\udfff"}\n')
    assert table.columns[0].name.encode()


def test_blob_ids_are_gits() -> None:
    assert blob_id(b"hello\n", like="0" * 40) == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert len(blob_id(b"", like="0" * 64)) == 64


CELLS = st.text(alphabet=st.sampled_from(list('ab01,;\t"\n\r \\-.é')), max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    path=st.sampled_from(["a.csv", "a.tsv", "a.parquet", "a.jsonl", "a.json"]),
    content=st.binary(max_size=80),
)
def test_any_bytes_are_read_or_refused(path: str, content: bytes) -> None:
    _read_or_refuse(path, content, is_truncated=False)


@settings(max_examples=300, deadline=None)
@given(text=CELLS, is_truncated=st.booleans())
def test_any_text_is_read_or_refused(text: str, *, is_truncated: bool) -> None:
    _read_or_refuse("a.csv", text.encode(), is_truncated=is_truncated)


def _read_or_refuse(path: str, content: bytes, *, is_truncated: bool) -> None:
    try:
        table = read_table(path, content, is_truncated=is_truncated)
    except UnreadableError:
        return
    assert isinstance(table, Table)
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(column.n_nulls is None or 0 <= column.n_nulls <= table.n_rows for column in table.columns)
