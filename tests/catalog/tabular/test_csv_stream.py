"""Large delimited text, block by block: the same table as in one piece."""

from __future__ import annotations

import io
import random
import time

import pytest

from debt_pipelines.catalog.tabular import csv_stream, csv_table
from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.table import Limits, SkippedError, Table
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content, content_of_bytes

SHORT_LINES = Limits(max_line_bytes=4_000)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files from 20 kB on for large ones."""
    monkeypatch.setattr(csv_table, "_LARGE_BYTES", 20_000)
    monkeypatch.setattr(csv_stream, "_BLOCK_BYTES", 4_000)
    monkeypatch.setattr(csv_stream, "_BLOCK_ROWS", 10)


def read(text: str | bytes, limits: Limits | None = None) -> Table:
    data = text.encode() if isinstance(text, str) else text
    (table,) = read_tables(content_of_bytes("a.csv", data), limits or SHORT_LINES)
    return table


def whole(text: str | bytes, monkeypatch: pytest.MonkeyPatch) -> Table:
    with monkeypatch.context() as patched:
        patched.setattr(csv_table, "_LARGE_BYTES", 10**9)
        return read(text)


def rows(n: int = 3000) -> list[list[str]]:
    numbers = random.Random(1)  # noqa: S311 - data, no secret
    kinds = ("new", "paid", "sent")
    return [
        [str(k), f"{numbers.random():.4f}", numbers.choice(kinds), f"2026-01-{k % 28 + 1:02d}", f"{k % 7:03d}"]
        for k in range(n)
    ]


def text_of(listed: list[list[str]], header: str = "id,amount,status,day,code") -> str:
    return "\n".join([header, *(",".join(row) for row in listed)]) + "\n"


def test_the_same_as_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of(rows())
    large, small = read(text), whole(text, monkeypatch)
    assert (large.n_rows, large.is_sampled, large.malformations) == (3000, False, ())
    assert [column.logical_type for column in large.columns] == ["integer", "number", "string", "date", "string"]
    for one, other in zip(large.columns, small.columns, strict=True):
        assert (one.name, one.logical_type) == (other.name, other.logical_type)
        assert one.measures.n_nulls == other.measures.n_nulls
        assert (one.measures.minimum, one.measures.maximum) == (other.measures.minimum, other.measures.maximum)
        assert one.measures.frequent == other.measures.frequent
        assert one.measures.mean == pytest.approx(other.measures.mean)
        assert one.measures.is_increasing == other.measures.is_increasing


def test_a_late_value_decides_the_type(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = rows()
    listed[-1][0] = "unknown"
    listed[-2][3] = "soon"
    text = text_of(listed)
    large, small = read(text), whole(text, monkeypatch)
    assert [column.logical_type for column in large.columns] == ["string", "number", "string", "string", "string"]
    assert [column.measures.minimum for column in large.columns] == [c.measures.minimum for c in small.columns]
    assert large.columns[0].measures.n_distinct == pytest.approx(3000, rel=0.05)
    assert large.columns[3].measures.frequent == small.columns[3].measures.frequent


def test_whole_numbers_that_get_fractions_late() -> None:
    listed = rows()
    listed[-1][0] = "0.5"
    column = read(text_of(listed)).columns[0]
    assert (column.logical_type, column.measures.minimum, column.measures.maximum) == ("number", "0", "2998")


def test_a_column_that_is_empty_for_long() -> None:
    listed = rows()
    for row in listed[:-3]:
        row[1] = ""
    column = read(text_of(listed)).columns[1]
    assert (column.logical_type, column.measures.n_nulls) == ("number", 2997)


def test_what_is_wrong_far_behind_the_head() -> None:
    listed = rows()
    listed[2500] = ["1", "2"]
    found = read(text_of(listed))
    assert found.malformation == "ragged rows: 1 of 3000 do not have 5 fields"
    assert found.n_rows == 3000
    conflict = text_of(rows()).replace("\n2000,", "\n<<<<<<< ours\n2000,").replace("\n2002,", "\n=======\n2002,")
    assert "unresolved merge conflict markers" in (
        read(conflict.replace("\n2004,", "\n>>>>>>> x\n2004,")).malformation or ""
    )


def test_line_breaks_within_quotes() -> None:
    listed = [[k, amount, f'"{status}\n{status}"', *rest] for k, amount, status, *rest in rows()]
    found = read(text_of(listed))
    assert (found.n_rows, found.columns[2].measures.n_distinct) == (3000, 3)


def test_what_is_no_table() -> None:
    with pytest.raises(UnreadableError, match="first line is longer than"):
        read("x" * 50_000)
    with pytest.raises(UnreadableError, match="NUL bytes"):
        read(text_of(rows()).replace("\n2500,", "\n25\0", 1))
    with pytest.raises(SkippedError, match="more than the limit of 3"):
        read(text_of(rows()), Limits(max_columns=3))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('a,b\n1,"' + "x" * 50_000, "its first row"),
        ('a,b\n1,"' + "1,x\n" * 9_000, "its first row"),
        ("a,b\n" + "1,x\n" * 9_000 + '1,"' + "x" * 9_000, "one of its rows"),
        ("a,b\n" + "1,x\n" * 9_000 + '1,"' + "1,x\n" * 9_000, "one of its rows"),
        ("a,b\n" + "1,x\n" * 9_000 + "1," + "x" * 9_000, "one of its rows"),
    ],
)
def test_a_row_that_does_not_end(text: str, row: str) -> None:
    with pytest.raises(UnreadableError, match=f"^no table: {row} is longer than 0 MiB; a quote may never be closed$"):
        read(text)


def test_the_cut_in_an_open_quote_is_found_in_one_go() -> None:
    text = 'a,b\n1,"' + "1,x\n" * 1_000_000
    started = time.process_time()
    with pytest.raises(UnreadableError, match="its first row is longer than 3 MiB"):
        read(text, Limits(max_line_bytes=4_000_000))
    assert time.process_time() - started < 5


def test_of_a_line_without_end_only_the_head_is_read() -> None:
    n_read = 0

    class Endless(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            nonlocal n_read
            assert size >= 0
            n_read += size
            return b"x" * size

    with pytest.raises(UnreadableError, match="first line is longer than"):
        read_tables(Content("a.csv", 2**40, Endless), SHORT_LINES)  # type: ignore[arg-type]
    assert n_read < 100_000


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = text_of(rows(), header="id,amount,prénom,day,code")
    found = read(text.encode(encoding))
    assert [column.name for column in found.columns][2] == "prénom"
    assert found.n_rows == 3000


def test_beyond_the_limit_it_is_a_sample() -> None:
    found = read(text_of(rows()), Limits(max_bytes=10_000))
    assert found.is_sampled
    assert 0 < found.n_rows < 3000


def test_it_is_read_in_pieces() -> None:
    asked: list[int] = []
    data = text_of(rows()).encode()

    class Stream(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(-1 if size is None else size)
            return super().read(size)

    (table,) = read_tables(Content("a.csv", len(data), lambda: Stream(data)), SHORT_LINES)
    assert table.n_rows == 3000
    assert -1 not in asked
    assert max(asked) <= 10_000
