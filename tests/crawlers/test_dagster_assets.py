"""Dagster assets: the columns, descriptions and owners that their code states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.dagster_assets import crawl as crawl_assets

Crawl = Callable[..., dict[str, list[Any]]]
CODE = '''
import dagster as dg
from dagster import AssetSpec, MaterializeResult, TableColumn, TableSchema, asset

KEY = TableColumn("id", "int", description="Key of the order")
SCHEMA = TableSchema(columns=[KEY, TableColumn(name="day", type="date")])

@dg.asset(owners=["ada@example.com", "team:data"], metadata={"dagster/column_schema": SCHEMA})
def orders(context):
    """All orders, one a row."""

@asset(name="stock", description="What lies in the store")
def make_stock(context):
    """Not this."""
    schema = TableSchema([TableColumn("size", "float", "How much")])
    return MaterializeResult(metadata={"dagster/column_schema": schema})

spec = AssetSpec(key=["raw", "visits"], description="Visits of the shop", owners=["team:web"])
'''


def test_what_assets_say(crawl: Crawl) -> None:
    found = crawl(crawl_assets, {"assets.py": CODE})
    assert sorted(
        (row.reference.removeprefix("dagster://main/"), row.column or "", row.text, row.declared_type)
        for row in found["descriptions"]
    ) == [
        ("orders", "", "All orders, one a row.", None),
        ("orders", "day", None, "date"),
        ("orders", "id", "Key of the order", "integer"),
        ("raw/visits", "", "Visits of the shop", None),
        ("stock", "", "What lies in the store", None),
        ("stock", "size", "How much", "number"),
    ]
    assert sorted((row.pattern, row.owner, row.is_reference) for row in found["owners"]) == [
        ("dagster://main/orders", "ada@example.com data", True),
        ("dagster://main/raw/visits", "web", True),
    ]
    assert [(row.path, row.status) for row in found["sources"]] == [("assets.py", "read")]


@pytest.mark.parametrize(
    "code",
    [
        "from dagster import asset\n\ndef make(key):\n    @asset(key=key)\n    def a(): ...\n    return a\n",
        "from dagster import asset\n\ndef make(**words):\n    @asset(**words)\n    def a(): ...\n    return a\n",
        "from dagster import op\n\n@op\ndef a():\n    '''Does it.'''\n",
        "@asset\ndef a():\n    '''Does it.'''\n",
        "# import dagster\n@asset\ndef a():\n    '''Does it.'''\n",
        "import dagster\nAssetSpec(key_of(1), description='x')\n",
    ],
)
def test_what_says_nothing(crawl: Crawl, code: str) -> None:
    assert crawl(crawl_assets, {"a.py": code}) == {}


def test_a_broken_file(crawl: Crawl) -> None:
    (source,) = crawl(crawl_assets, {"a.py": "import dagster\n(\n"})["sources"]
    assert (source.status, source.line) == ("error", 2)
