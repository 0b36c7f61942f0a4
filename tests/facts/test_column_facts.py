"""Column facts: what the data has, what is written about it, and what is owed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from debt_pipelines.facts.column_facts import WIDE_TABLE_COLUMNS
from debt_pipelines.model.data_rows import Assertion, Description, Feature, Sighting, Source
from debt_pipelines.model.pipeline_rows import Artifact, Flow
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile

ColumnFacts = Callable[..., dict[str | None, dict[str, Any]]]


@pytest.fixture
def column_facts(facts: Callable[..., list[dict[str, Any]]]) -> ColumnFacts:
    """A function `column_facts(*rows)` that gives the facts by column."""
    return lambda *rows: {row["column"]: row for row in facts("column_facts", *rows)}


def _table(*columns: str, path: str = "data/a.csv", is_read: bool = True, **changes: Any) -> list[Row]:
    values: dict[str, Any] = {
        "kind": "table",
        "storage": "git",
        "source_path": path,
        "is_schema_read": is_read,
    } | changes
    seen = [
        ColumnSeen(path=path, column=name, position=n, physical_type="text", logical_type="string", line=1)
        for n, name in enumerate(columns)
    ]
    return [Sighting(path=path, crawler="tables", **values), *seen]


def _text(column: str, text: str | None = "Says something", *, reference: str = "data/a.csv") -> Description:
    return Description(
        subject_kind="column", reference=reference, column=column, text=text, tool="markdown", path="doc.md", line=7
    )


def _exposed(target: str) -> Flow:
    return Flow(job="exposure.a.b", kind="dbt_exposure", name="b", direction="dep", target=target, path="e.yml")


def _check(column: str | None, strength: float) -> Assertion:
    return Assertion(
        reference="data/a.csv",
        reference_source="declared",
        suite="s",
        position=0,
        tool="great_expectations",
        type="t",
        column=column,
        kind="range",
        strength=strength,
        vacuous_reason=None,
        path="suite.json",
    )


def _unread(kind: Any) -> Source:
    return Source(path="dbt_project.yml", crawler="unread_tools", kind=kind, status="skipped", error="not read yet")


def test_a_column_of_the_data(column_facts: ColumnFacts) -> None:
    row = column_facts(*_table("id"))["id"]
    assert (row["dataset"], row["path"], row["line"], row["logical_type"]) == (
        "file:data/a.csv",
        "data/a.csv",
        1,
        "string",
    )
    assert (row["is_observed"], row["is_documented"], row["is_documentable"]) == (True, False, True)
    assert (row["description"], row["is_key"], row["is_feature"], row["is_critical"]) == (None, False, False, False)
    assert (row["is_description_known"], row["is_validation_known"], row["n_strong_assertions"]) == (True, True, 0)


def test_names_are_the_same_however_they_are_spelt(column_facts: ColumnFacts) -> None:
    found = column_facts(*_table("Order ID"), _text("order_id"))
    assert list(found) == ["Order ID"]
    assert found["Order ID"]["description"] == "Says something"


def test_names_in_other_scripts_are_told_apart(column_facts: ColumnFacts) -> None:
    found = column_facts(*_table("цена", "количество", "%", "#"), _text("Цена", "В рублях"), _text("%", "Share"))
    assert {name: row["description"] for name, row in found.items()} == {
        "цена": "В рублях",
        "количество": None,
        "%": "Share",
        "#": None,
    }


def test_keys_and_features(column_facts: ColumnFacts) -> None:
    found = column_facts(
        *_table("id", "day", "amount", "label", primary_key="id,Day"),
        Feature(feature="AMOUNT", role="feature", tool="params", path="params.yaml"),
        Feature(feature="label", role="label", tool="params", path="params.yaml"),
    )
    assert [name for name, row in found.items() if row["is_key"]] == ["id", "day"]
    assert [name for name, row in found.items() if row["is_feature"]] == ["amount"]
    assert [name for name, row in found.items() if row["is_critical"]] == ["id", "day", "amount"]


def test_checks_on_columns_count_when_they_can_fail(column_facts: ColumnFacts) -> None:
    checks = [_check("id", 1.0), _check("ID", 0.5), _check("id", 0.4), _check(None, 1.0)]
    found = column_facts(*_table("id", "day"), *checks)
    assert {name: row["n_strong_assertions"] for name, row in found.items()} == {"id": 2, "day": 0}


@pytest.mark.parametrize("kind", ["suite", "description", "crawler"])
def test_what_an_unread_tool_may_say_is_not_known_to_be_missing(column_facts: ColumnFacts, kind: str) -> None:
    found = column_facts(*_table("id", "day"), _text("id"), _check("id", 1.0), _unread(kind))
    assert [found[name]["is_description_known"] for name in ("id", "day")] == [True, True if kind == "suite" else None]
    assert [found[name]["is_validation_known"] for name in ("id", "day")] == [
        True,
        True if kind == "description" else None,
    ]


def test_a_column_that_only_documentation_names(column_facts: ColumnFacts) -> None:
    row = column_facts(*_table("id"), _text("id"), _text("gone"))["gone"]
    assert (row["is_observed"], row["is_documented"], row["is_documentable"]) == (False, True, False)
    assert (row["path"], row["line"], row["is_critical"], row["description"]) == ("doc.md", 7, False, None)


@pytest.mark.parametrize("name", ["q_*", "q1..q9", "<any>", "feature_{n}", "x[0]", "q1…"])
def test_a_pattern_is_no_column(column_facts: ColumnFacts, name: str) -> None:
    assert column_facts(*_table("id"), _text("id"), _text(name))[name]["is_observed"] is None


def test_documentation_of_mostly_other_columns_proves_nothing(column_facts: ColumnFacts) -> None:
    others = [_text(name) for name in ("x", "y")]
    found = column_facts(*_table("id", "day"), _text("id"), *others)
    assert {name: row["is_observed"] for name, row in found.items()} == {"id": True, "day": True, "x": None, "y": None}


def test_a_narrow_table_owes_every_column(column_facts: ColumnFacts) -> None:
    names = [f"c{n}" for n in range(WIDE_TABLE_COLUMNS)]
    assert all(row["is_documentable"] for row in column_facts(*_table(*names)).values())


def test_a_wide_table_owes_its_keys_and_features(column_facts: ColumnFacts) -> None:
    names = [f"c{n}" for n in range(WIDE_TABLE_COLUMNS + 1)]
    feature = Feature(feature="c7", role="feature", tool="params", path="params.yaml")
    found = column_facts(*_table(*names, primary_key="c3"), feature)
    assert [name for name, row in found.items() if row["is_documentable"]] == ["c3", "c7"]


@pytest.mark.parametrize(("n_described", "owes_all"), [(16, True), (15, False)])
def test_a_wide_table_that_is_mostly_described_owes_the_rest(
    column_facts: ColumnFacts, n_described: int, owes_all: bool
) -> None:
    names = [f"c{n}" for n in range(WIDE_TABLE_COLUMNS + 1)]
    found = column_facts(*_table(*names), *(_text(name) for name in names[:n_described]))
    assert {row["is_documentable"] for row in found.values()} == {owes_all}


def test_tables_of_one_declaration_owe_their_columns_once(facts: Callable[..., list[dict[str, Any]]]) -> None:
    place: dict[str, Any] = {"source_path": "dvc.yaml", "line": 3}
    rows = facts("column_facts", *_table("id", path="b.csv", **place), *_table("id", path="a.csv", **place))
    assert [(row["dataset"], row["is_documentable"]) for row in rows] == [("file:a.csv", True), ("file:b.csv", False)]


@pytest.mark.parametrize(
    ("text", "has_problem"), [("Amount in euro", False), ("amount", False), ("TODO", True), ("", True), (None, True)]
)
def test_descriptions_that_say_nothing(column_facts: ColumnFacts, text: str | None, has_problem: bool) -> None:
    row = column_facts(*_table("amount"), _text("amount", text))["amount"]
    assert (row["description"] is None, row["description_problem"] is not None) == (has_problem, has_problem)
    assert row["is_documented"] is True


def test_an_unread_table_has_one_row_of_which_nothing_is_known(column_facts: ColumnFacts) -> None:
    rows = _table(is_read=False, source_path="a.csv.dvc", line=2, storage="dvc", primary_key="id")
    found = column_facts(*rows, _text("id"), _check("id", 1.0))
    assert list(found) == [None]
    row = found[None]
    assert (row["path"], row["line"]) == ("a.csv.dvc", 2)
    assert (row["is_observed"], row["is_documentable"], row["is_critical"]) == (None, None, None)
    assert column_facts(*_table(is_read=False))[None]["is_critical"] is False


def test_a_table_without_columns_has_no_rows(column_facts: ColumnFacts) -> None:
    assert column_facts(*_table()) == {}


def test_what_is_no_table_has_no_columns(column_facts: ColumnFacts) -> None:
    assert column_facts(*_table("id", kind="model")) == {}


def _declared(*columns: str, texts: dict[str, str | None] | None = None, **changes: Any) -> list[Row]:
    rows = [
        Description(
            subject_kind="column",
            reference="dbt://shop/orders",
            column=name,
            text=(texts or {}).get(name),
            declared_type="integer",
            tool="dbt",
            path="schema.yml",
            line=n,
        )
        for n, name in enumerate(columns, 1)
    ]
    return [*_table(path="dbt://shop/orders", is_read=False, **{"storage": "warehouse"} | changes), *rows]


def test_declared_columns_of_a_table_that_cannot_be_read(column_facts: ColumnFacts) -> None:
    rows = column_facts(*_declared("id", "Day", texts={"id": "Number of the order"}))
    assert list(rows) == [None, "id", "Day"]
    told = [(row["path"], row["line"], row["logical_type"], row["is_observed"]) for row in rows.values()][1:]
    assert told == [("schema.yml", 1, "integer", None), ("schema.yml", 2, "integer", None)]
    said = [(row["description"], row["description_problem"], row["is_documentable"]) for row in rows.values()]
    assert said[1:] == [("Number of the order", None, True), (None, "has no description", True)]
    assert rows[None]["is_documentable"] is False
    assert rows["id"]["is_plain"] is False


def test_keys_and_checks_of_declared_columns(column_facts: ColumnFacts) -> None:
    check = replace(_check("ID", 1.0), reference="dbt://shop/orders")
    rows = column_facts(*_declared("id", "day", primary_key="id"), check, _unread("suite"))
    assert (rows["id"]["is_key"], rows["id"]["is_critical"], rows["id"]["n_strong_assertions"]) == (True, True, 1)
    assert (rows["id"]["is_validation_known"], rows["day"]["is_validation_known"]) == (True, None)


def test_a_wide_declared_table_owes_its_columns_when_it_is_mostly_described(column_facts: ColumnFacts) -> None:
    names = [f"c{n}" for n in range(WIDE_TABLE_COLUMNS + 2)]
    for n_described, owes in ((1, False), (len(names) // 2, True)):
        rows = column_facts(*_declared(*names, texts=dict.fromkeys(names[:n_described], "Says something")))
        assert rows[names[-1]]["is_documentable"] is owes


def test_a_dictionary_in_prose_and_a_pattern_declare_no_columns(column_facts: ColumnFacts) -> None:
    rows = column_facts(*_declared("year_*"), _text("id", reference="dbt://shop/orders"))
    assert list(rows) == [None]
    assert rows[None]["is_documentable"] is None


PERSONAL = Profile(path="data/a.csv", column="mail", n_rows=9, is_sampled=False, pii_kind="email")


@pytest.mark.parametrize(
    ("more", "column", "importance"),
    [
        ((Feature(feature="age", view="v", role="feature", tool="params", path="p.yaml"),), "age", "feature"),
        ((PERSONAL,), "mail", "personal data"),
        (
            (Artifact(artifact="out", target="data/a.csv", type="dataset", description=None, path="dvc.yaml"),),
            "age",
            "published",
        ),
        (
            (Artifact(artifact="out", target="data", type="dataset", description=None, path="dvc.yaml"),),
            "age",
            "published",
        ),
        ((_exposed("data/a.csv"),), "age", "published"),
        ((_exposed("data/b.csv"),), "age", None),
        ((), "age", None),
    ],
)
def test_what_matters_most_comes_first(
    column_facts: ColumnFacts, more: tuple[Row, ...], column: str, importance: str | None
) -> None:
    names = ["age", "mail", *(f"c{n}" for n in range(WIDE_TABLE_COLUMNS))]
    found = column_facts(*_table(*names), *more)
    assert (found[column]["importance"], found[column]["is_important"]) == (importance, importance is not None)
    assert found[column]["is_documentable"] is (importance is not None), "of a wide table, only these are asked for"


def test_a_key_matters(column_facts: ColumnFacts) -> None:
    found = column_facts(*_table("id", "note", primary_key="id"))
    assert (found["id"]["importance"], found["note"]["importance"]) == ("key", None)
