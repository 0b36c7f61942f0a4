"""Dictionaries in docstrings: read where the code names one table, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.docstring_dictionary import crawl as crawl_docstrings

Crawl = Callable[..., dict[str, list[Any]]]
CODE = '''
from pathlib import Path
import pandas as pd

DATA = Path("data")

def load():
    """Reads the orders.

    Columns:
        id (int): Key of the order
        day: When it was placed,
            in local time
        amount: float

    Returns:
        A frame: all of it
    """
    return pd.read_csv(DATA / "orders.csv")
'''
NUMPY = '''"""Makes the stock.

Columns
-------
size : How much
place : Where

Notes: none
"""
write("stock.parquet")
'''


def test_a_function_that_reads_one_table(crawl: Crawl) -> None:
    found = crawl(crawl_docstrings, {"src/load.py": CODE})
    assert [(row.column, row.text, row.declared_type) for row in found["descriptions"]] == [
        ("id", "Key of the order", "integer"),
        ("day", "When it was placed, in local time", None),
        ("amount", None, "number"),
    ]
    assert {row.reference for row in found["descriptions"]} == {"data/orders.csv"}
    assert "id (int)" in CODE.splitlines()[found["descriptions"][0].line - 1]
    assert [(row.path, row.status) for row in found["sources"]] == [("src/load.py", "read")]


def test_the_text_of_a_module(crawl: Crawl) -> None:
    found = crawl(crawl_docstrings, {"a.py": NUMPY})["descriptions"]
    assert [(row.reference, row.column, row.text) for row in found] == [
        ("stock.parquet", "size", "How much"),
        ("stock.parquet", "place", "Where"),
    ]


@pytest.mark.parametrize(
    "code",
    [
        CODE.replace("    return pd", '    pd.read_csv("data/b.csv")\n    return pd'),
        CODE.replace('DATA / "orders.csv"', "path"),
        CODE.replace("def load():", "class Load:"),
        CODE.replace("Columns:", "Arguments:"),
        CODE.replace("orders.csv", "/srv/orders.csv"),
        CODE + "(\n",
    ],
)
def test_what_says_nothing(crawl: Crawl, code: str) -> None:
    assert crawl(crawl_docstrings, {"a.py": code}) == {}
