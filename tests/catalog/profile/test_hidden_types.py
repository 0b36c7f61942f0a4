"""Numbers, dates and booleans kept as text, and codes that are text on purpose."""

from __future__ import annotations

import pytest

from tests.catalog.profile.looking import signs_of


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        (["12", "7", "1024"], "integer"),
        (["1,204", "12", "3,000,000"], "number"),
        (["1.204,50", "12,5"], "number"),
        (["1 204", "12"], "number"),
        (["$12.50", "-$3", "($7)"], "number"),
        (["3 €", "4,50 €"], "number"),
        (["12%", "3.5 %"], "number"),
        (["1e-5", ".5"], "number"),
        (["31/01/2020", "1/2/2020"], "date"),
        (["1/31/2020 2:27 PM", "2/1/2020 11:00 AM"], "date"),
        (["31.01.2020", "1.2.2020"], "date"),
        (["2020/1/31", "2020/02/01"], "date"),
        (["Jan 5, 2020", "5 January 2020"], "date"),
        (["8/20/17", "9/1/17"], "date"),
        (["True", "FALSE"], "boolean"),
        (["yes", "no"], None),
        (["2016", "1998"], "integer"),
        (["10115", "20095"], None),
        (["007", "012"], None),
        (["1.2.3", "1.10.0"], None),
        (["10-20", "20-30"], None),
        (["31/31/2020", "1/2/2020"], None),
        (["R +0.5", "D +1"], None),
        (["12", "seven"], None),
    ],
)
def test_hidden_types(values: list[str], hidden: str | None) -> None:
    signs = signs_of(values * 5)
    assert (signs.hidden_type, signs.hidden_type_fraction) == (hidden, 1.0 if hidden else None)


@pytest.mark.parametrize(
    "name", ["zip", "phoneNumber", "order_id", "House No", "What is your postcode, if any, at home?"]
)
def test_digits_with_such_a_name_are_no_numbers(name: str) -> None:
    assert signs_of(["12", "7", "1024"] * 5, name=name).hidden_type is None


@pytest.mark.parametrize("name", ["account_balance", "unit price", "vat_rate", "phases"])
def test_only_the_end_of_a_name_makes_a_code_of_it(name: str) -> None:
    assert signs_of(["12", "7", "1024"] * 5, name=name).hidden_type == "integer"


def test_a_few_words_among_the_numbers() -> None:
    assert signs_of([*["1,200", "3"] * 20, "many"]).hidden_type_fraction == pytest.approx(40 / 41)
    assert signs_of([*["1,200", "3"] * 9, "many"]).hidden_type is None


def test_a_handful_of_values_is_too_few() -> None:
    assert signs_of(["12", "13", "7"]).hidden_type is None


def test_numbers_hide_nothing() -> None:
    assert signs_of(["12", "13", "7"] * 5, logical_type="integer").hidden_type is None
