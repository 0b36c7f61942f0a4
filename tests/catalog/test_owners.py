"""Owners that a source states for a dataset it names, rather than for a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Owner, Sighting
from debt_pipelines.model.schema import Row

Owners = Callable[..., dict[str, str | None]]


def seen(path: str, **changes: Any) -> Sighting:
    return Sighting(path=path, crawler="tables", **{"source_path": path, "kind": "table"} | changes)


def named(reference: str, owner: str | None = "team") -> Owner:
    return Owner(pattern=reference, is_reference=True, owner=owner, tool="feast", path="views.py")


@pytest.fixture
def owners(catalog: Callable[..., dict[str, Any]]) -> Owners:
    """A function `owners(*rows, **settings)` that gives the owner of each dataset by path."""

    def run(*rows: Row, **settings: Any) -> dict[str, str | None]:
        frame = catalog(*rows, settings=Settings.model_validate(settings))["datasets"]
        return {row["path"]: row["owner"] for row in records(frame)}

    return run


@pytest.mark.parametrize("reference", ["data/orders.csv", "orders.csv", "orders", "Orders"])
def test_by_path_or_by_name(owners: Owners, reference: str) -> None:
    found = owners(seen("data/orders.csv"), seen("data/stock.csv"), named(reference))
    assert found == {"data/orders.csv": "team", "data/stock.csv": None}


def test_a_model_of_a_warehouse(owners: Owners) -> None:
    found = owners(seen("dbt://shop/orders", storage="warehouse"), named("dbt://shop/orders"))
    assert found == {"dbt://shop/orders": "team"}


def test_what_means_two_datasets_or_none(owners: Owners) -> None:
    found = owners(seen("a/orders.csv"), seen("b/orders.csv"), named("orders"), named("nothing.csv"))
    assert set(found.values()) == {None}


def test_who_wins(owners: Owners) -> None:
    everybody = Owner(pattern="*", owner="all", tool="codeowners", path="CODEOWNERS")
    beside = Owner(pattern="/a.csv", owner="dvc", tool="dvc", path="a.csv.dvc")
    rows = [seen("a.csv"), seen("b.csv"), seen("c.csv"), everybody, beside, named("a.csv"), named("b.csv")]
    assert owners(*rows) == {"a.csv": "dvc", "b.csv": "team", "c.csv": "all"}
    assert owners(*rows, datasets={"b.csv": {"owner": "set"}})["b.csv"] == "set"
    assert owners(*rows, named("c.csv", None), named("b.csv", "late")) == {
        "a.csv": "dvc",
        "b.csv": "team",
        "c.csv": "all",
    }


def test_what_lies_in_an_owned_folder(owners: Owners) -> None:
    folder = seen("data/raw", kind="directory", storage="dvc")
    found = owners(folder, seen("data/raw/a.csv"), seen("data/b.csv"), named("data/raw"))
    assert found == {"data/raw": "team", "data/raw/a.csv": "team", "data/b.csv": None}
