"""Spellings of one category, and values that only look alike."""

from __future__ import annotations

import pytest

from tests.catalog.profile.looking import signs_of


@pytest.mark.parametrize(
    ("values", "variants"),
    [
        (["Rome", "rome", "Bern", "Rome"] * 3, "`Rome` (6), `rome` (3)"),
        (["Rome", "Rome ", "Bern"] * 3, "`Rome` (3), `Rome ` (3)"),
        (["New York", "new-york", "Bern"] * 3, "`New York` (3), `new-york` (3)"),
        (["B. H. Obama", "B.H. Obama"] * 3, "`B. H. Obama` (3), `B.H. Obama` (3)"),
        (["Yes", "yes", "No", "no"] * 3, "`No` (3), `no` (3)"),
        (["male", "Male", "female", "Female"] * 3, "`Female` (3), `female` (3)"),
        (["1.5 l", "15 l", "1-5 l"] * 3, None),
        (["A", "A+", "A-", "B"] * 3, None),
        (["C", "C++", "C#"] * 3, None),
        (["+", "-"] * 3, None),
        (["AB", "Ab", "CD", "Cd", "X"] * 3, None),
        (["Rome", "rome", "Bern"], None),
        ([f"value {n}" for n in range(70)] * 2 + ["Value 1"], None),
        (["It is kind, honest and loyal, I should think.", "It is kind honest and loyal, I should think."] * 3, None),
    ],
)
def test_variants(values: list[str], variants: str | None) -> None:
    assert signs_of(values, name="city").variants == variants


@pytest.mark.parametrize("name", ["session_id", "unit", "symbol"])
def test_case_may_be_meant(name: str) -> None:
    assert signs_of(["Rome", "rome", "Bern"] * 3, name=name).variants is None


def test_personal_values_are_never_shown() -> None:
    signs = signs_of(["Ada Lovelace", "ada lovelace", "Alan Turing"] * 3, name="full_name")
    assert (signs.pii_kind, signs.variants) == ("person_name", None)
