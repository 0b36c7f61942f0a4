"""Dictionaries in reStructuredText: every kind of table and list, bound to the file that the text names."""

from __future__ import annotations

from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.restructuredtext_dictionary import crawl
from debt_pipelines.model.data_rows import Description, Source
from debt_pipelines.project.project import open_project

ORDERS = "order_id,amount\n1,2.5\n"
INTRODUCTION = """\
Data
====

Orders
------

File ``data/orders.csv``. One row for each order of the shop.

"""
LIST_TABLE = """\
.. list-table::
   :header-rows: 1

   * - Column
     - Type
     - Description
   * - order_id
     - integer
     - Number of the order
   * - ``amount``
     - number
     - What was paid, in euros
"""
SIMPLE_TABLE = """\
========  ========  =======================
Column    Type      Description
========  ========  =======================
order_id  integer   Number of the order
amount    number    What was paid, in euros
========  ========  =======================
"""
GRID_TABLE = """\
+----------+---------+-------------------------+
| Column   | Type    | Description             |
+==========+=========+=========================+
| order_id | integer | Number of the order     |
+----------+---------+-------------------------+
| amount   | number  | What was paid, in euros |
+----------+---------+-------------------------+
"""
DEFINITIONS = """\
order_id
    Number of the order
amount
    What was paid,
    in euros
"""
FIELDS = ":order_id: Number of the order\n:amount: What was paid, in euros\n"


def crawled(root: Path, text: str) -> tuple[list[Source], list[Description]]:
    for path, content in {"data/orders.csv": ORDERS, "docs/data.rst": text}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    rows = list(crawl(open_project(root), Settings()))
    return [row for row in rows if isinstance(row, Source)], [row for row in rows if isinstance(row, Description)]


@pytest.mark.parametrize("body", [LIST_TABLE, SIMPLE_TABLE, GRID_TABLE, DEFINITIONS, FIELDS])
def test_columns_of_the_file_that_is_named(tmp_path: Path, body: str) -> None:
    sources, found = crawled(tmp_path, INTRODUCTION + body)
    assert [(row.path, row.status) for row in sources] == [("docs/data.rst", "read")]
    assert {(row.reference, row.column, row.text) for row in found if row.column} == {
        ("data/orders.csv", "order_id", "Number of the order"),
        ("data/orders.csv", "amount", "What was paid, in euros"),
    }
    lines = (INTRODUCTION + body).splitlines()
    for row in found:
        words = row.column or "File"
        assert any(words in line for line in lines[(row.line or 0) - 1 : (row.line or 0) + 1]), row


def test_types_are_read(tmp_path: Path) -> None:
    _sources, found = crawled(tmp_path, INTRODUCTION + GRID_TABLE)
    assert [row.declared_type for row in found if row.column] == ["integer", "number"]


def test_a_file_as_a_heading(tmp_path: Path) -> None:
    _sources, found = crawled(tmp_path, f"``data/orders.csv``\n\nAll orders of the shop.\n\n{SIMPLE_TABLE}")
    assert ("data/orders.csv", None, "All orders of the shop.") in {(r.reference, r.column, r.text) for r in found}
    assert sum(row.column is not None for row in found) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Nothing\n=======\n\nabout data.\n",
        f"Errors\n======\n\n{SIMPLE_TABLE.replace('order_id', 'E100    ').replace('amount', 'E200  ')}",
        f".. include:: orders.csv\n\n.. raw:: html\n   :file: orders.csv\n\n{'=' * 3}\n",
        "=== ===\nbroken\n+---+\n.. unknown:: x.csv\n",
    ],
)
def test_what_says_nothing_about_data(tmp_path: Path, text: str) -> None:
    _sources, found = crawled(tmp_path, text)
    assert [row for row in found if row.reference] == []


def test_nothing_is_included(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/more.txt").write_text(INTRODUCTION + SIMPLE_TABLE, "utf-8")
    assert crawled(tmp_path, ".. include:: more.txt\n\n``data/orders.csv``\n")[1] == []
