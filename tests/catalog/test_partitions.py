"""Which files are parts of one table, and which only look like it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from debt_pipelines.catalog.partitions import Group, find_groups

ORDERS = ("id", "day", "amount", "customer", "shop")


def _groups(files: Mapping[str, Collection[str] | None], *, others: Collection[str] = ()) -> tuple[Group, ...]:
    columns = {path: tuple(names) for path, names in files.items() if names is not None}
    return find_groups(list(files), columns, malformed=(), others=others)


def _paths(files: Mapping[str, Collection[str] | None], *, others: Collection[str] = ()) -> dict[str, list[str]]:
    return {group.path: [part.path for part in group.parts] for group in _groups(files, others=others)}


@pytest.mark.parametrize(
    ("paths", "dataset"),
    [
        (["data/orders_2024-01.csv", "data/orders_2024-02.csv", "data/orders_2024-03.csv"], "data/orders_*.csv"),
        (["data/2023/12/o.csv", "data/2024/01/o.csv", "data/2024/02/o.csv"], "data/*/*/o.csv"),
        (["ratings/2016/polls.csv", "ratings/2018/polls.csv", "ratings/2023/polls.csv"], "ratings/*/polls.csv"),
        (["wc/bracket-00.csv", "wc/bracket-01.csv", "wc/bracket-02.csv"], "wc/bracket-*.csv"),
        (["covid19-20200224.csv", "covid19-20200225.csv", "covid19-20200226.csv"], "covid19-*.csv"),
        (
            ["data/orders/part-0000.parquet", "data/orders/part-0001.parquet", "data/orders/part-0002.parquet"],
            "data/orders",
        ),
        (["o/year=2024/month=01/part-0.parquet", "o/year=2024/month=02/part-0.parquet"], "o"),
        (["o/year=2024/orders.csv", "o/year=2025/orders.csv"], "o/year=*/orders.csv"),
        (["year=2024/part-0.csv", "year=2025/part-0.csv"], "year=*/part-0.csv"),
        (["s_1_of_3.csv", "s_2_of_3.csv", "s_3_of_3.csv"], "s_*_of_3.csv"),
    ],
)
def test_the_parts_of_one_table_are_one_dataset(paths: list[str], dataset: str) -> None:
    assert _paths(dict.fromkeys(paths, ORDERS)) == {dataset: paths}


@pytest.mark.parametrize(
    "paths",
    [
        ["train.csv", "test.csv", "valid.csv"],
        ["model_v1.csv", "model_v2.csv", "model_v3.csv"],
        ["lcc_21_22.csv", "lcc_22_24.csv"],
        ["flights-2k.csv", "flights-5k.csv", "flights-10k.csv", "flights-20k.csv"],
        ["nuts1.csv", "nuts2.csv", "nuts3.csv"],
        ["a_2024-01.csv", "a_2.csv", "a_2024-03.csv"],
        ["regions-20200224.csv", "regions-latest.csv", "regions.csv"],
    ],
)
def test_files_that_are_no_parts_stay_apart(paths: list[str]) -> None:
    assert _paths(dict.fromkeys(paths, ORDERS)) == {}


def test_a_hundred_numbered_tables_with_columns_of_their_own_are_a_hundred_datasets() -> None:
    assert _paths({f"ds{n:04}.csv": {f"c{n}_{m}" for m in range(5)} for n in range(100)}) == {}


def test_tables_of_numbered_folders_are_judged_folder_by_folder() -> None:
    orders = {f"pipe1/part{n}.csv": ORDERS for n in range(3)}
    users = {f"pipe2/part{n}.csv": ("user", "name") for n in range(3)}
    assert set(_paths({**orders, **users})) == {"pipe1", "pipe2"}


def test_a_folder_that_holds_more_is_no_dataset() -> None:
    parts = {f"data/part-{n}.csv": ORDERS for n in range(3)}
    assert set(_paths(parts | {"data/readings.csv": ("x",)})) == {"data/part-*.csv"}
    assert set(_paths(parts, others=["data"])) == {"data/part-*.csv"}
    assert set(_paths(parts, others=["data/deep/model.pkl"])) == {"data/part-*.csv"}


def test_many_numbers_may_have_gaps() -> None:
    paths = [f"store_{n:04}.csv" for n in range(1000, 1500, 50)]
    assert _paths(dict.fromkeys(paths, ORDERS)) == {"store_*.csv": paths}


def test_a_part_by_date_may_have_other_columns() -> None:
    files: dict[str, Collection[str] | None] = {f"o_2024-{n:02}.csv": ORDERS for n in range(1, 6)}
    files["o_2024-06.csv"] = ("error",)
    assert len(_paths(files)["o_*.csv"]) == 6


def test_a_part_by_number_must_have_some_of_the_columns() -> None:
    files: dict[str, Collection[str] | None] = {f"o_{n}.csv": ORDERS for n in range(1, 6)}
    files["o_6.csv"] = ("error",)
    assert "o_6.csv" not in _paths(files)["o_*.csv"]


def test_too_few_agree() -> None:
    files = {"o_2021.csv": ORDERS, "o_2022.csv": ORDERS, "o_2023.csv": ("x", "y"), "o_2024.csv": ("v", "w")}
    assert _paths(files) == {}


def test_a_column_more_or_less_is_still_the_same_table() -> None:
    files = {"o_1.csv": ORDERS, "o_2.csv": (*ORDERS, "note"), "o_3.csv": ORDERS[1:], "o_4.csv": ORDERS}
    assert len(_paths(files)["o_*.csv"]) == 4


def test_files_that_were_not_read_join_by_name_where_others_agree() -> None:
    files: dict[str, Collection[str] | None] = {"o_1.csv": ORDERS, "o_2.csv": None, "o_3.csv": ORDERS}
    assert _paths(files) == {"o_*.csv": ["o_1.csv", "o_2.csv", "o_3.csv"]}
    assert _paths(dict.fromkeys(files)) == {}
    assert _paths({"o/year=1/a.csv": None, "o/year=2/a.csv": None}) != {}


def test_parts_are_ordered_by_time_first_and_bear_keys() -> None:
    paths = [f"o/region={region}/day={day}/0.csv" for region in ("eu", "us") for day in (9, 10)]
    (group,) = _groups(dict.fromkeys(paths, ORDERS))
    assert [part.key for part in group.parts] == [
        "region=eu day=9", "region=us day=9", "region=eu day=10", "region=us day=10",
    ]  # fmt: skip
    assert not any(part.is_dated for part in group.parts)


def test_parts_that_time_alone_tells_apart_are_dated() -> None:
    (group,) = _groups(dict.fromkeys(["o/year=2024/month=1/0.csv", "o/year=2024/month=2/0.csv"], ORDERS))
    assert all(part.is_dated for part in group.parts)
