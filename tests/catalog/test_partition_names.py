"""What a file name says of its place in a larger table."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.partition_names import orders_of, part_name


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("orders_2024-01.csv", "orders_*.csv"),
        ("orders-20240101.csv", "orders-*.csv"),
        ("wc-20140609-140000.csv", "wc-*.csv"),
        ("logs_2024-01-02T10:15:30Z.csv", "logs_*.csv"),
        ("x_2019_2020.csv", "x_*.csv"),
        ("x_2019-20.csv", "x_*.csv"),
        ("sales_2024Q1.csv", "sales_*.csv"),
        ("sales_january_2020.csv", "sales_*.csv"),
        ("01-31-2020.csv", "*.csv"),
        ("2024/01/orders.csv", "*/*/orders.csv"),
        ("2024/01/05.csv", "*/*/*.csv"),
        ("data/shard_3_of_8.csv", "data/shard_*_of_*.csv"),
        ("d/year=2024/month=01/part-0000.parquet", "d/year=*/month=*/part-*.parquet"),
        ("d/region=eu/part-00000-6c6f0d5c-0a1b-4c2d-9e3f-0123456789ab-c000.parquet", "d/region=*/part-*-*-c*.parquet"),
        ("covid19-20200224.csv", "covid*-*.csv"),
    ],
)
def test_what_may_vary_becomes_a_star(path: str, form: str) -> None:
    assert part_name(path).form[0] == form


@pytest.mark.parametrize(
    "path", ["model_v1.csv", "nuts3.csv", "a/table_3.csv", "marketing.csv", "maybe.csv", "orders.csv"]
)
def test_versions_levels_and_words_do_not_vary(path: str) -> None:
    assert part_name(path).slots == ()


@pytest.mark.parametrize(
    "paths",
    [
        ["a_2023-12.csv", "a_2024-01.csv", "a_2024-11.csv"],
        ["p_9.csv", "p_10.csv", "p_011.csv"],
        ["12-31-2019.csv", "01-05-2020.csv", "01-20-2020.csv"],
        ["31-12-2019.csv", "05-01-2020.csv", "01-02-2020.csv"],
        ["s_dec2019.csv", "s_feb2020.csv", "s_aug2020.csv"],
        ["y_1999.csv", "y_2000.csv", "y_2100.csv"],
        ["d/day=9/x.csv", "d/day=10/x.csv"],
        ["d/country=AT/x.csv", "d/country=DE/x.csv"],
    ],
)
def test_values_are_ordered_by_what_they_mean(paths: list[str]) -> None:
    orders = orders_of([part_name(path).slots[0] for path in paths])
    assert orders is not None
    assert orders == sorted(orders)
    assert len(set(orders)) == len(paths)


def test_values_of_two_kinds_have_no_order() -> None:
    assert orders_of([part_name(path).slots[0] for path in ("a_2024-01.csv", "a_7.csv")]) is None


@pytest.mark.parametrize(
    ("path", "is_time"),
    [("a_2024.csv", True), ("a_7.csv", False), ("d/month=07/a.csv", True), ("d/region=eu/a.csv", False)],
)
def test_what_says_when_and_what_says_which(path: str, is_time: bool) -> None:
    assert part_name(path).slots[0].is_time is is_time
