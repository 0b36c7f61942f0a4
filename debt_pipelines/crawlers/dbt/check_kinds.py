"""Which kind of check each known dbt test is, and how much it can catch."""

from __future__ import annotations

from debt_pipelines.crawlers.great_expectations_kinds import KIND_OF as EXPECTATION_KINDS
from debt_pipelines.model.data_rows import AssertionKind

_KINDS: dict[AssertionKind, str] = {
    "presence": "expect_column_to_exist schema_changes schema_changes_from_baseline "
    "expect_table_columns_to_not_contain_set expect_table_columns_to_contain_set",
    "nullness": "not_null at_least_one not_null_proportion not_null_where not_empty_string is_null",
    "uniqueness": "unique unique_combination_of_columns unique_where primary_key expect_compound_columns_to_be_unique",
    "range": "accepted_range expect_column_values_to_be_between positive_value not_negative is_positive "
    "expect_column_values_to_have_consistent_casing",
    "domain": "accepted_values not_accepted_values expect_column_distinct_count_to_equal "
    "expect_column_distinct_values_to_be_in_set",
    "relation": "relationships relationships_where cardinality_equality equality mutually_exclusive_ranges "
    "sequential_values expect_table_aggregation_to_equal_other_table expect_column_distinct_count_to_equal_other_table "
    "foreign_key expect_table_column_count_to_equal_other_table",
    "distribution": "not_constant column_anomalies all_columns_anomalies dimension_anomalies "
    "expect_column_values_to_be_within_n_stdevs expect_column_values_to_be_within_n_moving_stdevs",
    "volume": "equal_rowcount fewer_rows_than volume_anomalies not_empty expect_table_row_count_to_equal_other_table "
    "expect_table_row_count_to_be_between row_count expect_table_row_count_to_equal_other_table_times_factor",
    "freshness": "recency expect_row_values_to_have_data_for_every_n_datepart freshness_anomalies "
    "event_freshness_anomalies expect_row_values_to_have_recent_data "
    "expect_grouped_row_values_to_have_recent_data",
}
_KIND_OF: dict[str, AssertionKind] = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_WEAK = {"at_least_one": 0.3, "not_constant": 0.3, "fewer_rows_than": 0.3, "not_empty": 0.3}
"""Tests that only an all but lost table or column fails."""
_BY_KIND: dict[AssertionKind, float] = {"presence": 0.2, "type": 0.3}


def kind_of(name: str) -> AssertionKind:
    """What a test checks, by its name; the package that it comes from does not matter."""
    short = name.rpartition(".")[2]
    return _KIND_OF.get(short) or EXPECTATION_KINDS.get(short.removeprefix("expect_"), "custom")


def base_strength(name: str, kind: AssertionKind) -> float:
    """How much a test can catch, 0..1, whatever its settings."""
    return _WEAK.get(name.rpartition(".")[2]) or _BY_KIND.get(kind, 1.0)
