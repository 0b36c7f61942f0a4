"""What expectations check; every vacuous pattern is proven by running Great Expectations on bad data."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.great_expectations_strength import (
    columns_of,
    kind_of,
    matches_any_text,
    strength_of,
    vacuous_reason,
)

Kwargs = dict[str, Any]
Validate = Callable[[str, Kwargs], bool]

_BETWEEN = "expect_column_values_to_be_between"
_IN_SET = "expect_column_values_to_be_in_set"
_REGEX = "expect_column_values_to_match_regex"
_REGEX_LIST = "expect_column_values_to_match_regex_list"
_QUANTILES = "expect_column_quantile_values_to_be_between"
_Z_SCORES = "expect_column_value_z_scores_to_be_less_than"
_ANY_TEXT = (".*", "^.*$", "", "(.*)", r"[\s\S]*", "[0-9]*")
_AGGREGATES = [
    *(f"expect_column_{name}_to_be_between" for name in ("mean", "median", "stdev", "sum", "min", "max")),
    *(
        f"expect_column_{name}_to_be_between"
        for name in ("unique_value_count", "proportion_of_unique_values", "proportion_of_non_null_values")
    ),
    "expect_table_row_count_to_be_between",
    "expect_table_column_count_to_be_between",
]


def _aggregate(name: str, **kwargs: Any) -> tuple[str, Kwargs]:
    return name, kwargs if "table" in name else {"column": "number", **kwargs}


def _conditional(row_condition: Any, **more: Any) -> tuple[str, Kwargs]:
    return _IN_SET, {"column": "text", "value_set": ["none of them"], "row_condition": row_condition, **more}


def _compared(operator: str, parameter: Any) -> Kwargs:
    return {"type": "comparison", "column": {"name": "number"}, "operator": operator, "parameter": parameter}


VACUOUS: list[tuple[str, Kwargs]] = [
    ("expect_column_values_to_not_be_null", {"column": "holes", "mostly": 0}),
    ("expect_column_values_to_be_unique", {"column": "same", "mostly": 0.0}),
    ("expect_column_pair_values_to_be_equal", {"column_A": "text", "column_B": "same", "mostly": 0}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["same", "same_too"], "mostly": 0}),
    (_BETWEEN, {"column": "number", "min_value": -math.inf, "max_value": math.inf}),
    (_BETWEEN, {"column": "number", "min_value": -math.inf}),
    (_BETWEEN, {"column": "number", "max_value": 1.7976931348623157e308}),
    (_BETWEEN, {"column": "number", "min_value": "-Infinity", "max_value": "Infinity"}),
    *((_REGEX, {"column": "text", "regex": regex}) for regex in _ANY_TEXT),
    (_REGEX_LIST, {"column": "text", "regex_list": ["^never$", ".*"]}),
    (_REGEX_LIST, {"column": "text", "regex_list": ["", "x?"], "match_on": "all"}),
    ("expect_column_values_to_not_be_in_set", {"column": "text", "value_set": []}),
    ("expect_column_distinct_values_to_contain_set", {"column": "text", "value_set": []}),
    ("expect_table_columns_to_match_set", {"column_set": [], "exact_match": False}),
    ("expect_table_columns_to_match_set", {"column_set": [], "exact_match": None}),
    ("expect_column_values_to_be_in_type_list", {"column": "number", "type_list": None}),
    ("expect_table_row_count_to_be_between", {"min_value": 0}),
    ("expect_table_column_count_to_be_between", {"min_value": -1, "max_value": None}),
    ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 0}),
    ("expect_column_unique_value_count_to_be_between", {"column": "same", "min_value": 0}),
    *(
        (f"expect_column_proportion_of_{what}_values_to_be_between", {"column": "holes", **bounds})
        for what in ("unique", "non_null")
        for bounds in ({"min_value": 0}, {"max_value": 1}, {"min_value": 0, "max_value": 1})
    ),
    *(_aggregate(name) for name in _AGGREGATES),
    *(_aggregate(name, min_value=-math.inf, max_value=math.inf) for name in _AGGREGATES if "count" not in name),
    (
        _QUANTILES,
        {"column": "number", "quantile_ranges": {"quantiles": [0.1], "value_ranges": [[None, None]]}},
    ),
    (_Z_SCORES, {"column": "number", "threshold": 1_000_000, "double_sided": True}),
    _conditional("number > 5 and number < 3", condition_parser="pandas"),
    _conditional("number == 1 and number == 2", condition_parser="pandas"),
    _conditional(_compared("IN", [])),
    _conditional({"type": "and", "conditions": [_compared(">", 5), _compared("<=", 5)]}),
    _conditional({"type": "pass_through", "pass_through_filter": "number > 5 and number < 3"}),
]

CAN_FAIL: list[tuple[str, Kwargs]] = [
    ("expect_column_values_to_be_of_type", {"column": "number", "type_": "int64", "mostly": 0}),
    ("expect_column_values_to_not_be_null", {"column": "holes", "mostly": 0.9}),
    (_BETWEEN, {"column": "number", "min_value": 0, "max_value": math.inf}),
    (_REGEX, {"column": "text", "regex": "^$"}),
    (_REGEX, {"column": "text", "regex": "[0-9]+"}),
    (_REGEX, {"column": "text", "regex": "^[0-9]*$"}),
    (_REGEX_LIST, {"column": "text", "regex_list": [".*", "^never$"], "match_on": "all"}),
    (_IN_SET, {"column": "text", "value_set": []}),
    ("expect_table_columns_to_match_set", {"column_set": [], "exact_match": True}),
    ("expect_column_values_to_be_in_type_list", {"column": "number", "type_list": []}),
    ("expect_table_row_count_to_be_between", {"min_value": 0, "max_value": 1}),
    ("expect_column_unique_value_count_to_be_between", {"column": "holes", "min_value": 100}),
    (
        "expect_column_proportion_of_unique_values_to_be_between",
        {"column": "text", "min_value": 0, "max_value": 1, "strict_max": True},
    ),
    (
        _QUANTILES,
        {"column": "number", "quantile_ranges": {"quantiles": [0.1], "value_ranges": [[None, -1e12]]}},
    ),
    (_Z_SCORES, {"column": "number", "threshold": 1, "double_sided": True}),
    _conditional("number > 3 and number < 1e13", condition_parser="pandas"),
    _conditional({"type": "or", "conditions": [_compared(">", 5), _compared("<", 3)]}),
    (
        "expect_column_mean_to_be_between",
        {"column": "number", "min_value": 0, "max_value": 1, "row_condition": _compared("IN", [])},
    ),
]


@pytest.fixture(scope="module")
def validate() -> Validate:
    """Runs one expectation on a small frame of bad data and tells whether it passed."""
    pandas = pytest.importorskip("pandas")
    gx: Any = pytest.importorskip("great_expectations")
    module: Any = pytest.importorskip("great_expectations.expectations.expectation_configuration")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    frame = pandas.DataFrame(
        {
            "text": ["bad", "x y", "", "9z"],
            "same": ["k"] * 4,
            "same_too": ["k"] * 4,
            "number": [-1e9, 0.0, 5.0, 1e12],
            "holes": [1.0, None, None, 1.0],
        }
    )
    asset = context.data_sources.add_pandas("bad").add_dataframe_asset("bad")
    definition = asset.add_batch_definition_whole_dataframe("all")
    batch = definition.get_batch(batch_parameters={"dataframe": frame})

    def run(expectation_type: str, kwargs: Kwargs) -> bool:
        configuration = module.ExpectationConfiguration(type=expectation_type, kwargs=kwargs)
        return bool(batch.validate(configuration.to_domain_obj()).success)

    return run


@pytest.mark.filterwarnings("ignore")
def test_what_is_called_vacuous_passes_on_bad_data(validate: Validate) -> None:
    for expectation_type, kwargs in VACUOUS:
        assert vacuous_reason(expectation_type, kwargs), (expectation_type, kwargs)
        assert validate(expectation_type, kwargs), (expectation_type, kwargs)


@pytest.mark.filterwarnings("ignore")
def test_what_looks_alike_but_can_fail_is_not_called_vacuous(validate: Validate) -> None:
    for expectation_type, kwargs in CAN_FAIL:
        assert vacuous_reason(expectation_type, kwargs) is None, (expectation_type, kwargs)
        assert not validate(expectation_type, kwargs), (expectation_type, kwargs)


def test_reasons_are_words_for_people() -> None:
    assert vacuous_reason(_REGEX, {"regex": ".*"}) == "the pattern `.*` is found in every text"
    assert vacuous_reason("expect_table_row_count_to_be_between", {"min_value": 0}) == (
        "its only bound is a minimum of 0, and nothing it measures is below 0"
    )


def test_what_great_expectations_refuses_or_fills_in_is_not_vacuous() -> None:
    assert vacuous_reason(_BETWEEN, {"column": "a"}) is None
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


@pytest.mark.parametrize("pattern", ["((.*)", "[", "(?i).*x", r"\b", None, 7, "a" * 2000, "^$", "(?=x)"])
def test_patterns_that_are_broken_or_can_fail_match_not_any_text(pattern: Any) -> None:
    assert not matches_any_text(pattern)


def test_no_shape_of_kwargs_is_an_error() -> None:
    keys = "mostly min_value max_value regex regex_list value_set column_set type_list quantile_ranges"
    more = "threshold row_condition column column_list exact_match match_on"
    texts: list[Any] = ["x", "((", "a == {[]}"]
    values = [*texts, None, [], {}, 3, True, [1], {"a": 1}, 10**400, [[None]], [{}]]
    for value in values:
        compared = {"type": "comparison", "operator": value, "parameter": value}
        nested = {"type": "and", "conditions": [value, compared]}
        equal = {"type": "and", "conditions": [_compared("==", value), _compared("==", value)]}
        for name in sorted({name for name, _kwargs in VACUOUS}):
            for key in f"{keys} {more}".split():
                vacuous_reason(name, {key: value})
                columns_of({key: value})
                strength_of("range", {key: value}, is_vacuous=False)
            vacuous_reason(name, {"row_condition": nested, "quantile_ranges": {"value_ranges": value}})
            vacuous_reason(name, {"row_condition": equal})
