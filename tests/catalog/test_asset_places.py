"""An asset is a dataset that is known by another name where its code says so, and never for its name alone."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.catalog.asset_places import with_places
from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.catalog.frames import frames_of, records
from debt_pipelines.config.settings import Settings
from debt_pipelines.facts.bound import bind
from debt_pipelines.model.data_rows import Assertion, Description, Sighting
from debt_pipelines.model.orchestration_rows import DagsterAsset
from debt_pipelines.model.pipeline_rows import Flow
from debt_pipelines.model.schema import Row
from debt_pipelines.model.tables import METADATA_TABLES

ORDERS = "dagster://shop/mart/orders"
JOB = "asset.shop.mart/orders"


def asset(kind: Any = None, place: str | None = None) -> list[Row]:
    return [
        DagsterAsset(
            asset=ORDERS, key="mart/orders", location="shop", job=JOB, place_kind=kind, place=place, path="assets.py",
        ),
        Sighting(path=ORDERS, crawler="dagster_assets", source_path="assets.py", line=4),
        Flow(job=JOB, kind="dagster_asset", name="orders", direction="out", target=ORDERS, path="a"),
        Description(subject_kind="dataset", reference=ORDERS, column=None, text="All orders", tool="x", path="a.py"),
    ]  # fmt: skip


def seen(path: str) -> Sighting:
    return Sighting(path=path, crawler="tables", kind="table", storage="git", source_path=path)


def tables(*rows: Row) -> dict[str, Any]:
    frames = with_places(frames_of(rows, METADATA_TABLES))
    return frames | build_catalog(frames, Settings())


@pytest.mark.parametrize(
    ("kind", "place", "path"),
    [
        ("path", "data/orders.csv", "data/orders.csv"),
        ("path", "./data/orders.csv", "data/orders.csv"),
        ("uri", "s3://lake/orders.parquet", "s3://lake/orders.parquet"),
        ("table", "public.orders", "postgres://host/db/public.orders"),
        ("table", "DB.public.orders", "postgres://host/db/public.orders"),
        ("dbt", "mart/orders", "dbt://shop/orders"),
        ("dbt", "source.mart.orders", "dbt://shop/source.mart.orders"),
    ],
)
def test_evidence_joins(kind: str, place: str, path: str) -> None:
    frames = tables(*asset(kind, place), seen(path))
    assert frames["datasets"]["path"].tolist() == [path]
    assert frames["flows"]["target"].tolist() == [path]
    [row] = bind(frames).descriptions[frames["datasets"]["dataset"][0]]
    assert row["text"] == "All orders"


@pytest.mark.parametrize(
    ("kind", "place", "path"),
    [
        (None, None, "data/orders.csv"),
        ("path", "orders.csv", "data/orders.csv"),
        ("uri", "s3://lake/other.parquet", "s3://lake/orders.parquet"),
        ("table", "private.orders", "postgres://host/db/public.orders"),
        ("dbt", "source.raw.orders", "dbt://shop/orders"),
    ],
)
def test_a_like_name_does_not(kind: str | None, place: str | None, path: str) -> None:
    assert tables(*asset(kind, place), seen(path))["datasets"]["path"].tolist() == sorted([ORDERS, path])


def test_two_tables_of_one_name_are_none() -> None:
    both = [seen("postgres://a/db/public.orders"), seen("postgres://b/db/public.orders")]
    assert len(tables(*asset("table", "public.orders"), *both)["datasets"]) == 3


def test_texts_and_checks_count_for_a_table_of_that_name_too() -> None:
    check = Assertion(
        reference="orders", reference_source="declared", suite="fresh", position=0, tool="dagster", type="fresh",
        column=None, kind="freshness", strength=1.0, path="checks.py",
    )  # fmt: skip
    frames = tables(*asset(), seen("data/orders.csv"), check)
    bound = bind(frames)
    datasets = {row["path"]: row["dataset"] for row in records(frames["datasets"])}
    assert [bound.descriptions[datasets[path]][0]["text"] for path in datasets] == ["All orders"] * 2
    assert [len(bound.assertions[datasets[path]]) for path in datasets] == [1, 1]


def test_the_last_part_of_a_key_means_the_asset_where_no_table_has_the_name() -> None:
    check = Assertion(
        reference="orders", reference_source="declared", suite="fresh", position=0, tool="dagster", type="fresh",
        column=None, kind="freshness", strength=1.0, path="checks.py",
    )  # fmt: skip
    frames = tables(*asset(), check)
    assert list(bind(frames).assertions) == ["dagster://shop:mart/orders"]
