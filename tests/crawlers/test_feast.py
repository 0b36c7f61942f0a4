"""Feast repositories: features, where they come from, who owns them, and what is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.feast import crawl as crawl_feast

Crawl = Callable[..., dict[str, list[Any]]]
STORE = "project: shop\nregistry: registry.db\nprovider: local\n"
DEFINITIONS = """
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureService, FeatureView, Field, FileSource, PushSource
from feast.types import Array, Float32, Int64, String, UnixTimestamp

DATA = Path("../data")
customer = Entity(name="customer", join_keys=["customer_id"], description="A customer of the shop")
orders = FileSource(
    name="orders",
    path=str(DATA / "orders.parquet"),
    timestamp_field="ordered_at",
    owner="orders@example.com",
)
pushed = PushSource(name="pushed", batch_source=orders)
SHARED = [Field(name="n_orders", dtype=Int64, description="Orders so far", tags={"unit": "orders"})]
order_view = FeatureView(
    name="order_view",
    entities=[customer],
    ttl=timedelta(days=1),
    schema=SHARED + [Field(name="mean_amount", dtype=Float32), Field(name="last", dtype=UnixTimestamp)],
    source=pushed,
    description="What a customer bought until a day",
    owner="view@example.com",
)
service = FeatureService(name="churn", features=[order_view])
"""


def test_a_view_with_its_source(crawl: Crawl) -> None:
    found = crawl(crawl_feast, {"repo/feature_store.yaml": STORE, "repo/definitions.py": DEFINITIONS})
    assert [(row.feature, row.role, row.description) for row in found["features"]] == [
        ("n_orders", "feature", "Orders so far"),
        ("mean_amount", "feature", None),
        ("last", "feature", None),
        ("customer_id", "entity", "A customer of the shop"),
    ]
    assert {(row.view, row.reference, row.tool) for row in found["features"]} == {
        ("order_view", "data/orders.parquet", "feast")
    }
    assert [(row.column, row.text, row.unit, row.declared_type) for row in found["descriptions"]] == [
        (None, "What a customer bought until a day", None, None),
        ("n_orders", "Orders so far", "orders", "integer"),
        ("mean_amount", None, None, "number"),
        ("last", None, None, "timestamp"),
    ]
    assert {row.reference for row in found["descriptions"]} == {"data/orders.parquet"}
    assert [(row.pattern, row.is_reference, row.owner) for row in found["owners"]] == [
        ("data/orders.parquet", True, "orders@example.com")
    ]
    assert {(row.path, row.status) for row in found["sources"]} == {
        ("repo/definitions.py", "read"),
        ("repo/feature_store.yaml", "read"),
    }


def test_names_taken_from_another_file_of_the_repository(crawl: Crawl) -> None:
    head, tail = DEFINITIONS.split("order_view = ")
    view = "from feast import FeatureView, Field\nfrom sources import *\norder_view = " + tail
    files = {"feature_store.yaml": STORE, "sources.py": head.replace("../data", "data"), "views.py": view}
    found = crawl(crawl_feast, files)["features"]
    assert {row.reference for row in found} == {"data/orders.parquet"}
    assert {row.path for row in found} == {"views.py"}
    two = crawl(crawl_feast, files | {"other.py": "import feast\norders = feast.FileSource(path='b.parquet')\n"})
    assert {row.reference for row in two["features"]} == {None}


@pytest.mark.parametrize(
    ("source", "reference"),
    [
        ("FileSource(path='s3://user:pw@bucket/a.parquet')", "s3://bucket/a.parquet"),
        ("BigQuerySource(table='project.shop.orders')", "project.shop.orders"),
        ("KafkaSource(name='k', batch_source=FileSource(path='a.parquet'))", "a.parquet"),
        ("FileSource(file_url='a.parquet')", "a.parquet"),
        ("FileSource(path=os.environ['DATA'])", None),
        ("PostgreSQLSource(name='orders', query='SELECT 1')", None),
        ("make_source()", None),
    ],
)
def test_sources(crawl: Crawl, source: str, reference: str | None) -> None:
    code = f"from feast import *\nv = FeatureView(name='v', schema=[Field(name='x', dtype=Int64)], source={source})\n"
    found = crawl(crawl_feast, {"feature_store.yaml": STORE, "a.py": code})
    assert [row.reference for row in found["features"]] == [reference]
    assert [row.reference for row in found.get("descriptions", [])] == ([reference] if reference else [])


def test_views_of_earlier_versions_and_of_functions(crawl: Crawl) -> None:
    code = '''
from feast import FeatureView, Feature, ValueType, FileSource
from feast.on_demand_feature_view import on_demand_feature_view
old = FeatureView(
    name="old",
    entities=["driver_id"],
    features=[Feature(name="rate", dtype=ValueType.FLOAT, labels={"description": "Share of kept rides"})],
    batch_source=FileSource(path="drivers.csv"),
)

@on_demand_feature_view(sources=[old], schema=[Field(name="doubled", dtype=Float64)])
def twice(inputs):
    """The rate, twice."""
'''
    found = crawl(crawl_feast, {"a.py": code})
    assert [(row.feature, row.view, row.role, row.reference) for row in found["features"]] == [
        ("rate", "old", "feature", "drivers.csv"),
        ("driver_id", "old", "entity", "drivers.csv"),
        ("doubled", "twice", "feature", None),
    ]
    assert [(row.column, row.text, row.declared_type) for row in found["descriptions"]] == [
        ("rate", "Share of kept rides", "number")
    ]


@pytest.mark.parametrize(
    "code",
    [
        "# from feast import FeatureView\n",
        "from feasting import FeatureView\nFeatureView(name='a', schema=[Field(name='x')])\n",
        "from feast import FeatureView\nFeatureView(name=name_of(1), schema=[Field(name='x')])\n",
        "from feast import FeatureView\nFeatureView(name='a', schema=fields())\n",
        "import feast\n",
    ],
)
def test_what_says_nothing(crawl: Crawl, code: str) -> None:
    assert crawl(crawl_feast, {"a.py": code}) == {}


def test_a_broken_file_costs_only_itself(crawl: Crawl) -> None:
    found = crawl(
        crawl_feast, {"a.py": "import feast\ndef (:\n", "b.py": DEFINITIONS, "c.py": "import feast\nraise X\n"}
    )
    assert [(row.path, row.status, row.line) for row in found["sources"]] == [
        ("a.py", "error", 2),
        ("b.py", "read", None),
    ]
    assert len(found["features"]) == 4
