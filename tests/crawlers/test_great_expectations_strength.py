"""What expectations check, and how much they can catch."""

from __future__ import annotations

import math
from typing import Any

import pytest

from debt_pipelines.crawlers.great_expectations_kinds import KIND_OF
from debt_pipelines.crawlers.great_expectations_patterns import matches_any_text, selects_nothing
from debt_pipelines.crawlers.great_expectations_strength import columns_of, kind_of, strength_of, vacuous_reason


def test_reasons_are_words_for_people() -> None:
    assert (
        vacuous_reason("expect_column_values_to_match_regex", {"regex": ".*"})
        == "the pattern `.*` is found in every text"
    )
    assert vacuous_reason("expect_table_row_count_to_be_between", {"min_value": 0}) == (
        "its only bound is a minimum of 0, and nothing it measures is below 0"
    )


def test_what_great_expectations_refuses_or_fills_in_is_not_vacuous() -> None:
    assert vacuous_reason("expect_column_values_to_be_between", {"column": "a"}) is None
    assert vacuous_reason("expect_table_row_count_to_be_between", {"max_value": math.inf}) is None
    assert vacuous_reason("expect_column_mean_to_be_between", {"column": "a", "auto": True}) is None
    assert vacuous_reason("expect_column_max_to_be_between", {"min_value": {"$PARAMETER": "low"}}) is None
    assert vacuous_reason("expect_something_of_our_own", {"mostly": 0}) is None


@pytest.mark.parametrize(
    ("expectation_type", "kind"),
    [
        ("expect_column_to_exist", "presence"),
        ("expect_column_values_to_not_be_null", "nullness"),
        ("expect_compound_columns_to_be_unique", "uniqueness"),
        ("expect_column_values_to_be_of_type", "type"),
        ("expect_column_max_to_be_between", "range"),
        ("expect_column_distinct_values_to_equal_set", "domain"),
        ("expect_column_values_to_match_strftime_format", "pattern"),
        ("expect_column_pair_values_A_to_be_greater_than_B", "relation"),
        ("expect_column_kl_divergence_to_be_less_than", "distribution"),
        ("expect_table_row_count_to_equal", "volume"),
        ("unexpected_rows_expectation", "custom"),
        ("expect_something_of_our_own", "custom"),
    ],
)
def test_kinds(expectation_type: str, kind: str) -> None:
    assert kind_of(expectation_type, {}) == kind


def test_an_extreme_relative_to_now_is_freshness() -> None:
    bound = {"$PARAMETER": "now() - timedelta(days=2)"}
    assert kind_of("expect_column_max_to_be_between", {"min_value": bound}) == "freshness"


def test_strength_follows_kind_and_mostly() -> None:
    assert strength_of("presence", {}, is_vacuous=False) == 0.2
    assert strength_of("type", {"mostly": 0.5}, is_vacuous=False) == 0.15
    assert strength_of("range", {"mostly": 0.95}, is_vacuous=False) == 0.95
    assert strength_of("range", {"mostly": {"$PARAMETER": "share"}}, is_vacuous=False) == 1
    assert strength_of("range", {}, is_vacuous=True) == 0


def test_columns_of_pairs_and_lists() -> None:
    assert columns_of({"column": "a"}) == ["a"]
    assert columns_of({"column_A": "a", "column_B": "b"}) == ["a", "b"]
    assert columns_of({"column_list": ["a", "b", "a", 3]}) == ["a", "b"]
    assert columns_of({"min_value": 1}) == [None]


@pytest.mark.parametrize(
    "pattern",
    [
        "((.*)",
        "[",
        "(?i).*x",
        r"\b",
        None,
        7,
        "a" * 2000,
        "^$",
        "(?=x)",
        "$",
        "x*$",
        "^.*$",
        "^*",
        r"\$",
        "[^",
        "(?x) a",
    ],
)
def test_patterns_that_are_broken_or_can_fail_match_not_any_text(pattern: Any) -> None:
    assert not matches_any_text(pattern)


def test_no_shape_of_kwargs_is_an_error() -> None:
    keys = "mostly min_value max_value regex regex_list value_set column_set type_list quantile_ranges"
    more = "threshold row_condition column column_list exact_match match_on like_pattern like_pattern_list or_equal"
    texts: list[Any] = ["x", "((", "a == {[]}"]
    values = [*texts, None, [], {}, 3, True, [1], {"a": 1}, 10**400, [[None]], [{}]]
    for value in values:
        compared = {"type": "comparison", "operator": value, "parameter": value}
        nested = {"type": "and", "conditions": [value, compared]}
        equals = {"type": "comparison", "column": {"name": "a"}, "operator": "==", "parameter": value}
        equal = {"type": "and", "conditions": [equals, equals]}
        vacuous_reason("unexpected_rows_expectation", {"unexpected_rows_query": value})
        vacuous_reason("expect_column_pair_values_to_be_equal", {"column_A": value, "column_B": value})
        for name in sorted(f"expect_{name}" for name in KIND_OF):
            for key in f"{keys} {more}".split():
                vacuous_reason(name, {key: value})
                columns_of({key: value})
                strength_of("range", {key: value}, is_vacuous=False)
            vacuous_reason(name, {"row_condition": nested, "quantile_ranges": {"value_ranges": value}})
            vacuous_reason(name, {"row_condition": equal})


@pytest.mark.parametrize("query", [None, 3, "", "limit 0", "select 1", "select 1 where false) or (true", "x" * 2000])
def test_queries_that_may_select_rows(query: Any) -> None:
    assert not selects_nothing(query)
