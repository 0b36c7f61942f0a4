"""Suites of both generations, and input that is broken in every way."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.great_expectations import crawl
from debt_pipelines.model.data_rows import Assertion, Source
from debt_pipelines.project.project import open_project

CONFIG, SUITE = "gx/great_expectations.yml", "gx/expectations/orders_suite.json"
OLD_CHECKS: dict[str, dict[str, Any]] = {
    "expect_column_values_to_not_be_null": {"column": "id", "mostly": 0.9},
    "expect_column_pair_values_to_be_equal": {"column_A": "paid", "column_B": "due"},
    "expect_table_row_count_to_be_between": {"min_value": 0},
}
OLD_SUITE: dict[str, Any] = {
    "data_asset_type": None,
    "expectation_suite_name": "orders.warning",
    "expectations": [{"expectation_type": name, "kwargs": kwargs} for name, kwargs in OLD_CHECKS.items()],
    "meta": {},
}
NEW_SUITE: dict[str, Any] = {
    "name": "orders_suite",
    "expectations": [{"type": "expect_column_to_exist", "kwargs": {"column": "id"}, "severity": "warning"}],
}


def write(root: Path, files: dict[str, Any]) -> Path:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        file.write_text(text, encoding="utf-8")
    return root


def crawled(root: Path) -> tuple[list[Source], list[Assertion]]:
    rows = list(crawl(open_project(root), Settings()))
    assertions = [row for row in rows if isinstance(row, Assertion)]
    return [row for row in rows if isinstance(row, Source)], assertions


def references(root: Path) -> set[tuple[str | None, str]]:
    return {(row.reference, row.reference_source) for row in crawled(root)[1]}


def test_a_suite_of_the_old_generation(tmp_path: Path) -> None:
    path = "great_expectations/expectations/orders/warning.json"
    sources, assertions = crawled(write(tmp_path, {path: OLD_SUITE}))
    assert [(row.path, row.kind, row.status) for row in sources] == [(path, "suite", "read")]
    assert [(row.position, row.column, row.kind, row.strength, row.line) for row in assertions] == [
        (0, "id", "nullness", 0.9, 5),
        (1, "paid", "relation", 1.0, 12),
        (1, "due", "relation", 1.0, 12),
        (2, None, "volume", 0.0, 19),
    ]
    assert assertions[3].vacuous_reason
    assert {row.suite for row in assertions} == {"orders.warning"}
    assert references(tmp_path) == {("orders", "name")}


def test_a_suite_of_the_new_generation_with_tabs(tmp_path: Path) -> None:
    write(tmp_path, {SUITE: json.dumps(NEW_SUITE, indent="\t")})
    (row,) = crawled(tmp_path)[1]
    assert (row.type, row.column, row.strength, row.line) == ("expect_column_to_exist", "id", 0.2, 4)
    assert (row.reference, row.reference_source) == ("orders", "name")


def test_suites_are_known_by_content_outside_their_folder(tmp_path: Path) -> None:
    other = {"name": "not ours", "expectations": [{"type": "hope"}]}
    write(tmp_path, {"checks/orders.json": NEW_SUITE, "checks/other.json": other, "a.json": {"name": "x"}})
    sources, assertions = crawled(tmp_path)
    assert [row.path for row in sources] == ["checks/orders.json"]
    assert len(assertions) == 1


def test_a_folder_is_known_by_its_whole_name(tmp_path: Path) -> None:
    write(tmp_path, {f"not_uncommitted/{path}": content for path, content in {CONFIG: "{}", SUITE: NEW_SUITE}.items()})
    assert [(row.path, row.status) for row in crawled(tmp_path)[0]] == [
        (f"not_uncommitted/{SUITE}", "read"),
        (f"not_uncommitted/{CONFIG}", "read"),
    ]


def test_what_a_check_allows_and_what_its_failure_does(tmp_path: Path) -> None:
    bounds = {"column": "id", "min_value": 0.0, "max_value": 2.5, "strict_min": True, "mostly": 1.0, "x": None}
    checks: list[dict[str, Any]] = [
        {"type": "expect_column_values_to_be_between", "kwargs": bounds, "severity": "critical"},
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "id", "value_set": ["b", 2.0, "a", 1]}},
        {"type": "expect_column_max_to_be_between", "kwargs": {"column": "id", "max_value": math.inf}, "severity": "x"},
        {"type": "expect_table_columns_to_match_set", "kwargs": {"column_set": ["b", "a"], "exact_match": None}},
        {"type": "expect_table_columns_to_match_ordered_list", "kwargs": {"column_list": ["b", "a"]}},
        {
            "type": "expect_column_values_to_match_regex",
            "kwargs": {
                "column": "id",
                "regex": "^a",
                "mostly": 0.5,
                "row_condition": "id > 1",
                "result_format": "BASIC",
            },
            "meta": {"severity": "Warning"},
        },
    ]
    write(tmp_path, {SUITE: {"name": "orders", "expectations": checks}})
    rows = {row.position: row for row in crawled(tmp_path)[1]}
    assert [row.limits for row in rows.values()] == [
        '{"max": 2.5, "min": 0, "strict_min": true}',
        '{"values": ["a", "b", 1, 2]}',
        "{}",
        '{"exact_match": false}',
        '{"columns": ["b", "a"]}',
        '{"mostly": 0.5, "regex": "^a", "row_condition": "id > 1"}',
    ]
    assert [row.severity for row in rows.values()] == ["error", None, None, None, None, "warning"]


def test_what_is_not_committed_or_no_suite_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"gx/uncommitted/expectations/orders.json": OLD_SUITE})
    write(tmp_path, {"gx/expectations/.ge_store_backend_id": "store_backend_id = 1"})
    write(tmp_path, {"gx/expectations/schema.json": {"type": "object"}})
    (source,) = crawled(tmp_path)[0]
    assert (source.path, source.status) == ("gx/expectations/schema.json", "skipped")
    assert source.error == "not an expectation suite"


@pytest.mark.parametrize(
    ("suite", "reference"),
    [
        ("orders", "orders"),
        ("orders_suite", "orders"),
        ("image_info_ge_suite", "image_info"),
        ("orders.critical", "orders"),
        ("orders_expectations", "orders"),
        ("gx_orders_validation_suite", "orders"),
        ("suite", "suite"),
    ],
)
def test_the_name_of_the_data_in_the_name_of_a_suite(tmp_path: Path, suite: str, reference: str) -> None:
    write(tmp_path, {"gx/expectations/a.json": NEW_SUITE | {"name": suite}})
    assert references(tmp_path) == {(reference, "name")}


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("", "an empty file is not valid JSON", 1),
        (json.dumps(NEW_SUITE, indent=1)[:-12], "not valid JSON: Unterminated string starting at", 9),
        ('{"name": "a",\n "expectations": 3}', "`expectations` is not a list", 2),
        ('{"name": "a", "expectations": [\n\n3]}', "expectation 1 is not an object", 3),
        ('{"name": "a", "expectations": [\n{"kwargs": {}}]}', "expectation 1 has no type", 2),
        ('{"name": "a", "expectations": [{"type": "a", "kwargs": 3}]}', "expectation 1 has no kwargs", 1),
        ("[" * 100_000, "too deeply nested", None),
        ("[" * 200 + "]" * 200, "too deeply nested", 1),
    ],
)
def test_a_broken_suite_says_what_and_where(tmp_path: Path, text: str, error: str, line: int | None) -> None:
    write(tmp_path, {"gx/expectations/bad.json": text, "gx/expectations/good.json": NEW_SUITE})
    sources, assertions = crawled(tmp_path)
    assert [(row.status, row.error, row.line) for row in sources] == [
        ("error", error, line),
        ("read", None, None),
    ]
    assert [row.path for row in assertions] == ["gx/expectations/good.json"]


def test_the_other_expectations_of_a_broken_suite_are_kept(tmp_path: Path) -> None:
    broken = NEW_SUITE | {"expectations": [None, *NEW_SUITE["expectations"]]}
    write(tmp_path, {"gx/expectations/a.json": broken})
    sources, assertions = crawled(tmp_path)
    assert [row.status for row in sources] == ["error"]
    assert [row.position for row in assertions] == [1]


def test_binary_and_broken_configuration(tmp_path: Path) -> None:
    write(tmp_path, {CONFIG: "stores:\n  - a\n b: c\n", "gx/expectations/good.json": NEW_SUITE})
    write(tmp_path, {"gx/checkpoints/a.yml": "- 1\n", "gx/checkpoints/b.json": '{\n"a": '})
    (tmp_path / "gx/expectations/bad.json").write_bytes(b"{\n\xff\xfe\x00")
    sources, assertions = crawled(tmp_path)
    errors = {row.path: (row.error, row.line) for row in sources if row.status == "error"}
    assert errors["gx/expectations/bad.json"] == ("not UTF-8 text", 2)
    assert errors["gx/checkpoints/a.yml"] == ("not a mapping", 1)
    assert errors["gx/checkpoints/b.json"] == ("not valid JSON: Expecting value", 2)
    assert errors[CONFIG][1] == 3
    assert len(assertions) == 1
