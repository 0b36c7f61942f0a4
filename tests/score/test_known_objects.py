"""A baseline knows the datasets and columns that were there: what came later is new, what was renamed is not."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.config.settings import GateSettings
from debt_pipelines.model.finding import Finding
from debt_pipelines.score.baseline import Baseline, from_json, to_json
from debt_pipelines.score.gate import judge_gate
from debt_pipelines.score.known_objects import KnownObject, carried, mark_new_objects
from tests.rules.judging import frame
from tests.score.making import finding

ORDERS = KnownObject(dataset="file:orders.csv", hash="1", columns=("amount", "id"))
WIDE = KnownObject(dataset="file:wide.csv", columns=("a", "b", "c"))
UNREAD = KnownObject(dataset="dbt://shop/orders")


def about(dataset: str | None, column: str | None = None, **changes: Any) -> Finding:
    return finding("DOC101", dataset=dataset, column=column, **changes)


def is_new(entry: Finding, *now: KnownObject, changes: tuple[dict[str, Any], ...] = ()) -> bool | None:
    """Whether a finding is on a new object, where the baseline has three datasets and these are there now."""
    return mark_new_objects([entry], [ORDERS, WIDE, UNREAD], now, frame("schema_changes", [*changes]))[
        0
    ].is_on_new_object


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (about("file:orders.csv"), False),
        (about("file:orders.csv", "amount"), False),
        (about("file:orders.csv", "tax"), True),
        (about("file:fresh.csv"), True),
        (about("file:fresh.csv", "id"), True),
        (about("dbt://shop/orders", "id"), None),
        (about("dbt://shop/orders"), False),
        (about(None), None),
    ],
)
def test_what_is_new(entry: Finding, expected: bool | None) -> None:
    assert is_new(entry, ORDERS, WIDE, UNREAD, KnownObject(dataset="file:fresh.csv", columns=("id",))) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (KnownObject(dataset="file:sales.csv", hash="1"), False),
        (KnownObject(dataset="file:sales.csv", hash="2", columns=("a", "b", "c")), False),
        (KnownObject(dataset="file:sales.csv", hash="2", columns=("amount", "id")), True),
        (KnownObject(dataset="file:sales.csv"), True),
    ],
)
def test_the_content_or_many_columns_of_what_is_gone_are_no_news(now: KnownObject, expected: bool) -> None:
    assert is_new(about("file:sales.csv"), now) is expected
    assert is_new(about("file:sales.csv"), now, ORDERS, WIDE) is True, "a copy of what is still there is new"


def test_a_renamed_column_is_not_new() -> None:
    renamed = {"dataset": "file:orders.csv", "column": "tax", "kind": "renamed_column", "before": "vat"}
    assert is_new(about("file:orders.csv", "tax"), ORDERS, changes=(renamed,)) is False
    assert is_new(about("file:orders.csv", "fee"), ORDERS, changes=(renamed,)) is True


def test_datasets_go_with_their_files() -> None:
    moved = carried(
        [ORDERS, KnownObject(dataset="file:raw.csv")], {"orders.csv": "d/o.csv", "raw.csv.dvc": "r.csv.dvc"}
    )
    assert [entry.dataset for entry in moved] == ["file:d/o.csv", "file:r.csv"]


def test_an_old_baseline_lists_none_and_tells_nothing() -> None:
    entry = about("file:fresh.csv")
    assert mark_new_objects([entry], None, [], frame("schema_changes", [])) == [entry]
    assert from_json("x", '{"findings": []}').objects is None


def test_the_file_keeps_them_one_a_line() -> None:
    baseline = Baseline(objects=(ORDERS, UNREAD))
    text = to_json(baseline)
    assert sum('"dataset"' in line for line in text.splitlines()) == 2
    assert from_json("x", text) == baseline
    assert from_json("x", to_json(Baseline(objects=()))).objects == ()


@pytest.mark.parametrize(
    ("changes", "conditions"),
    [
        ({"is_on_new_object": True}, ["new_objects"]),
        ({"is_on_new_object": False}, []),
        ({"is_on_new_object": None}, []),
        ({"is_on_new_object": True, "status": "accepted"}, []),
        ({"is_on_new_object": True, "status": "known"}, []),
    ],
)
def test_what_new_objects_owe_closes_the_gate(changes: dict[str, Any], conditions: list[str]) -> None:
    entry = about("file:fresh.csv", **changes)
    settings = GateSettings()
    for codes, expected in (({"DOC101"}, conditions), (set[str](), [])):
        verdict = judge_gate([entry], settings, baseline="main", replacement_minutes=9, owed_by_new=codes)
        assert [reason.condition for reason in verdict.reasons] == expected
    off = GateSettings(new_objects=False)
    assert judge_gate([entry], off, baseline="main", replacement_minutes=9, owed_by_new={"DOC101"}).passed


def test_objects_are_counted_once() -> None:
    both = [about("file:x.csv", is_on_new_object=True), about("file:x.csv", is_on_new_object=True, id="2")]
    column = about("file:x.csv", "a", is_on_new_object=True, id="3")
    for entries, start in (
        (both, "1 new dataset or column lacks"),
        ([*both, column], "2 new datasets or columns lack"),
    ):
        verdict = judge_gate(entries, GateSettings(), baseline="main", replacement_minutes=9, owed_by_new={"DOC101"})
        assert verdict.reasons[0].message.startswith(start)
        assert verdict.reasons[0].findings == tuple(entry.id for entry in entries)
