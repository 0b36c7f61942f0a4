"""Starter suites: Great Expectations takes them, the data passes, damaged data does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from debt_pipelines.fixes import starter_suites
from tests.fixes.conftest import MakeDebt

if TYPE_CHECKING:
    import pandas as pd

ORDERS = "order_id,region,amount\n" + "".join(f"{n},{'nsw'[n % 3]}orth,{n % 9}.5\n" for n in range(60))
OLD_SUITE = json.dumps({"expectation_suite_name": "other", "expectations": [
    {"expectation_type": "expect_column_to_exist", "kwargs": {"column": "x"}}]})  # fmt: skip
DAMAGE: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "a column is gone": lambda frame: frame.drop(columns="amount"),
    "a column is new": lambda frame: frame.assign(extra=1),
    "most rows are gone": lambda frame: frame.head(10),
    "keys repeat": lambda frame: frame.assign(order_id=7),
    "keys are missing": lambda frame: frame.assign(order_id=frame["order_id"].where(frame["order_id"] > 3)),
    "a word is new": lambda frame: frame.assign(region="nowhere"),
    "numbers in another unit": lambda frame: frame.assign(amount=frame["amount"] * 100),
}


def suite_of(debt: MakeDebt) -> dict[str, Any]:
    (patch,) = starter_suites.propose(debt({"data/orders.csv": ORDERS}, ("VAL101", "file:data/orders.csv")))
    assert patch.before is None
    assert [one.code for one in patch.settled] == ["VAL101"]
    suite: dict[str, Any] = json.loads(patch.after)
    return suite


def is_valid(suite: dict[str, Any], frame: pd.DataFrame) -> bool:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
    expectations = [{key: entry[key] for key in ("type", "kwargs", "meta")} for entry in suite["expectations"]]
    written = gx.ExpectationSuite(name=suite["name"], expectations=expectations)
    assert len(written.expectations) == len(expectations)
    return bool(batch.get_batch({"dataframe": frame}).validate(written).success)


@pytest.mark.filterwarnings("ignore")
def test_it_passes_on_the_data_and_fails_on_damaged_data(debt: MakeDebt) -> None:
    import io

    import pandas as pd

    suite, frame = suite_of(debt), pd.read_csv(io.StringIO(ORDERS))
    assert suite["meta"]["dataset"] == "data/orders.csv"
    assert is_valid(suite, frame)
    assert [name for name, damage in DAMAGE.items() if is_valid(suite, damage(frame))] == []


def test_it_lies_with_the_others_and_looks_like_them(debt: MakeDebt) -> None:
    files = {"data/orders.csv": ORDERS, "quality/expectations/other.json": OLD_SUITE}
    (patch,) = starter_suites.propose(debt(files, ("VAL101", "file:data/orders.csv")))
    assert patch.path == "quality/expectations/orders.json"
    suite = json.loads(patch.after)
    assert suite["expectation_suite_name"] == "orders"
    assert all(entry["expectation_type"].startswith("expect_") for entry in suite["expectations"])


def test_only_what_is_missing_is_added(debt: MakeDebt) -> None:
    (patch,) = starter_suites.propose(debt({"data/orders.csv": ORDERS}, ("VAL102", "file:data/orders.csv#amount")))
    assert patch.path == "gx/expectations/orders_additions.json"
    (entry,) = json.loads(patch.after)["expectations"]
    assert entry["kwargs"]["column"] == "amount"


def test_a_name_that_is_taken(debt: MakeDebt) -> None:
    files = {"a/orders.csv": ORDERS, "b/orders.csv": ORDERS, "gx/expectations/orders.json": "{}"}
    patches = starter_suites.propose(debt(files, ("VAL101", "file:a/orders.csv"), ("VAL101", "file:b/orders.csv")))
    assert [patch.path for patch in patches] == ["gx/expectations/orders_2.json", "gx/expectations/orders_3.json"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n3\n4,5\n", ""])
def test_no_suite_for_a_table_that_is_broken_or_cannot_be_read(debt: MakeDebt, text: str) -> None:
    assert list(starter_suites.propose(debt({"data/orders.csv": text}, ("VAL101", "file:data/orders.csv")))) == []
