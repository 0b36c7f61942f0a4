"""What a reference means: one dataset, surely or by name, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.model.data_rows import Assertion, Description, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen

Bind = Callable[..., Any]


@pytest.fixture
def bind(catalog: Callable[..., dict[str, Any]]) -> Bind:
    """A function `bind(reference, paths, source="declared")` that gives (dataset, method, confidence), or None."""

    def run(
        reference: str,
        paths: list[str],
        *,
        source: Literal["declared", "name"] = "declared",
        kind: Literal["table", "directory"] = "table",
        rows: Sequence[Row] = (),
    ) -> tuple[str, str, float] | None:
        read = {row.path for row in rows if isinstance(row, ColumnSeen)}
        seen = [
            Sighting(path=path, crawler="tables", kind=kind, is_schema_read=path in read, source_path=path)
            for path in paths
        ]
        check = Assertion(
            reference=reference,
            reference_source=source,
            suite="s",
            position=0,
            tool="great_expectations",
            type="t",
            column=None,
            kind="volume",
            strength=1.0,
            vacuous_reason=None,
            path="suite.json",
        )
        found = records(catalog(*seen, *rows, check)["bindings"])
        return (found[0]["dataset"], found[0]["method"], found[0]["confidence"]) if found else None

    return run


@pytest.mark.parametrize("reference", ["data/orders.csv", "./data/orders.csv", " data/orders.csv "])
def test_the_exact_path_is_sure(bind: Bind, reference: str) -> None:
    paths = ["data/orders.csv", "old/data/orders.csv", "orders.csv"]
    assert bind(reference, paths) == ("file:data/orders.csv", "path", 1)


def test_where_data_was_imported_from_means_it(bind: Bind) -> None:
    url = "s3://bucket/raw/orders.csv"
    bought = Sighting(
        path="data/bought.csv", crawler="dvc_files", kind="table", storage="import", import_url=url, source_path="b.dvc"
    )
    assert bind(url, ["orders.csv"], rows=[bought]) == ("file:data/bought.csv", "path", 0.95)
    twice = Sighting(path="x.csv", crawler="d", kind="table", storage="import", import_url=url, source_path="x.dvc")
    assert bind(url, [], rows=[bought, twice]) is None


@pytest.mark.parametrize("reference", ["orders.csv", "raw/orders.csv"])
def test_a_file_name_or_an_ending_that_one_dataset_has(bind: Bind, reference: str) -> None:
    paths = ["data/raw/orders.csv", "data/raw/reorders.csv", "data/raw/orders.csv.gz"]
    assert bind(reference, paths) == ("file:data/raw/orders.csv", "path", 0.95)


def test_a_path_told_from_another_folder(bind: Bind) -> None:
    assert bind("../../data/raw/orders.csv", ["data/raw/orders.csv"]) == ("file:data/raw/orders.csv", "path", 0.95)
    assert bind("/home/x/data/raw/orders.csv", ["data/raw/orders.csv"]) == ("file:data/raw/orders.csv", "path", 0.95)


def test_a_path_told_from_elsewhere_needs_a_folder_in_common(bind: Bind) -> None:
    assert bind("other/orders.csv", ["data/orders.csv"]) is None
    assert bind("other/orders.csv", ["orders.csv"]) is None


def test_an_ending_that_two_datasets_have_is_bound_to_none(bind: Bind) -> None:
    paths = ["a/raw/orders.csv", "b/raw/orders.csv", "b/clean/orders.csv"]
    assert bind("orders.csv", paths) is None
    assert bind("raw/orders.csv", paths) is None
    assert bind("clean/orders.csv", paths) == ("file:b/clean/orders.csv", "path", 0.95)


@pytest.mark.parametrize("reference", ["orders", "Orders", "ORDERS "])
def test_a_name_declared_is_surer_than_a_name_that_only_looks_alike(bind: Bind, reference: str) -> None:
    assert bind(reference, ["data/orders.csv"]) == ("file:data/orders.csv", "declared", 0.9)
    assert bind(reference, ["data/orders.csv"], source="name") == ("file:data/orders.csv", "name", 0.8)


def test_names_are_alike_without_case_and_punctuation(bind: Bind) -> None:
    assert bind("Order Lines", ["data/order-lines.v2.csv"]) == ("file:data/order-lines.v2.csv", "declared", 0.9)
    assert bind("orderlines", ["data/order-lines.csv"]) is None


def test_names_of_other_scripts_stay_apart(bind: Bind) -> None:
    paths = ["data/заказы.csv", "data/клиенты.csv", "data/größe.csv"]
    assert bind("Заказы", paths) == ("file:data/заказы.csv", "declared", 0.9)
    assert bind("GRÖSSE", paths) == ("file:data/größe.csv", "declared", 0.9)
    assert bind("отчёт", paths[:1]) is None
    assert bind("???", paths[:1]) is None


def test_only_tables_are_bound_by_name(bind: Bind) -> None:
    assert bind("orders", ["data/orders"], kind="directory") == ("file:data/orders", "path", 0.95)
    assert bind("Orders", ["data/orders"], kind="directory") is None


def test_a_name_of_two_tables_is_bound_to_none(bind: Bind) -> None:
    assert bind("orders", ["a/orders.csv", "b/orders.parquet"]) is None


@pytest.mark.parametrize("reference", ["nope", "", "/", "..", "data/", "customers.csv"])
def test_what_nothing_is_called_is_bound_to_none(bind: Bind, reference: str) -> None:
    assert bind(reference, ["data/orders.csv"]) is None


@pytest.mark.parametrize(
    ("reference", "dataset"),
    [
        ("dbt://shop/orders", "dbt://shop:orders"),
        ("orders", "dbt://shop:orders"),
        ("mart.vw_days", "dbt://shop:mart.vw_days"),
        ("raw.states", "dbt://shop:source.raw.states"),
        ("mart", None),
        ("source", None),
        ("shop/orders", None),
    ],
)
def test_a_table_of_a_warehouse_is_no_file(
    catalog: Callable[..., dict[str, Any]], reference: str, dataset: str | None
) -> None:
    seen = [
        Sighting(path=f"dbt://shop/{name}", crawler="dbt", kind="table", storage="warehouse", source_path="s.yml")
        for name in ("orders", "mart.vw_days", "source.raw.states")
    ]
    told = Description(subject_kind="dataset", reference=reference, column=None, text="x", tool="markdown", path="d.md")
    found = [row["dataset"] for row in records(catalog(*seen, told)["bindings"])]
    assert found == ([dataset] if dataset else [])


def test_a_reference_is_declared_when_any_source_declares_it(catalog: Callable[..., dict[str, Any]]) -> None:
    seen = Sighting(path="data/orders.csv", crawler="tables", kind="table", source_path="data/orders.csv")
    told = Description(subject_kind="dataset", reference="orders", column=None, text="x", tool="markdown", path="d.md")
    none = Description(subject_kind="column", reference=None, column="c", text="x", tool="markdown", path="d.md")
    found = records(catalog(seen, told, none, told)["bindings"])
    assert [(row["reference"], row["method"]) for row in found] == [("orders", "declared")]


def test_bindings_of_nothing(catalog: Callable[..., dict[str, Any]]) -> None:
    assert records(catalog()["bindings"]) == []


@pytest.mark.parametrize(
    "reference",
    ["d/o_2024-02.csv", "o_2024-02.csv", "d/o_*.csv", "d/o_2024-*.csv", "d/o_2024-01.csv", "../d/o_2024-03.csv", "o"],
)
def test_a_part_means_the_dataset(bind: Bind, reference: str) -> None:
    rows = [ColumnSeen(path=f"d/o_2024-0{n}.csv", column="id", position=0, physical_type="x") for n in (1, 2, 3)]
    found = bind(reference, [row.path for row in rows], rows=rows)
    assert found is not None
    assert found[0] == "file:d/o_*.csv"


def test_stars_that_match_parts_of_two_datasets_mean_none(bind: Bind) -> None:
    paths = [f"d/{name}_2024-0{n}.csv" for name in ("o", "p") for n in (1, 2, 3)]
    rows = [ColumnSeen(path=path, column=path[:3], position=0, physical_type="x") for path in paths]
    assert bind("d/*.csv", paths, rows=rows) is None
