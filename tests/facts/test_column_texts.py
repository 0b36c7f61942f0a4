"""Texts about columns that say nothing, and texts that disagree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.facts.column_facts import WIDE_TABLE_COLUMNS
from debt_pipelines.model.data_rows import Description, Feature, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen

Texts = Callable[..., dict[str, dict[str, Any]]]


def said(column: str, text: str | None, path: str = "README.md", reference: str = "orders.csv") -> Description:
    return Description(subject_kind="column", reference=reference, column=column, text=text, tool="markdown", path=path)


@pytest.fixture
def texts(facts: Callable[..., list[dict[str, Any]]]) -> Texts:
    """A function `texts(*rows)` that gives the column facts of the table `orders.csv` by column."""

    def run(*rows: Row) -> dict[str, dict[str, Any]]:
        columns = sorted({row.column for row in rows if isinstance(row, Description) and row.column} | {"other"})
        seen = [
            ColumnSeen(
                path="orders.csv", column=column, position=n, physical_type="string", logical_type="string", line=1
            )
            for n, column in enumerate(columns)
        ]
        table = Sighting(
            path="orders.csv",
            crawler="tables",
            kind="table",
            is_present=True,
            is_schema_read=True,
            source_path="orders.csv",
        )
        return {row["column"]: row for row in facts("column_facts", table, *seen, *rows)}

    return run


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("day", "TODO", "has a placeholder for a description"),
        ("day", "day", "has a description that only repeats its name"),
        ("day", "Day", None),
        ("day", "When it was placed", None),
        ("order_day", "Order day", None),
        ("day", "  ", None),
        ("day", None, None),
    ],
)
def test_texts_that_say_nothing(texts: Texts, column: str, text: str | None, problem: str | None) -> None:
    found = texts(said(column, text))
    assert found[column]["text_problem"] == problem
    assert found["other"]["text_problem"] is None
    assert not found["other"]["is_text_written"]


def test_one_text_at_many_columns(texts: Texts) -> None:
    names = ["amount", "day", "customer", "store"]
    found = texts(*(said(name, "See the wiki.") for name in names))
    problems = [found[name]["text_problem"] for name in names]
    assert problems == ["has the same description as 3 other columns", None, None, None], "told once"
    assert {row["text_problem"] for row in texts(*(said(name, "See the wiki.") for name in names[:3])).values()} == {
        None
    }
    alike = [f"score_{n}" for n in range(9)] + ["score_home", "score_away", "score_total"]
    assert {row["text_problem"] for row in texts(*(said(name, "Score of it") for name in alike)).values()} == {None}


def test_declarations_without_a_text_make_no_table_owe_more(texts: Texts) -> None:
    names = [f"c{n}" for n in range(WIDE_TABLE_COLUMNS + 1)]
    assert {row["is_documentable"] for row in texts(*(said(name, None) for name in names)).values()} == {False}
    assert {row["is_documentable"] for row in texts(*(said(name, "Told") for name in names)).values()} == {True}


def test_two_sources_that_disagree(texts: Texts) -> None:
    found = texts(said("weight", "In kg"), said("weight", "Weight in grams", "datapackage.json"))["weight"]
    assert found["text_conflict"] == "`In kg` and `Weight in grams`: one says kilogram, the other gram"
    one_file = texts(said("weight", "In kg"), said("weight", "Weight in grams"))["weight"]
    assert one_file["text_conflict"] is None
    to_do = texts(said("weight", "In kg"), said("weight", "TODO: grams", "datapackage.json"))["weight"]
    assert (to_do["text_conflict"], to_do["text_problem"]) == (None, "has a placeholder for a description")


def test_a_feature_of_two_views(texts: Texts) -> None:
    def feature(view: str, text: str, reference: str | None) -> Feature:
        return Feature(
            feature="weight",
            view=view,
            reference=reference,
            description=text,
            role="feature",
            tool="feast",
            path="v.py",
        )

    rows = [said("weight", "In kg"), feature("a", "In kg", "orders.csv"), feature("b", "In grams", None)]
    assert texts(*rows)["weight"]["text_conflict"] is not None
    assert texts(rows[0], rows[2])["weight"]["text_conflict"] is None
