"""Which kind of check each built-in expectation of Great Expectations is."""

from __future__ import annotations

from debt_pipelines.model.data_rows import AssertionKind

_KINDS: dict[AssertionKind, str] = {
    "presence": "column_to_exist table_columns_to_match_set table_columns_to_match_ordered_list "
    "table_column_count_to_be_between table_column_count_to_equal",
    "nullness": "column_values_to_not_be_null column_values_to_be_null "
    "column_proportion_of_non_null_values_to_be_between",
    "uniqueness": "column_values_to_be_unique compound_columns_to_be_unique multicolumn_values_to_be_unique "
    "column_unique_value_count_to_be_between column_proportion_of_unique_values_to_be_between",
    "type": "column_values_to_be_of_type column_values_to_be_in_type_list column_type_to_be",
    "range": "column_values_to_be_between column_min_to_be_between column_max_to_be_between "
    "column_value_lengths_to_be_between column_value_lengths_to_equal",
    "domain": "column_values_to_be_in_set column_values_to_not_be_in_set "
    "column_most_common_value_to_be_in_set "
    "column_distinct_values_to_be_in_set column_distinct_values_to_contain_set "
    "column_distinct_values_to_equal_set",
    "pattern": "column_values_to_match_regex column_values_to_not_match_regex "
    "column_values_to_match_regex_list "
    "column_values_to_not_match_regex_list column_values_to_match_like_pattern "
    "column_values_to_not_match_like_pattern column_values_to_match_like_pattern_list "
    "column_values_to_not_match_like_pattern_list column_values_to_match_strftime_format "
    "column_values_to_be_dateutil_parseable column_values_to_be_json_parseable "
    "column_values_to_match_json_schema",
    "relation": "column_pair_values_a_to_be_greater_than_b column_pair_values_to_be_equal "
    "column_pair_values_to_be_in_set multicolumn_sum_to_equal multicolumn_values_to_be_equal "
    "select_column_values_to_be_unique_within_record column_values_to_be_increasing "
    "column_values_to_be_decreasing",
    "distribution": "column_mean_to_be_between column_median_to_be_between column_stdev_to_be_between "
    "column_sum_to_be_between column_quantile_values_to_be_between column_kl_divergence_to_be_less_than "
    "column_value_z_scores_to_be_less_than column_values_to_not_be_outliers "
    "column_parameterized_distribution_ks_test_p_value_to_be_greater_than "
    "column_bootstrapped_ks_test_p_value_to_be_greater_than column_chisquare_test_p_value_to_be_greater_than",
    "volume": "table_row_count_to_be_between table_row_count_to_equal table_row_count_to_equal_other_table",
}
KIND_OF: dict[str, AssertionKind] = {name: kind for kind, names in _KINDS.items() for name in names.split()}
"""The kind of each built-in expectation, by its name without `expect_`."""
