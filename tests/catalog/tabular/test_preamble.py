"""What stands above a header, and what stands in its place."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.tabular.csv_table import read_csv_table
from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.table import Limits, Table
from debt_pipelines.project.content import content_of_bytes

ROWS = "id,name\n1,a\n2,b\n3,c\n"


def read(text: str) -> Table:
    return read_csv_table(text.encode(), format="csv")


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("# made by a tool\n", 2),
        ("# one\n#\n# two, with three, commas, in it\n", 4),
        ("\n# made by a tool\r\n", 3),
    ],
)
def test_comments_above_the_header(above: str, line: int) -> None:
    table = read(above + ROWS)
    assert (names(table), table.n_rows, table.header_line) == (["id", "name"], 3, line)
    assert not any("fields" in found.sentence for found in table.malformations)


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    (found,) = read("# made by a tool\n" + ROWS + "4,d,e\n").malformations
    assert (found.line, found.sentence.startswith("ragged rows")) == (6, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#id,name\n1,a\n2,b\n", ["#id", "name"]),
        ("# made by a tool\n#id,name\n1,a\n2,b\n", ["#id", "name"]),
        ("#\n1\n2\n", ["#"]),
        ("# of items,price\n1,2.5\n", ["# of items", "price"]),
        ("# a comment\n1,2\n3,4\n", ["# a comment"]),
        ("# a comment\n", ["# a comment"]),
        ("# a comment", ["# a comment"]),
    ],
)
def test_a_header_may_begin_as_comments_do(text: str, expected: list[str]) -> None:
    assert names(read(text))[: len(expected)] == expected


def test_comments_above_a_large_table() -> None:
    row = "x" * 1000
    text = "# made by a tool\nid,text\n" + "".join(f"{n},{row}\n" for n in range(70_000))
    (table,) = read_tables(content_of_bytes("a.csv", text.encode()), Limits())
    assert (names(table), table.n_rows, table.header_line) == (["id", "text"], 70_000, 2)
    assert not table.malformations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>\n', "markup"),
        ("<Error>\n<Code>NoSuchKey</Code>\n</Error>\n", "markup"),
        ('{"error": "not found", "code": 404}\n', "JSON"),
        ('{"a": 1}\n{"a": 2}\n', "JSON"),
        ("Error: could not connect\n", "error text where the header should be: `Error: could not connect`"),
        ("psycopg2.OperationalError: no route\n", "error text"),
        ("404 Not Found\n", "error text"),
        ("HTTP/1.1 503 Service Unavailable\nServer: x\n", "error text"),
        ("404: Not Found", "error text"),
        ("Access denied.\n", "error text"),
        ("Traceback (most recent call last):\n  File x\n", "error text"),
    ],
)
def test_an_answer_instead_of_a_table(text: str, expected: str) -> None:
    assert any(found.sentence.startswith(expected) and found.line == 1 for found in read(text).malformations)


@pytest.mark.parametrize(
    "text",
    [
        "error\n1\n2\n",
        "Error: rate,b\n1,2\n",
        "status,reason\n404,Not Found\n",
        "404\n405\n",
        "not_found\n1\n",
        "<TICKER>,<PER>,<CLOSE>\nA,B,1\n",
        "error_message\nError: x\n",
        "text\n<b>x</b>\n",
    ],
)
def test_what_only_sounds_like_an_answer(text: str) -> None:
    assert not any("should be" in found.sentence for found in read(text).malformations)
