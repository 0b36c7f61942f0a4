"""Contracts: declared columns and types against those that the data has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest

from debt_pipelines.model.data_rows import ALL_COLUMNS, Assertion, Description, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen

Contracts = Callable[..., dict[str, str | None]]


@pytest.fixture
def contracts(facts: Callable[..., list[dict[str, Any]]]) -> Contracts:
    """A function from rows to what is wrong, by column, of those that a contract speaks of."""

    def build(*rows: Row) -> dict[str, str | None]:
        found = facts("column_facts", *rows)
        return {row["column"]: row["contract_mismatch"] for row in found if row["is_contracted"]}

    return build


def table(path: str = "a.csv", **types: str | None) -> list[Row]:
    format = path.rpartition(".")[2]
    seen = Sighting(
        path=path,
        crawler="tables",
        kind="table",
        format=format,
        storage="git",
        is_present=True,
        is_schema_read=True,
        source_path=path,
    )
    columns = enumerate(types.items())
    return [
        seen,
        *(
            ColumnSeen(path=path, column=name, position=n, physical_type="x", logical_type=logical_type)
            for n, (name, logical_type) in columns
        ),
    ]


def declared(tool: str = "datapackage", path: str = "a.csv", **types: str | None) -> list[Row]:
    return [
        Description(
            subject_kind="column",
            reference=path,
            column=name,
            text="x",
            declared_type=logical_type,
            tool=tool,
            path=f"{tool}.file",
        )
        for name, logical_type in types.items()
    ]


def check(column: str, logical_type: str | None = None, kind: str = "expect_column_values_to_be_of_type") -> Assertion:
    return Assertion(
        reference="a.csv",
        reference_source="declared",
        suite="s",
        position=0,
        tool="great_expectations",
        type=kind,
        column=column,
        kind="type",
        strength=1.0,
        declared_type=logical_type,
        path="suite.json",
    )


def test_a_data_package_declares_all_columns(contracts: Contracts) -> None:
    found = contracts(*table(id="integer", Price="string", x="date"), *declared(ID="integer", price="number", y=None))
    assert found == {
        "id": None,
        "Price": "declared as number, holds string",
        "x": "not declared",
        "y": "declared, but missing",
    }


def test_the_contract_is_named(facts: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = facts("column_facts", *table(id="string"), *declared(id="integer"))
    assert (row["contract"], row["is_contract_known"]) == ("datapackage.file", True)


def test_a_suite_declares_the_types_it_names(contracts: Contracts) -> None:
    rows = [check("a", "number"), check("b"), check("gone", "number")]
    assert contracts(*table(a="string", b="string", c="string"), *rows) == {"a": "declared as number, holds string"}


def test_an_ordered_list_of_columns_names_all(contracts: Contracts) -> None:
    listed = [check(name, kind="expect_table_columns_to_match_ordered_list") for name in ("a", "b")]
    assert contracts(*table(a="string", b="string", c="string"), *listed) == {"a": None, "b": None, "c": "not declared"}


def test_a_dictionary_is_no_contract_unless_it_has_nearly_all_columns(contracts: Contracts) -> None:
    columns = table(a="string", b="string", c="date", d="string", e="string")
    words = {"a": "number", "b": "string", "c": "number", "d": "date"}
    wrong = "declared as number, holds"
    assert contracts(*columns, *declared("markdown", **words)) == {
        "a": f"{wrong} string",
        "b": None,
        "c": f"{wrong} date",
    }
    assert contracts(*columns, *declared("markdown", a="number", b="string")) == {}


def test_text_formats_and_typed_ones(contracts: Contracts) -> None:
    assert contracts(*table(code="integer"), *declared(code="string")) == {"code": None}
    typed = contracts(*table("a.parquet", code="integer"), *declared(path="a.parquet", code="string"))
    assert typed == {"code": "declared as string, holds integer"}


def test_what_cannot_be_judged(facts: Callable[..., list[dict[str, Any]]]) -> None:
    unread = Sighting(path="a.csv", crawler="tables", kind="table", source_path="a.csv")
    row, _declared = facts("column_facts", unread, *declared(id="integer"))
    assert (row["column"], row["is_contracted"], row["is_contract_known"]) == (None, True, None)
    text = Description(subject_kind="dataset", reference="a.csv", column=None, text="x", tool="dvc", path="a.csv.dvc")
    (row,) = facts("column_facts", unread, text)
    assert row["is_contracted"] is False
    (row,) = facts("column_facts", *table(id="string"))
    assert (row["is_contracted"], row["contract_mismatch"]) == (False, None)


@pytest.mark.parametrize("tool", ["sql", "parquet", "avro"])
def test_what_the_data_says_of_itself_is_no_contract(contracts: Contracts, tool: str) -> None:
    assert contracts(*table(id="string"), *declared(tool, id="integer")) == {}


def whole(reference: str, source: Literal["declared", "name"], tool: str = "datacontract") -> Assertion:
    return Assertion(
        reference=reference,
        reference_source=source,
        suite="s",
        position=0,
        tool=tool,
        type=ALL_COLUMNS,
        column=None,
        kind="type",
        strength=0.3,
        path=f"{tool}.file",
    )


def test_a_contract_that_is_bound_to_the_data_declares_all_columns(contracts: Contracts) -> None:
    columns = [*table(id="integer", x="date"), *declared("datacontract", id="integer", y="date")]
    assert contracts(*columns, whole("a.csv", "declared")) == {
        "id": None,
        "x": "not declared",
        "y": "declared, but missing",
    }
    assert contracts(*columns, whole("a.csv", "name")) == {"id": None}


def test_what_lies_within_a_column_is_told_with_it(contracts: Contracts) -> None:
    columns = {"tags": "list", "tags[]": "string", "place": "struct", "place.city": "string"}
    rows = [*table("a.parquet", **columns), *declared("datacontract", "a.parquet", tags="list", place=None)]
    found = contracts(*rows, whole("a.parquet", "declared"))
    assert found == dict.fromkeys(columns)


def test_a_namesake_speaks_only_with_nearly_all_columns(contracts: Contracts) -> None:
    one, other = {"a": "string", "b": "string"}, {"a": "integer"}
    wrong = "declared as integer, holds string"
    assert contracts(*table(**one), *declared("ddl", "a", **other)) == {}
    assert contracts(*table(**one), *declared("ddl", "a.csv", **other)) == {"a": wrong}
    assert contracts(*table(**one), *declared("ddl", "a", **other, b="string")) == {"a": wrong, "b": None}


def test_namesakes_that_contradict_each_other_say_nothing(contracts: Contracts) -> None:
    rows = [*declared("ddl", "a", a="integer", b="string"), *declared("datacontract", "a", a="date", b="string")]
    assert contracts(*table(a="string", b="string"), *rows) == {"b": None}
