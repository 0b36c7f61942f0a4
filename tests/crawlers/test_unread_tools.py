"""Tools that check or describe data and are not read yet: noted, so that nobody says there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.unread_tools import crawl as crawl_tools

Crawl = Callable[..., dict[str, list[Any]]]


@pytest.mark.parametrize(
    ("path", "tool", "kinds"),
    [
        ("dbt_project.yml", "dbt", {"suite", "description"}),
        ("warehouse/DBT_project.yaml", "dbt", {"suite", "description"}),
        ("contracts/orders.odcs.yaml", "a data contract", {"suite", "description"}),
        ("datacontract.yml", "a data contract", {"suite", "description"}),
        ("orders-data-contract.yaml", "a data contract", {"suite", "description"}),
        ("features/feature_store.yaml", "Feast", {"description"}),
        ("croissant.json", "Croissant", {"description"}),
        ("data/x.croissant.json", "Croissant", {"description"}),
        ("docs/Data_Card.md", "a dataset card", {"description"}),
        ("orders-datasheet.rst", "a dataset card", {"description"}),
        ("checks.yml", "SodaCL", {"suite"}),
        ("soda/checks_orders.yml", "SodaCL", {"suite"}),
    ],
)
def test_tools_known_by_a_file(crawl: Crawl, path: str, tool: str, kinds: set[str]) -> None:
    found = crawl(crawl_tools, {path: "x"})["sources"]
    assert {row.kind for row in found} == kinds
    assert {(row.path, row.part, row.status, row.crawler) for row in found} == {(path, tool, "skipped", "unread_tools")}


@pytest.mark.parametrize(
    ("code", "tool", "kinds"),
    [
        ("import pandera as pa\n", "pandera", {"suite", "description"}),
        ("def f():\n    from pandera.typing import Series\n", "pandera", {"suite", "description"}),
        ("import soda.scan\n", "SodaCL", {"suite"}),
        ("from pydeequ.checks import *\n", "Deequ", {"suite"}),
        ("import evidently\n", "Evidently", {"suite"}),
        ("from deepchecks.tabular import Dataset\n", "deepchecks", {"suite"}),
        ("import tensorflow_data_validation as tfdv\n", "TensorFlow Data Validation", {"suite"}),
        ("import patito\n", "a DataFrame schema library", {"suite"}),
        ("batch.expect_column_values_to_be_unique('id')\n", "Great Expectations in Python", {"suite"}),
        ("suite.add(gxe.ExpectColumnToExist(column='id'))\n", "Great Expectations in Python", {"suite"}),
    ],
)
def test_tools_known_by_code(crawl: Crawl, code: str, tool: str, kinds: set[str]) -> None:
    found = crawl(crawl_tools, {"src/check.py": code})["sources"]
    assert {row.kind for row in found} == kinds
    assert {(row.path, row.part) for row in found} == {("src/check.py", tool)}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "# import pandera\nx = 'import pandera'\n"),
        ("a.py", "import panderas\nimport sodapy\nfrom mysoda import x\n"),
        ("a.py", "x.expected_column_count()\nExpectation()\n"),
        ("notes.md", "import pandera\n"),
        ("my_dbt_project.yml", "x"),
        ("paychecks.yml", "x"),
        ("contract.yaml", "x"),
        ("croissant.json.txt", "x"),
        ("a.py", b"\xff\xfe\x00import pandera"),
    ],
)
def test_what_only_looks_alike(crawl: Crawl, path: str, text: str | bytes) -> None:
    assert crawl(crawl_tools, {path: text}) == {}


def test_each_tool_is_noted_once_at_the_first_file(crawl: Crawl) -> None:
    found = crawl(
        crawl_tools,
        {"b.py": "import pandera\n", "a.py": "import pandera\n", "z/checks.yml": "x", "c.py": "import soda\n"},
    )["sources"]
    assert [(row.part, row.kind, row.path) for row in found] == [
        ("SodaCL", "suite", "z/checks.yml"),
        ("pandera", "suite", "a.py"),
        ("pandera", "description", "a.py"),
    ]
    assert found[0].error == "checks of SodaCL are not read yet"
    assert found[2].error == "descriptions of pandera are not read yet"


def test_code_is_never_run(crawl: Crawl) -> None:
    found = crawl(crawl_tools, {"evil.py": "import pandera\nraise SystemExit('imported')\n"})
    assert len(found["sources"]) == 2
