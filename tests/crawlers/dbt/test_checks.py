"""Tests of dbt: their names and shapes, what certainly cannot fail, and how much they can catch."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from debt_pipelines.crawlers.dbt.check_kinds import kind_of
from debt_pipelines.crawlers.dbt.checks import Check, read_check, severity_of
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.yaml_document import load_yaml


def check_of(entry: Any, column: str | None = None) -> Check | None:
    return read_check(Node("schema.yml", load_yaml(yaml.safe_dump([entry])), (0,)), column)


def known(entry: Any, column: str | None = None) -> Check:
    check = check_of(entry, column)
    assert check is not None
    return check


@pytest.mark.parametrize(
    ("entry", "vacuous"),
    [
        ({"not_null": {"where": "false"}}, True),
        ({"not_null": {"config": {"where": "1 = 0"}}}, True),
        ({"unique": {"where": "not deleted"}}, False),
        ({"row_count": {"where": "false"}}, False),  # an empty table is what such a test may refuse
        ({"unique": {"limit": 0}}, True),
        ({"unique": {"limit": 0, "error_if": "=0"}}, False),
        ({"unique": {"limit": 10}}, False),
        ({"unique": {"warn_if": "<0", "error_if": "= -1"}}, True),
        ({"unique": {"warn_if": "<0", "error_if": "= -1", "fail_calc": "sum(x)"}}, False),
        ({"unique": {"error_if": "<0"}}, False),  # it still warns
        ({"unique": {"severity": "warn", "error_if": ">1000000"}}, False),
        ({"accepted_values": {"values": []}}, False),  # it refuses every row, or is no valid SQL
        ({"accepted_values": {"values": ["a"]}}, False),
        ({"dbt_utils.accepted_range": {"inclusive": True}}, True),
        ({"dbt_utils.accepted_range": {"min_value": 0}}, False),
        ({"own.accepted_range": {}}, False),
        ({"dbt_utils.expression_is_true": {"expression": "1=1"}}, True),
        ({"dbt_utils.expression_is_true": {"expression": "a > 1"}}, False),
        ({"dbt_utils.not_null_proportion": {"at_least": 0}}, True),
        ({"dbt_utils.not_null_proportion": {"at_least": 0.1}}, False),
        ({"dbt_utils.not_null_proportion": {"at_most": 0.1}}, False),
    ],
)
def test_what_certainly_cannot_fail(entry: Any, vacuous: bool) -> None:
    check = known(entry)
    assert (check.vacuous_reason is not None) is vacuous
    assert (check.strength == 0) is vacuous


def test_the_strength_of_a_test() -> None:
    assert known("unique").strength == 1
    assert known({"dbt_utils.not_null_proportion": {"at_least": 0.9}}).strength == 0.9
    assert known({"dbt_expectations.expect_column_values_to_match_regex": {"mostly": 0.5}}).strength == 0.5
    assert known("dbt_utils.at_least_one").strength < 0.5
    assert known({"dbt_expectations.expect_column_to_exist": {}}).strength == 0.2


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("relationships", "relation"),
        ("dbt_utils.recency", "freshness"),
        ("dbt_utils.equal_rowcount", "volume"),
        ("elementary.volume_anomalies", "volume"),
        ("elementary.schema_changes", "presence"),
        ("dbt_expectations.expect_column_values_to_be_in_set", "domain"),
        ("dbt_expectations.expect_column_values_to_be_of_type", "type"),
        ("dbt_expectations.expect_row_values_to_have_recent_data", "freshness"),
        ("anything.else", "custom"),
    ],
)
def test_the_kind_of_a_test(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize("entry", [1, None, {}, {"config": {"severity": "warn"}}, ["unique"], {1: 2}])
def test_what_is_no_test(entry: Any) -> None:
    assert check_of(entry) is None


def test_names_settings_and_arguments_are_told_apart() -> None:
    check = known({"name": "mine", "test_name": "unique", "severity": "warn", "arguments": {"quote": True}}, "id")
    assert (check.type, check.own_name, check.column) == ("unique", "mine", "id")
    assert check.arguments == {"quote": True}
    beside = known({"unique": None, "config": {"enabled": False}}, "id")
    assert (beside.type, beside.is_off) == ("unique", True)
    assert known({"unique": {"enabled": "{{ var('x') }}"}}).is_off is False


def test_the_severity_of_a_failure() -> None:
    assert severity_of({}, None) == "error"
    assert severity_of({}, "warn") == "warning"
    assert severity_of({"severity": "ERROR"}, "warn") == "error"
    assert severity_of({"severity": "{{ 'warn' if target.name == 'dev' else 'error' }}"}, None) is None
