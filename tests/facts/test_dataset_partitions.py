"""Partitions are one table: the first that is not like the others is named, and what was not read proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile

Facts = Callable[..., dict[str, Any]]
ORDERS = {"id": "integer", "day": "date", "amount": "number", "shop": "string", "note": "string"}


@pytest.fixture
def partitions(facts: Callable[..., list[dict[str, Any]]]) -> Facts:
    """A function from rows to the partition facts of their one dataset."""

    def build(*rows: Row) -> dict[str, Any]:
        (found,) = facts("dataset_facts", *rows)
        names = ("is_partitioned", "n_partitions", "is_partition_known", "partition_mismatch")
        return {name: found[name] for name in names}

    return build


def _part(path: str, columns: Mapping[str, str | None], **changes: Any) -> list[Row]:
    format = path.rpartition(".")[2]
    seen: dict[str, Any] = {
        "crawler": "tables",
        "kind": "table",
        "format": format,
        "storage": "git",
        "source_path": path,
    }
    rows: list[Row] = [Sighting(path=path, **seen | {"is_present": True, "is_schema_read": True} | changes)]
    for position, (column, logical_type) in enumerate(columns.items()):
        rows += [
            ColumnSeen(path=path, column=column, position=position, physical_type="x", logical_type=logical_type),
            Profile(path=path, column=column, n_rows=100, null_fraction=0.0),
        ]
    return rows


def _months(*schemas: Mapping[str, str | None], ending: str = "csv") -> list[Row]:
    return [row for n, columns in enumerate(schemas, 1) for row in _part(f"o_2024-{n:02}.{ending}", columns)]


def _without(*names: str) -> dict[str, str]:
    return {name: logical_type for name, logical_type in ORDERS.items() if name not in names}


def test_partitions_that_agree(partitions: Facts) -> None:
    assert partitions(*_months(ORDERS, ORDERS, ORDERS)) == {
        "is_partitioned": True,
        "n_partitions": 3,
        "is_partition_known": True,
        "partition_mismatch": None,
    }


def test_a_single_file_has_no_partitions(partitions: Facts) -> None:
    found = partitions(*_part("orders.csv", ORDERS))
    assert found == {
        "is_partitioned": False,
        "n_partitions": 0,
        "is_partition_known": None,
        "partition_mismatch": None,
    }


@pytest.mark.parametrize(
    ("schemas", "sentence"),
    [
        ((ORDERS, ORDERS, _without("note"), _without("note")), "`o_2024-03.csv` lacks `note`"),
        ((ORDERS, ORDERS | {"total": "number"}, ORDERS), "`o_2024-02.csv` adds `total`"),
        ((_without("note"), ORDERS, ORDERS), "`o_2024-02.csv` adds `note`"),
        ((ORDERS, ORDERS, _without("note") | {"memo": "string"}), "`o_2024-03.csv` lacks `note` and adds `memo`"),
        ((*[ORDERS] * 5, ORDERS | {"amount": "string"}), "`o_2024-06.csv` holds `amount` as string instead of number"),
        ((ORDERS | {"amount": "string"}, *[ORDERS] * 5), "`o_2024-01.csv` holds `amount` as string instead of number"),
    ],
)
def test_the_first_partition_that_differs(
    partitions: Facts, schemas: tuple[Mapping[str, str | None], ...], sentence: str
) -> None:
    assert partitions(*_months(*schemas))["partition_mismatch"] == sentence


@pytest.mark.parametrize(
    "other",
    [
        {name.upper(): logical_type for name, logical_type in ORDERS.items()},
        ORDERS | {"amount": "integer"},
        ORDERS | {"note": None},
        ORDERS | {"note": "integer"},
        ORDERS | {"day": "timestamp"},
        dict(reversed(ORDERS.items())),
    ],
)
def test_what_is_no_difference_in_a_file_without_types(partitions: Facts, other: Mapping[str, str | None]) -> None:
    assert partitions(*_months(*[ORDERS] * 4, other))["partition_mismatch"] is None


def test_a_type_counts_where_the_format_says_it(partitions: Facts) -> None:
    found = partitions(*_months(ORDERS, ORDERS, ORDERS | {"id": "number"}, ending="parquet"))
    assert found["partition_mismatch"] == "`o_2024-03.parquet` holds `id` as number instead of integer"


def test_the_odd_first_one_is_named_where_the_order_means_nothing(partitions: Facts) -> None:
    rows = [row for n in range(4) for row in _part(f"o_{n}.csv", ORDERS if n else _without("note"))]
    assert partitions(*rows)["partition_mismatch"] == "`o_0.csv` lacks `note`"


def test_a_key_that_json_often_leaves_out_is_not_missed(partitions: Facts) -> None:
    rows = [row for n in (1, 2, 3) for row in _part(f"o_2024-{n:02}.jsonl", _without("note"))]
    rare = Profile(path="o_2024-02.jsonl", column="note", n_rows=100, null_fraction=0.9)
    seen = ColumnSeen(path="o_2024-02.jsonl", column="note", position=4, physical_type="string", logical_type="string")
    assert partitions(*rows, seen, rare)["partition_mismatch"] is None
    assert partitions(*rows, seen)["partition_mismatch"] is None


def test_a_key_that_json_always_has_is_missed(partitions: Facts) -> None:
    found = partitions(*_months(ORDERS, ORDERS, _without("note"), ending="jsonl"))
    assert found["partition_mismatch"] == "`o_2024-03.jsonl` lacks `note`"


def test_a_partition_that_was_not_read_leaves_the_question_open(partitions: Facts) -> None:
    broken = Source(path="o_2024-04.csv", crawler="tables", kind="data", status="error", error="not UTF-8")
    assert partitions(*_months(ORDERS, ORDERS, ORDERS), broken)["is_partition_known"] is None
    assert partitions(*_months(ORDERS, ORDERS, _without("note")), broken)["is_partition_known"] is True


def test_a_malformed_partition_is_no_mismatch(partitions: Facts) -> None:
    rows = [*_months(ORDERS, ORDERS, ORDERS), *_part("o_2024-04.csv", {"column_1": None}, malformation="prose")]
    assert partitions(*rows)["partition_mismatch"] is None


def test_long_lists_are_cut(partitions: Facts) -> None:
    wide = {f"c{n}": "string" for n in range(40)}
    found = partitions(*_months(wide, wide, {name: wide[name] for name in list(wide)[7:]}))
    assert found["partition_mismatch"] == "`o_2024-03.csv` lacks `c0`, `c1`, `c2`, `c3`, `c4` (+2)"
