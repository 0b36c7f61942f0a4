"""Expectations of Great Expectations that code makes, and the data that the same code reads for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.python_checks import crawl as crawl_python

Crawl = Callable[..., dict[str, list[Any]]]
NOT_NULL = "expect_column_values_to_not_be_null('id')"
DATA = {"data/orders.csv": "id\n1\n"}
HEAD = "import great_expectations as gx\nimport great_expectations.expectations as gxe\nimport pandas as pd\n"


def rows_of(crawl: Crawl, code: str, **files: str) -> list[Any]:
    return crawl(crawl_python, {**DATA, "src/check.py": HEAD + code, **files}).get("assertions", [])


READINGS = f"""
df = gx.read_csv('data/orders.csv')
df.{NOT_NULL}
---
df = gx.from_pandas(pd.read_csv('data/orders.csv'))
df.{NOT_NULL}
---
v = gx.get_context().sources.pandas_default.read_csv('data/orders.csv')
v.{NOT_NULL}
---
asset = source.add_csv_asset('orders', filepath_or_buffer='data/orders.csv')
v = context.get_validator(batch_request=asset.build_batch_request(), expectation_suite_name='s')
v.{NOT_NULL}
---
request = RuntimeBatchRequest('d', 'c', 'orders', runtime_parameters={{'path': 'data/orders.csv'}})
v = context.get_validator(batch_request=request)
v.{NOT_NULL}
---
batch = asset.add_batch_definition_path('day', path='data/orders.csv')
suite = gx.ExpectationSuite(name='s')
suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column='id'))
gx.ValidationDefinition(name='v', data=batch, suite=suite)
---
asset = source.add_csv_asset('o', filepath_or_buffer='data/orders.csv')
batch = asset.add_batch_definition_whole_dataframe('b').get_batch()
batch.validate(gxe.ExpectColumnValuesToNotBeNull(column='id'))
---
df = pd.read_csv('data/orders.csv')
suite.add_expectation(
    ExpectationConfiguration(expectation_type='expect_column_values_to_not_be_null', kwargs={{'column': 'id'}})
)
---
suite = gx.ExpectationSuite(name='s', expectations=[gxe.ExpectColumnValuesToNotBeNull(column='id')])
df = pd.read_csv('data/orders.csv')
other = pd.read_csv('data/other.csv')
definition.run(batch_parameters={{'dataframe': df}})
"""


@pytest.mark.parametrize("code", READINGS.split("---"))
def test_the_data_that_the_code_reads(crawl: Crawl, code: str) -> None:
    (row,) = rows_of(crawl, code)
    assert (row.reference, row.reference_source, row.tool) == ("data/orders.csv", "declared", "great_expectations")
    assert (row.type, row.column, row.kind, row.strength) == (
        "expect_column_values_to_not_be_null", "id", "nullness", 1.0
    )  # fmt: skip


def test_a_table_of_a_database(crawl: Crawl) -> None:
    code = "asset = source.add_table_asset(name='a', table_name='shop.orders')\n"
    (row,) = rows_of(crawl, f"{code}v = context.get_validator(batch_request=asset.build_batch_request())\nv.{NOT_NULL}")
    assert (row.reference, row.reference_source) == ("shop.orders", "declared")


def test_what_is_asked_comes_by_place_or_by_name(crawl: Crawl) -> None:
    code = (
        "v = gx.read_csv('data/orders.csv')\n"
        "LOW = 1\n"
        "v.expect_column_values_to_be_between('amount', LOW, max_value=9, mostly=0.5)\n"
        "v.expect_column_values_to_be_in_set('status', ['b', 'a'])\n"
        "v.expect_table_row_count_to_be_between(min_value=0)\n"
        "v.expect_column_values_to_be_between('made', min_value=first_day())\n"
        "v.add(gxe.ExpectColumnValuesToBeOfType(column='amount', type_='float64', severity='warning'))\n"
        "v.add(gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A='a', column_B='b'))\n"
    )
    rows = {(row.type, row.column): row for row in rows_of(crawl, code)}
    between = rows["expect_column_values_to_be_between", "amount"]
    assert (json.loads(between.limits), between.strength, between.line) == ({"max": 9, "min": 1, "mostly": 0.5}, 0.5, 6)
    assert json.loads(rows["expect_column_values_to_be_in_set", "status"].limits) == {"values": ["a", "b"]}
    assert rows["expect_table_row_count_to_be_between", None].strength == 0
    made = rows["expect_column_values_to_be_between", "made"]
    assert (made.limits, made.vacuous_reason) == ("{}", None)
    typed = rows["expect_column_values_to_be_of_type", "amount"]
    assert (typed.declared_type, typed.severity) == ("number", "warning")
    assert {column for name, column in rows if name == "expect_column_pair_values_a_to_be_greater_than_b"} == {"a", "b"}


def test_a_loop_over_written_columns(crawl: Crawl) -> None:
    loop = "KEYS = ['id', 'day']\nfor key in KEYS:\n    v.expect_column_values_to_be_unique(key)"
    code = f"v = gx.read_csv('data/orders.csv')\n{loop}"
    assert [(row.column, row.kind) for row in rows_of(crawl, code)] == [("id", "uniqueness"), ("day", "uniqueness")]


def test_a_computed_column_is_said_so(crawl: Crawl) -> None:
    code = (
        HEAD + "v = gx.read_csv('data/orders.csv')\nfor key in v.columns:\n    v.expect_column_values_to_be_unique(key)"
    )
    tables = crawl(crawl_python, {**DATA, "src/check.py": code})
    assert "assertions" not in tables
    assert [(row.status, row.error, row.line) for row in tables["sources"] if row.status == "skipped"] == [
        ("skipped", "the column of an expectation is computed", 6)
    ]


def test_the_name_of_the_suite_speaks_where_nothing_else_does(crawl: Crawl) -> None:
    code = (
        f"v = context.get_validator(batch_request=request, expectation_suite_name='shop.orders.warning')\nv.{NOT_NULL}"
    )
    (row,) = rows_of(crawl, code)
    assert (row.suite, row.reference, row.reference_source) == ("shop.orders.warning", "orders", "name")
    (row,) = rows_of(crawl, f"def check(v):\n    v.{NOT_NULL}")
    assert (row.suite, row.reference, row.reference_source) == ("check", None, "name")


def test_two_suites_in_one_function_stay_apart(crawl: Crawl) -> None:
    code = (
        "def suites():\n    return [\n"
        "        gx.ExpectationSuite(name='orders', expectations=[gxe.ExpectColumnToExist(column='id')]),\n"
        "        gx.ExpectationSuite(name='clients', expectations=[gxe.ExpectColumnToExist(column='mail')]),\n    ]\n"
    )
    rows = rows_of(crawl, code)
    assert {(row.suite, row.column, row.reference) for row in rows} == {
        ("orders", "id", "orders"), ("clients", "mail", "clients")
    }  # fmt: skip


def test_a_suite_that_is_kept_as_a_file_is_read_there(crawl: Crawl) -> None:
    code = f"v = context.get_validator(batch_request=request, expectation_suite_name='orders.basic')\nv.{NOT_NULL}"
    assert rows_of(crawl, code, **{"gx/expectations/orders/basic.json": "{}"}) == []


def test_a_suite_of_the_same_table_that_is_kept_as_a_file_is_read_there(crawl: Crawl) -> None:
    code = f"def build_orders_suite(v, name):\n    v.{NOT_NULL}"
    assert len(rows_of(crawl, code, **{"gx/expectations/clients_suite.json": "{}"})) == 1
    assert rows_of(crawl, code, **{"gx/expectations/orders_suite.json": "{}"}) == []


@pytest.mark.parametrize(
    "code",
    [
        "if kind == 'expect_column_values_to_not_be_null':\n    pass",
        "class ExpectColumnValuesToBeOdd(ColumnMapExpectation):\n    pass",
        "def expect_column_values_to_be_odd(self, column):\n    return column",
    ],
)
def test_what_only_names_expectations(crawl: Crawl, code: str) -> None:
    assert rows_of(crawl, code) == []
