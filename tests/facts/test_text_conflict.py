"""Texts that disagree, and texts that only say it in other words."""

from __future__ import annotations

import pytest

from debt_pipelines.facts.text_conflict import disagreement, first_disagreement


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Price of the article in euros", "Price in USD", "one says euro, the other dollar"),
        ("Weight in kg", "Weight of the parcel, grams", "one says kilogram, the other gram"),
        ("Duration in seconds", "How many minutes it took", "one says second, the other minute"),
        ("Gross amount of the order", "Amount of the order, net", "one says gross, the other net"),
        ("Total including VAT", "Total excluding VAT", "one says including, the other excluding"),
        ("Highest bid of the day", "lowest bid of the day", "one says highest, the other lowest"),
        (
            "State of the delivery as told by the carrier",
            "Whether this person is married, single or widowed",
            "they have no word in common",
        ),
    ],
)
def test_texts_that_disagree(one: str, other: str, how: str) -> None:
    assert disagreement(one, other) == how
    assert disagreement(other, one) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Key of the order", "The key of the order in the shop system"),
        ("Key of the order.", "key of the order"),
        ("Amount of the order in euros", "What the customer paid, EUR"),
        ("Order total", "Sum paid by the customer at the till"),
        ("Data della notifica del caso al ministero", "Day on which the ministry was told of a case"),
        ("Mean over the last 7 days", "Weekly mean"),
        ("From first to last day of the rental", "Last day of the rental and first of the next"),
        ("Price in euros (1.1 dollars to the euro)", "Price in euros"),
        ("Number of orders", "Count of orders by customer"),
        ("Identifier", "Primary key"),
        ("", "Key"),
    ],
)
def test_texts_that_may_mean_the_same(one: str, other: str) -> None:
    assert disagreement(one, other) is None
    assert disagreement(other, one) is None


def test_the_first_of_several() -> None:
    found = first_disagreement(["Weight", "Weight in kg", "Weight in kg", "Weight in grams", "Length in miles"])
    assert found == ("Weight in kg", "Weight in grams", "one says kilogram, the other gram")
    assert first_disagreement(["Weight"]) is None
