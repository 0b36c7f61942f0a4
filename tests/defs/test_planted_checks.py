"""Debt in checks and texts, planted in one project, is found by a whole scan; what is in order beside it is not."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.analysis import find
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules

CODES = ("VAL103", "VAL105", "VAL106", "VAL109", "VAL110", "DOC204")
ORDERS = "order_id,amount\n" + "".join(f"{n},{n * 3 % 7}.5\n" for n in range(1, 40))
PACKAGE = {
    "name": "shop",
    "resources": [
        {
            "name": name,
            "path": f"data/{name}.csv",
            "description": "One row an order",
            "schema": {
                **({"primaryKey": "order_id"} if name == "returns" else {}),
                "fields": [
                    {"name": "order_id", "type": "integer", "description": "Number of the order"},
                    {"name": "amount", "type": "number", "description": "Gross amount of the order in euro"},
                ],
            },
        }
        for name in ("orders", "returns")
    ],
}
PAGE = "# Data\n\n## data/orders.csv\n\n| Column | Description |\n|---|---|\n| amount | Net amount in euro |\n"
BETWEEN = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0, "max_value": 9}}
KEYS: list[dict[str, Any]] = [
    {"type": f"expect_column_values_to_{kind}", "kwargs": {"column": "order_id"}}
    for kind in ("be_unique", "not_be_null")
]


def suite(name: str, *checks: dict[str, Any]) -> str:
    return json.dumps({"name": name, "expectations": list(checks)}, indent=1)


def result(name: str, day: int, *checks: dict[str, Any], success: bool) -> str:
    ran = [
        {"expectation_config": check, "success": success, "exception_info": {"raised_exception": False}}
        for check in checks
    ]
    run = {"run_name": None, "run_time": f"2026-01-0{day}T10:00:00+00:00"}
    batch = {"datasource_name": "files", "data_asset_name": name}
    return json.dumps({"suite_name": name, "results": ran, "meta": {"run_id": run, "active_batch_definition": batch}})


def loose(check: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    return {**check, "kwargs": {**check["kwargs"], **kwargs}}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, commit: Callable[[Path, Mapping[str, str]], str],
         git: Callable[..., str]) -> dict[str, set[str]]:  # fmt: skip
    """The subjects of the findings of a whole scan, by rule."""
    root = tmp_path_factory.mktemp("planted")
    git(root, "init", "--quiet")
    store = "gx/validations"
    commit(
        root,
        {
            "data/orders.csv": ORDERS,
            "data/returns.csv": ORDERS.replace(".5", ".25"),
            "datapackage.json": json.dumps(PACKAGE),
            "docs/dictionary.md": PAGE,
            "src/load.py": "import pandas as pd\n\norders = pd.read_csv('data/orders.csv')\n",
            "gx/great_expectations.yml": "{}",
            "gx/expectations/orders.json": suite("orders", BETWEEN),
            "gx/expectations/returns.json": suite("returns", *KEYS, BETWEEN),
            "gx/expectations/forgotten_things.json": suite("forgotten_things", loose(BETWEEN, column="weight")),
            **{f"{store}/orders/{day}.json": result("orders", day, BETWEEN, success=False) for day in (1, 2, 3)},
        },
    )
    looser = suite("returns", *KEYS, loose(BETWEEN, max_value=900))
    grown = ORDERS + "".join(f"{n},{n % 7}.5\n" for n in range(40, 60))
    commit(root, {"gx/expectations/returns.json": looser, "data/orders.csv": grown})
    project = open_project(root)
    findings, outcomes = find(project, Settings(), [rule for rule in load_rules() if rule.code in CODES])
    assert [outcome.code for outcome in outcomes if outcome.error] == []
    found: defaultdict[str, set[str]] = defaultdict(set)
    for finding in findings:
        found[finding.code].add(finding.subject.id)
    return found


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("VAL103", "file:data/orders.csv#order_id"),
        ("VAL105", "forgotten_things"),
        ("VAL106", "returns"),
        ("VAL109", "returns"),
        ("VAL110", "orders"),
        ("DOC204", "file:data/orders.csv#amount"),
    ],
)
def test_planted_debt_is_found_and_nothing_else(told: dict[str, set[str]], code: str, words: str) -> None:
    assert len(told[code]) == 1, told[code]
    assert words in next(iter(told[code]))
