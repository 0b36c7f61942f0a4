"""Asset checks and freshness policies of Dagster in code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.python_checks import crawl as crawl_python

Crawl = Callable[..., dict[str, list[Any]]]
HEAD = "import dagster as dg\nfrom dagster import asset_check, AssetCheckResult\n@dg.asset\ndef orders(): ...\n"


def rows_of(crawl: Crawl, code: str) -> list[Any]:
    return crawl(crawl_python, {"defs/checks.py": HEAD + code}).get("assertions", [])


@pytest.mark.parametrize(
    "asset",
    ["orders", "'orders'", "'shop/orders'", "dg.AssetKey('orders')", "dg.AssetKey(['shop', 'orders'])", "KEY"],
)
def test_an_asset_check(crawl: Crawl, asset: str) -> None:
    code = (
        f"KEY = dg.AssetKey(['orders'])\n@asset_check(asset={asset}, blocking=True)\ndef has_rows(orders):\n"
        "    return AssetCheckResult(passed=len(orders) > 0, severity=dg.AssetCheckSeverity.WARN)\n"
    )
    (row,) = rows_of(crawl, code)
    assert (row.reference, row.reference_source, row.tool, row.type) == ("orders", "declared", "dagster", "has_rows")
    assert (row.kind, row.column, row.severity, row.strength, row.line) == ("custom", None, "warning", 1.0, 7)


def test_a_check_that_always_passes(crawl: Crawl) -> None:
    (row,) = rows_of(crawl, "@asset_check(asset=orders)\ndef fine(orders):\n    return AssetCheckResult(passed=True)\n")
    assert (row.strength, row.vacuous_reason) == (0.0, "it gives `passed=True` whatever the data")


@pytest.mark.parametrize(
    "body",
    [
        "    assert len(orders)\n    return AssetCheckResult(passed=True)\n",
        "    validate(orders)\n    return AssetCheckResult(passed=True)\n",
        "    if len(orders):\n        return AssetCheckResult(True)\n    return AssetCheckResult(passed=False)\n",
        "    return AssetCheckResult(passed=is_fine)\n",
        "    return result_of(orders)\n",
    ],
)
def test_checks_that_can_fail(crawl: Crawl, body: str) -> None:
    (row,) = rows_of(crawl, f"@asset_check(asset=orders)\ndef fine(orders):\n{body}")
    assert (row.strength, row.vacuous_reason) == (1.0, None)


def test_built_checks_and_policies(crawl: Crawl) -> None:
    code = (
        "policy = dg.FreshnessPolicy.time_window(fail_window=day)\n"
        "a = dg.build_column_schema_change_checks(assets=[orders, dg.AssetKey(['raw', 'clients'])])\n"
        "b = dg.build_last_update_freshness_checks(assets=[orders], lower_bound_delta=day)\n"
        "@dg.asset(freshness_policy=policy)\ndef sales(): ...\n"
        "@dg.asset(freshness_policy=None)\ndef other(): ...\n"
        "spec = dg.AssetSpec('stock', freshness_policy=policy)\n"
    )
    assert {(row.reference, row.type, row.kind, row.strength) for row in rows_of(crawl, code)} == {
        ("orders", "build_column_schema_change_checks", "presence", 0.5),
        ("clients", "build_column_schema_change_checks", "presence", 0.5),
        ("orders", "build_last_update_freshness_checks", "freshness", 1.0),
        ("sales", "FreshnessPolicy", "freshness", 1.0),
        ("stock", "FreshnessPolicy", "freshness", 1.0),
    }


def test_computed_assets_have_no_name(crawl: Crawl) -> None:
    code = "def checks(assets):\n    return dg.build_column_schema_change_checks(assets=assets)\n"
    assert [row.reference for row in rows_of(crawl, code)] == [None]
    many = "@dg.multi_asset(specs=specs)\ndef many(): ...\nc = dg.build_column_schema_change_checks(assets=[many])\n"
    assert [row.reference for row in rows_of(crawl, many)] == [None]
