"""Texts that are there but say nothing."""

from __future__ import annotations

import pytest

from debt_pipelines.facts.wording import MISSING, best_text, folded, text_problem


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Order ID", "order_id"),
        ("orderId", "ORDER-ID"),
        ("größe", "GRÖSSE"),
        ("цена", "Цена"),
        ("a.b", "ab"),
        ("%", "%"),
    ],
)
def test_names_that_are_the_same(name: str, other: str) -> None:
    assert folded(name) == folded(other)


@pytest.mark.parametrize(("name", "other"), [("цена", "дата"), ("%", "#"), ("a1", "a2"), ("é", "e"), ("", "_")])
def test_names_that_are_not(name: str, other: str) -> None:
    assert folded(name) != folded(other)


@pytest.mark.parametrize("text", [None, "", "   ", "\n"])
def test_missing(text: str | None) -> None:
    assert text_problem(text) == MISSING


@pytest.mark.parametrize(
    "text",
    [
        *("TODO", "todo.", "(TBD)", "to do", "FIXME", "fix me", "xxx", "N/A", "na", "none", "NULL", "unknown", "TBA"),
        *("no description", "description", "Placeholder", "lorem ipsum dolor sit amet", "TODO: describe this table"),
        *("tbd describe the orders", "- todo -"),
    ],
)
def test_placeholders(text: str) -> None:
    problem = text_problem(text)
    assert problem is not None
    assert problem != MISSING


@pytest.mark.parametrize(
    "text",
    ["The todo list of a customer", "Tokens", "National ID", "Unknown amounts are 0", "Nonempty name", "Заказы", "x"],
)
def test_texts_that_only_look_like_placeholders(text: str) -> None:
    assert text_problem(text) is None


@pytest.mark.parametrize("text", ["orders", "Orders.", "ORDERS", " orders "])
def test_the_name_repeated_counts_against_a_text_only_where_asked(text: str) -> None:
    assert text_problem(text) is None
    assert text_problem(text, name="orders") not in (None, MISSING)
    assert text_problem("Заказы клиентов", name="заказы") is None


def test_few_words() -> None:
    assert text_problem("two words", min_words=2) is None
    assert text_problem("two words", min_words=3) not in (None, MISSING)


def test_the_first_good_text_wins() -> None:
    assert best_text([None, "TODO", "Good", "Better"]) == ("Good", None)


def test_otherwise_the_first_problem_of_a_written_text() -> None:
    assert best_text([]) == (None, MISSING)
    assert best_text([None, ""]) == (None, MISSING)
    assert best_text([None, "orders", "TODO"], name="orders") == (None, text_problem("orders", name="orders"))
