"""Code files by language, tests apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers import code_files

Crawl = Callable[..., dict[str, list[Any]]]


def test_files_by_language(crawl: Crawl) -> None:
    files = {
        "src/b.py": "x = 1\n",
        "src/__init__.py": "",
        "src/empty.py": "",
        "note.ipynb": '{"cells": [{"source": [\n "import great_expectations as gx\\n"]}]}',
        "tests/test_b.py": "def test(): ...\n",
        "web/x.js": "1",
        "models/a.sql": "select 1",
        "data/a.csv": "a\n1\n",
    }
    rows = crawl(code_files.crawl, files)["code_files"]
    assert [(row.language, row.path, row.n_files, row.n_blank, row.n_named_tests) for row in rows] == [
        ("javascript", "web/x.js", 1, 0, 0),
        ("python", "note.ipynb", 2, 1, 1),
        ("sql", "models/a.sql", 1, 0, 0),
    ]
    assert [row.check_tools for row in rows] == [None, "great_expectations", None]


@pytest.mark.parametrize(
    ("path", "is_test"),
    [
        ("tests/a.py", True),
        ("src/test_a.py", True),
        ("src/a_test.go", True),
        ("src/a.test.ts", True),
        ("src/a.spec.js", True),
        ("src/OrdersTest.java", True),
        ("tests/testthat/test-a.R", True),
        ("src/latest.py", False),
        ("src/contest.py", False),
        ("src/attest_a.py", False),
        ("src/testing_ground.py", False),
    ],
)
def test_which_names_say_test(path: str, is_test: bool) -> None:
    assert code_files.is_test_path(path) is is_test
