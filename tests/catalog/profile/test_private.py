"""Of personal columns counts are kept and no value; elsewhere single values that give somebody away are masked."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.profile.measures import Measures, Signs
from debt_pipelines.catalog.profile.private import without_values

TEXTS = Measures(
    n_nulls=0,
    n_distinct=2,
    minimum="ada@x.example",
    maximum="zoe@x.example",
    frequent=(("ada@x.example", 3), ("zoe@x.example", 1)),
    is_domain_complete=True,
    mean_length=13.0,
    signs=Signs(semantic="text", pii_kind="email", pii_fraction=1.0),
)


def test_of_personal_texts_counts_and_first_letters_are_left() -> None:
    kept = without_values("contact", TEXTS)
    assert (kept.minimum, kept.maximum, kept.frequent, kept.is_domain_complete) == ("a...", "z...", (), False)
    assert (kept.n_distinct, kept.mean_length, kept.signs) == (2, 13.0, TEXTS.signs)


def test_of_personal_numbers_no_figure_that_is_a_value_is_left() -> None:
    signs = Signs(semantic="identifier", pii_kind="credit_card", pii_fraction=1.0)
    numbers = Measures(0, 9, True, "4111", "4999", 4500.0, 3.0, (4111.0, 4999.0), signs=signs)
    kept = without_values("number", numbers)
    assert (kept.minimum, kept.maximum, kept.mean, kept.deviation, kept.quantiles) == (None, None, None, None, ())


@pytest.mark.parametrize(
    ("name", "signs", "is_kept"),
    [
        ("note", Signs(semantic="text"), True),
        ("email", Signs(semantic="text"), True),
        ("email", Signs(), False),
        ("last_name", Signs(), False),
        ("api_key", Signs(semantic="text"), False),
    ],
)
def test_the_name_decides_where_nobody_looked_or_where_it_is_a_secret(name: str, signs: Signs, is_kept: bool) -> None:
    kept = without_values(name, Measures(0, 2, minimum="low", maximum="top", frequent=(("low", 1),), signs=signs))
    assert (kept.minimum == "low", bool(kept.frequent)) == (is_kept, is_kept)


def test_single_values_of_other_columns_are_masked() -> None:
    measures = TEXTS._replace(signs=Signs(semantic="text"), frequent=(("plain", 2), ("ask ada@x.example", 1)))
    kept = without_values("note", measures)
    assert kept.frequent == (("plain", 2), ("ask ***", 1))
    assert (kept.minimum, kept.maximum) == ("***", "***")
    assert kept.is_domain_complete
