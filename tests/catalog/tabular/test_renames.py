"""Renames: cases from the history of public data sets, and pairs that must stay apart."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.catalog.tabular.renames import NamedColumn, find_renames


def renames(before: str, after: str, *, types: dict[str, LogicalType] | None = None) -> dict[str, str]:
    """Names before -> after of the renames between two headers, all columns numbers unless told otherwise."""
    kinds = types or {}
    earlier = [NamedColumn(name, kinds.get(name, "number")) for name in before.split(",")]
    later = [NamedColumn(name, kinds.get(name, "number")) for name in after.split(",")]
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
