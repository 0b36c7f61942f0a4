"""Components of Dagster as their YAML has them, and what code computes: told where it is literal, unknown elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.dagster_assets import crawl as crawl_assets

Crawl = Callable[..., dict[str, list[Any]]]
YAML = """\
type: dagster.PythonScriptComponent
attributes:
  execution: {path: run.py}
  assets:
    - key: mart/orders
      deps: [raw/orders]
      description: Orders of the shop
      owners: [team:data]
      automation_condition: "{{ dg.AutomationCondition.on_cron('0 5 * * *') }}"
      metadata: {"dagster/uri": "s3://lake/orders.parquet"}
    - key: "{{ env.NAME }}"
---
type: debt_pipelines.DebtScan
attributes: {target: ., assets: [{key: mine}]}
---
type: shop.components.Nightly
attributes: {assets: [{key: unsure}]}
"""


def test_the_assets_that_a_component_lists(crawl: Crawl) -> None:
    found = crawl(crawl_assets, {"shop/pyproject.toml": '[project]\nname = "shop"\n', "shop/defs/x/defs.yaml": YAML})
    assert [(row.asset, row.job, row.place, row.line) for row in found["dagster_assets"]] == [
        ("dagster://shop/mart/orders", "asset.shop.mart/orders", "s3://lake/orders.parquet", 5),
        ("dagster://shop/raw/orders", None, None, 5),
    ]
    assert [(row.kind, row.name, row.cron, row.is_target_known) for row in found["automations"]] == [
        ("condition", "on_cron", "0 5 * * *", True),
        ("unknown", "shop.components.Nightly", None, False),
    ]
    assert [row.owner for row in found["owners"]] == ["data"]


def test_a_broken_component_is_a_source_that_says_so(crawl: Crawl) -> None:
    [source] = crawl(crawl_assets, {"defs.yaml": "type: dagster.X\nattributes: {\n"})["sources"]
    assert (source.path, source.status) == ("defs.yaml", "error")


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("import dagster as dg\nfrom x import made\ndefs = dg.Definitions(schedules=made())\n", ["unknown"]),
        ("import dagster as dg\ndefs = dg.Definitions(schedules=[])\n", []),
        ("import dagster as dg\n\n@dg.sensor()\ndef s(context): ...\n", ["sensor"]),
        ("import dagster as dg\nimport slack_sdk\n", ["alert"]),
        ("import dagster as dg\n\n@dg.failure_hook\ndef hook(context): ...\n", ["alert"]),
    ],
)
def test_what_cannot_be_told_is_unknown(crawl: Crawl, code: str, kinds: list[str]) -> None:
    found = crawl(crawl_assets, {"shop.py": code})["automations"]
    assert [(row.kind, row.asset, row.is_target_known) for row in found] == [(kind, None, False) for kind in kinds]
