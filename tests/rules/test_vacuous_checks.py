"""Every pattern that VAL108 calls vacuous passes when Great Expectations runs it on bad data; near misses fail.

The data breaks everything: texts of no, one and several lines, repeated and missing values, numbers far apart. Each
expectation runs on a frame of it, or, where Great Expectations wants SQL, on a table of it.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.great_expectations_strength import vacuous_reason
from debt_pipelines.rules.rulebook import load_rules

Kwargs = dict[str, Any]
Check = tuple[str, Kwargs]
Passed = Callable[[list[Check]], list[bool]]

_BETWEEN = "expect_column_values_to_be_between"
_IN_SET = "expect_column_values_to_be_in_set"
_REGEX = "expect_column_values_to_match_regex"
_REGEX_LIST = "expect_column_values_to_match_regex_list"
_QUANTILES = "expect_column_quantile_values_to_be_between"
_Z_SCORES = "expect_column_value_z_scores_to_be_less_than"
_ANY_TEXT = (
    ".*", "", "^", "^.*", "(.*)", "(?s).*", "(?s)^.*$", "(?i)x?", "[0-9]*", "[^,]*", r"\A", r"^\s*", r"[\s\S]*",
    r"^[\s\S]*$", "|", "a|b*",
)  # fmt: skip
_LIKE, _LIKE_LIST = (f"expect_column_values_to_match_like_pattern{end}" for end in ("", "_list"))
_GREATER = "expect_column_pair_values_a_to_be_greater_than_b"
_EQUAL = "expect_column_pair_values_to_be_equal"
_DIVERGENCE = "expect_column_kl_divergence_to_be_less_than"
_ROWS = "unexpected_rows_expectation"
_SELECT = "SELECT * FROM {batch} "
_AGGREGATES = [
    *(f"expect_column_{name}_to_be_between" for name in ("mean", "median", "stdev", "sum", "min", "max")),
    *(
        f"expect_column_{name}_to_be_between"
        for name in ("unique_value_count", "proportion_of_unique_values", "proportion_of_non_null_values")
    ),
    "expect_table_row_count_to_be_between",
    "expect_table_column_count_to_be_between",
]


def _aggregate(name: str, **kwargs: Any) -> Check:
    return name, kwargs if "table" in name else {"column": "number", **kwargs}


def _conditional(row_condition: Any, **more: Any) -> Check:
    return _IN_SET, {"column": "text", "value_set": ["none of them"], "row_condition": row_condition, **more}


def _compared(operator: str, parameter: Any) -> Kwargs:
    return {"type": "comparison", "column": {"name": "number"}, "operator": operator, "parameter": parameter}


_PARTS = {"values": ["a", "b"], "weights": [0.5, 0.5]}

VACUOUS: list[Check] = [
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
    (
        _QUANTILES,
        {"column": "number", "quantile_ranges": {"quantiles": [0.1], "value_ranges": [[-math.inf, math.inf]]}},
    ),
    ("expect_column_stdev_to_be_between", {"column": "number", "min_value": 0}),
    *(("expect_column_values_to_not_match_regex", {"column": "text", "regex": x}) for x in ("(?!)", r"[^\s\S]")),
    ("expect_column_values_to_not_match_regex_list", {"column": "text", "regex_list": ["(?!)"]}),
    ("expect_table_columns_to_match_ordered_list", {"column_list": None}),
    (_EQUAL, {"column_A": "holes", "column_B": "holes"}),
    (_EQUAL, {"column_A": "holes", "column_B": "holes", "ignore_row_if": "either_value_is_missing"}),
    (_GREATER, {"column_A": "holes", "column_B": "holes", "or_equal": True}),
    *((_DIVERGENCE, {"column": "same", "partition_object": _PARTS, "threshold": x}) for x in (None, math.inf)),
    _conditional("number > 5 and number < 3", condition_parser="pandas"),
    _conditional("number == 1 and number == 2", condition_parser="pandas"),
    _conditional(_compared("IN", [])),
    _conditional({"type": "and", "conditions": [_compared(">", 5), _compared("<=", 5)]}),
    _conditional({"type": "pass_through", "pass_through_filter": "number > 5 and number < 3"}),
]

VACUOUS_IN_SQL: list[Check] = [
    *((_LIKE, {"column": "text", "like_pattern": pattern}) for pattern in ("%", "%%")),
    (_LIKE_LIST, {"column": "text", "like_pattern_list": ["b%", "%"], "match_on": "any"}),
    *(
        (_ROWS, {"unexpected_rows_query": _SELECT + end})
        for end in ("WHERE 1=0", "where false;", "where number > 0 limit 0")
    ),
]

CAN_FAIL: list[Check] = [
    ("expect_column_values_to_be_of_type", {"column": "number", "type_": "int64", "mostly": 0}),
    ("expect_column_values_to_not_be_null", {"column": "holes", "mostly": 0.9}),
    (_BETWEEN, {"column": "number", "min_value": 0, "max_value": math.inf}),
    (_BETWEEN, {"column": "number", "min_value": -math.inf, "max_value": 1e11}),
    *((_REGEX, {"column": "text", "regex": regex}) for regex in ("^.*$", "^(.*)$", ".+", ".", "^x|y", "(?s)^.+$")),
    (_REGEX, {"column": "text", "regex": "^$"}),
    ("expect_column_values_to_not_match_regex", {"column": "text", "regex": "$^"}),
    ("expect_column_values_to_not_match_regex_list", {"column": "text", "regex_list": ["(?!)", "a"]}),
    ("expect_column_to_exist", {"column": "gone"}),
    (_EQUAL, {"column_A": "holes", "column_B": "holes", "ignore_row_if": "neither"}),
    (_EQUAL, {"column_A": "holes", "column_B": "number"}),
    (_GREATER, {"column_A": "holes", "column_B": "holes"}),
    (_DIVERGENCE, {"column": "same", "partition_object": _PARTS, "threshold": 0.1}),
    ("expect_table_columns_to_match_ordered_list", {"column_list": []}),
    ("expect_column_stdev_to_be_between", {"column": "same_number", "min_value": 0, "strict_min": True}),
    ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 1}),
    ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 0, "max_value": 1}),
    ("expect_column_proportion_of_non_null_values_to_be_between", {"column": "holes", "min_value": 0.9}),
    ("expect_column_values_to_be_unique", {"column": "same", "mostly": 0.01}),
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

CAN_FAIL_IN_SQL: list[Check] = [
    (_LIKE, {"column": "text", "like_pattern": "b%"}),
    (_LIKE_LIST, {"column": "text", "like_pattern_list": ["b%", "%"], "match_on": "all"}),
    *(
        (_ROWS, {"unexpected_rows_query": f"{_SELECT}WHERE {condition}"})
        for condition in ("number > 0", "number > 0 or 1=0", "number > 0 limit 10", "1=0 or number > 0")
    ),
    (_ROWS, {"unexpected_rows_query": "SELECT * FROM {batch} UNION ALL SELECT * FROM {batch} WHERE 1=0"}),
    (_ROWS, {"unexpected_rows_query": "SELECT * FROM {batch} -- where false"}),
]


BAD = {
    "text": ["bad", "x y", "", "9z", "two\nlines"],
    "same": ["k"] * 5,
    "same_too": ["k"] * 5,
    "same_number": [1.0] * 5,
    "number": [-1e9, 0.0, 5.0, 1e12, 3.0],
    "holes": [1.0, None, None, 1.0, 2.0],
}


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The bad data as a frame and as a table, ready to be validated."""
    pandas = pytest.importorskip("pandas")
    gx: Any = pytest.importorskip("great_expectations")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    frame = pandas.DataFrame(BAD)
    path: Path = tmp_path_factory.mktemp("bad") / "bad.db"
    connection = sqlite3.connect(path)
    frame.to_sql("bad", connection, index=False)
    connection.close()
    in_memory = context.data_sources.add_pandas("frame").add_dataframe_asset("bad")
    in_sql = context.data_sources.add_sqlite("sql", connection_string=f"sqlite:///{path}").add_table_asset(
        "bad", table_name="bad"
    )
    whole = in_memory.add_batch_definition_whole_dataframe("all")
    return {
        "frame": whole.get_batch(batch_parameters={"dataframe": frame}),
        "table": in_sql.add_batch_definition_whole_table("all").get_batch(),
    }


def results(batch: Any, checks: list[Check]) -> list[bool]:
    """Whether each expectation passed, all run as one suite."""
    gx: Any = pytest.importorskip("great_expectations")
    module: Any = pytest.importorskip("great_expectations.expectations.expectation_configuration")
    suite = gx.ExpectationSuite(name="checks")
    for number, (expectation_type, kwargs) in enumerate(checks):
        configuration = module.ExpectationConfiguration(type=expectation_type, kwargs=kwargs, meta={"number": number})
        suite.expectations.append(configuration.to_domain_obj())
    passed = {result.expectation_config.meta["number"]: result.success for result in batch.validate(suite).results}
    return [bool(passed[number]) for number in range(len(checks))]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("batch", "checks"), [("frame", VACUOUS), ("table", VACUOUS_IN_SQL)])
def test_what_is_called_vacuous_passes_on_bad_data(batches: dict[str, Any], batch: str, checks: list[Check]) -> None:
    assert [check for check in checks if not vacuous_reason(*check)] == []
    passed = results(batches[batch], checks)
    assert [check for check, word in zip(checks, passed, strict=True) if not word] == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("batch", "checks"), [("frame", CAN_FAIL), ("table", CAN_FAIL_IN_SQL)])
def test_near_misses_fail_and_are_not_called_vacuous(batches: dict[str, Any], batch: str, checks: list[Check]) -> None:
    assert [check for check in checks if vacuous_reason(*check)] == []
    passed = results(batches[batch], checks)
    assert [check for check, word in zip(checks, passed, strict=True) if word] == []


def test_the_notes_of_the_rule_name_only_what_is_proven() -> None:
    (rule,) = (rule for rule in load_rules() if rule.code == "VAL108")
    listed = rule.notes.partition("These are known:")[2].partition("How to fix")[0]
    proven = " ".join(f"{name} {kwargs}" for name, kwargs in [*VACUOUS, *VACUOUS_IN_SQL])
    words = re.findall(r"`([^`]+)`", listed)
    assert len(words) > 20
    assert [word for word in words if word not in proven] == []
