"""Renames: cases from the history of public data sets, and pairs that must stay apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.renames import find_renames
from debt_pipelines.catalog.tabular.lattice import LogicalType
from tests.catalog.drift.making import Values, changes


def renames(before: str, after: str, *, types: dict[str, LogicalType] | None = None) -> dict[str, str]:
    """Names before -> after of the renames between two headers, all columns numbers unless told otherwise."""
    kinds = types or {}
    earlier = [ColumnVersion(name, kinds.get(name, "number")) for name in before.split(",")]
    later = [ColumnVersion(name, kinds.get(name, "number")) for name in after.split(",")]
    positions = {column.name: n for n, column in enumerate(later)}
    kept = {n: positions[column.name] for n, column in enumerate(earlier) if column.name in positions}
    return {earlier[n].name: later[m].name for n, m in find_renames(earlier, later, kept).items()}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("id,name_fr,x", "id,official_name,official_name_fr,x", {"name_fr": "official_name_fr"}),
        ("a,culmen_length_mm,culmen_depth_mm", "a,bill_length_mm,bill_depth_mm",
         {"culmen_length_mm": "bill_length_mm", "culmen_depth_mm": "bill_depth_mm"}),
        ("a,lat,long,b", "a,latitudine,longitudine,b", {"lat": "latitudine", "long": "longitudine"}),
        ("a,alcohol-use,meth-use", "a,alcohol_use,meth_use",
         {"alcohol-use": "alcohol_use", "meth-use": "meth_use"}),
        ("geonameid,a", "a,Geoname ID", {"geonameid": "Geoname ID"}),
        ("data,ospedalizzati,x", "data,ricoverati,terapia,totale_ospedalizzati,x",
         {"ospedalizzati": "totale_ospedalizzati"}),
        ("a,wspi,wspi_offense", "a,spi,spi_off", {"wspi": "spi", "wspi_offense": "spi_off"}),
        ("subject,condition,signal", "subject,event,signal", {"condition": "event"}),
        ("a,unit_price,b", "a,unitPrice37,b", {"unit_price": "unitPrice37"}),
        ("a,Percent of marriages", "a,Percent", {"Percent of marriages": "Percent"}),
    ],
)  # fmt: skip
def test_renamed(before: str, after: str, expected: dict[str, str]) -> None:
    assert renames(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a,note_it,note_en", "a,x,note"),
        ("day,Harvey,Irma,Maria", "day,Florida,Texas"),
        ("a,sales_2019", "a,sales_2020"),
        ("a,name", "a,region name,global name,b name"),
        ("condition,a,b", "a,b,event"),
        ("a", "a,b"),
        ("column_1,a", "a,index"),
        ("column_1,a", "index,a"),
    ],
)
def test_not_renamed(before: str, after: str) -> None:
    assert renames(before, after) == {}


def test_a_rename_keeps_the_type() -> None:
    assert renames("a,lat", "a,latitude", types={"lat": "number", "latitude": "string"}) == {}
    assert renames("a,condition", "a,event", types={"condition": "integer", "event": "number"}) == {}
    widened = renames("a,n_rows,b", "a,number_rows,b", types={"n_rows": "integer", "number_rows": "number"})
    assert widened == {"n_rows": "number_rows"}


def test_many_columns_are_not_compared_pairwise() -> None:
    before = ",".join(f"left{chr(97 + n % 26)}{n}x" for n in range(300))
    after = ",".join(f"right{chr(97 + n % 26)}{n}y" for n in range(300))
    assert renames(before, after) == {}


def by_values(before: Values, after: Values) -> dict[str, str]:
    """Names before -> after of the renames between two tables."""
    return {
        change.before: change.after
        for change in changes(before, after)
        if change.kind == "renamed_column" and change.before and change.after
    }


def amounts(seed: int, mean: float = 50.0) -> list[Any]:
    drawn: list[Any] = np.random.default_rng(seed).normal(mean, 9.0, 800).round(2).tolist()
    return drawn


IDS: list[Any] = list(range(800))
CODES: list[Any] = [f"{n * 7919 % 100_000:06}" for n in range(800)]


@pytest.mark.parametrize(
    ("before", "after"),
    [("order_amount", "orderAmount37"), ("order_amount", "order_amount_v2_37"), ("order_amount_12", "orderAmount37")],
)
def test_a_new_sample_under_a_like_name(before: str, after: str) -> None:
    renamed = by_values({"id": IDS, before: amounts(1), "k": IDS}, {after: amounts(2), "id": IDS, "k": IDS})
    assert renamed == {before: after}


def test_the_same_values_need_no_like_name() -> None:
    before = {"id": IDS, "geonameid": CODES, "x": amounts(1)}
    after = {"id": IDS, "x": amounts(1), "new": amounts(3), "place": CODES}
    assert by_values(before, after) == {"geonameid": "place"}


def test_the_same_words_in_as_many_rows_are_the_same_values() -> None:
    words = ["north"] * 500 + ["south"] * 200 + ["east"] * 100
    before, after = {"category": words, "id": IDS, "k": IDS}, {"id": IDS, "k": IDS, "measure": words[::-1]}
    assert by_values(before, after) == {"category": "measure"}
    answers = ["yes"] * 500 + ["no"] * 300
    before, after = {"is_new": answers, "id": IDS, "k": IDS}, {"id": IDS, "k": IDS, "paid": answers}
    assert by_values(before, after) == {}


def test_other_values_are_another_column() -> None:
    before = {"id": IDS, "order_amount": amounts(1), "k": IDS}
    assert by_values(before, {"id": IDS, "order_rate": amounts(2, mean=500), "k": IDS}) == {}
    assert by_values(before, {"id": IDS, "k": IDS, "order_cost": amounts(2, mean=500)}) == {}


def test_the_next_of_a_series_is_another_column() -> None:
    before, after = {"id": IDS, "sales_2019": amounts(1)}, {"id": IDS, "sales_2020": amounts(2)}
    assert by_values(before, after) == {}


def test_texts_in_another_script_are_another_column() -> None:
    latin, arabic = [f"name {n}" for n in range(800)], [f"اسم {n}" for n in range(800)]
    before = {"id": IDS, "name": latin, "k": IDS}
    assert by_values(before, {"id": IDS, "official_name_ar": arabic, "k": IDS, "z": IDS}) == {}


def test_columns_are_paired_together() -> None:
    """The best pair taken first would leave the others unpaired."""
    before = {"id": IDS, "price": amounts(1, 50), "price_net": amounts(2, 80)}
    after = {"id": IDS, "price_net_eur": amounts(4, 80), "price_eur": amounts(3, 50)}
    assert by_values(before, after) == {"price": "price_eur", "price_net": "price_net_eur"}
