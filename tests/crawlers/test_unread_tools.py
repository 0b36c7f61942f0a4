"""Tools that check data and are not read yet: noted, so that nobody says there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.unread_tools import crawl as crawl_tools

Crawl = Callable[..., dict[str, list[Any]]]


@pytest.mark.parametrize(
    ("code", "tool"),
    [
        ("scan.add_sodacl_yaml_str('checks for orders:')\n", "SodaCL in Python"),
        ("from pydeequ.checks import *\n", "Deequ"),
        ("import evidently\n", "Evidently"),
        ("from deepchecks.tabular import Dataset\n", "deepchecks"),
        ("import tensorflow_data_validation as tfdv\n", "TensorFlow Data Validation"),
        ("import cerberus\n", "a DataFrame schema library"),
    ],
)
def test_tools_known_by_code(crawl: Crawl, code: str, tool: str) -> None:
    (row,) = crawl(crawl_tools, {"src/check.py": code})["sources"]
    assert (row.path, row.part, row.kind) == ("src/check.py", tool, "suite")
    assert (row.status, row.crawler) == ("skipped", "unread_tools")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "# import evidently\nx = 'import evidently'\n"),
        ("a.py", "import evidentlyx\nfrom mydeepchecks import x\n"),
        ("a.py", "scan.add_sodacl_yaml_files('checks.yml')\n"),
        ("notes.md", "import evidently\n"),
        ("a.py", b"\xff\xfe\x00import evidently"),
    ],
)
def test_what_only_looks_alike(crawl: Crawl, path: str, text: str | bytes) -> None:
    assert crawl(crawl_tools, {path: text}) == {}


def test_each_tool_is_noted_once_at_the_first_file(crawl: Crawl) -> None:
    found = crawl(
        crawl_tools, {"b.py": "import evidently\n", "a.py": "import evidently\n", "c.py": "import cerberus\n"}
    )["sources"]
    assert [(row.part, row.path) for row in found] == [("Evidently", "a.py"), ("a DataFrame schema library", "c.py")]
    assert found[0].error == "checks of Evidently are not read yet"


def test_code_is_never_run(crawl: Crawl) -> None:
    found = crawl(crawl_tools, {"evil.py": "import evidently\nraise SystemExit('imported')\n"})
    assert len(found["sources"]) == 1
