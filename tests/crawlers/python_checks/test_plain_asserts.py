"""Plain asserts about data that the same code reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.python_checks import crawl as crawl_python

Crawl = Callable[..., dict[str, list[Any]]]
DATA = {"data/orders.csv": "id\n1\n"}


def rows_of(crawl: Crawl, code: str, path: str = "tests/test_data.py", **files: str) -> list[Any]:
    return crawl(crawl_python, {**DATA, path: f"import pandas as pd\n{code}", **files}).get("assertions", [])


@pytest.mark.parametrize(
    ("condition", "kind", "column"),
    [
        ("df['id'].notna().all()", "nullness", "id"),
        ("not df['id'].isnull().any()", "nullness", "id"),
        ("df.id.is_unique", "uniqueness", None),
        ("df['id'].is_unique", "uniqueness", "id"),
        ("not df.duplicated(subset=['id']).any()", "uniqueness", None),
        ("df.shape[0] > 0", "volume", None),
        ("len(df) == 12", "volume", None),
        ("not df.empty", "volume", None),
        ("set(df.columns) == {'id'}", "presence", None),
        ("'id' in df.columns", "presence", None),
        ("df['status'].isin(['a', 'b']).all()", "domain", "status"),
        ("(df['amount'] >= 0).all()", "range", "amount"),
        ("df['amount'].between(0, 9).all()", "range", "amount"),
        ("df['amount'].dtype == float", "type", "amount"),
        ("df['mail'].str.match('.+@.+').all()", "pattern", "mail"),
    ],
)
def test_kinds(crawl: Crawl, condition: str, kind: str, column: str | None) -> None:
    (row,) = rows_of(crawl, f"def test_it():\n    df = pd.read_csv('data/orders.csv')\n    assert {condition}\n")
    assert (row.kind, row.column) == (kind, column)
    assert (row.reference, row.reference_source, row.tool, row.strength, row.suite, row.line) == (
        "data/orders.csv", "declared", "assert", 0.25, "test_it", 4
    )  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "df = pd.read_csv('data/orders.csv')\ndef test_it():\n    assert len(df)\n",
        "@pytest.fixture\ndef df():\n    return pd.read_csv('data/orders.csv')\ndef test_it(df):\n    assert len(df)\n",
        "@pytest.fixture(name='df')\ndef a():\n    yield pd.read_csv('data/orders.csv')\ndef t(df):\n  assert len(df)",
        "def test_it():\n    assert len(pd.read_csv('data/orders.csv'))\n",
        "class T(TestCase):\n    def test_it(self):\n        self.assertTrue(len(pd.read_csv('data/orders.csv')))\n",
        "def test_it():\n    pd.testing.assert_frame_equal(pd.read_csv('data/orders.csv'), expected)\n",
    ],
)
def test_where_the_data_comes_from(crawl: Crawl, code: str) -> None:
    assert [row.reference for row in rows_of(crawl, code)] == ["data/orders.csv"]


def test_a_fixture_of_the_folder_above(crawl: Crawl) -> None:
    fixture = (
        "import pandas as pd\nimport pytest\n@pytest.fixture\ndef df():\n    return pd.read_csv('data/orders.csv')\n"
    )
    code = "def test_it(df):\n    other = pd.read_csv('x.csv')\n    assert df['id'].is_unique\n"
    (row,) = rows_of(crawl, code, "tests/data/test_orders.py", **{"tests/conftest.py": fixture})
    assert (row.reference, row.column) == ("data/orders.csv", "id")


@pytest.mark.parametrize(
    "code",
    [
        "def test_it():\n    df = clean(pd.read_csv('data/orders.csv'))\n    assert len(df)\n",
        "def test_it():\n    assert clean(open('src/main.py').read())\n",
        "def test_it():\n    df = pd.DataFrame({'id': [1]})\n    assert len(df)\n",
        "def test_it():\n    pd.read_csv('data/orders.csv')\n    assert 1 + 1 == 2\n",
        "def test_it():\n    assert len(pd.read_csv('a.csv')) == len(pd.read_csv('b.csv'))\n",
    ],
)
def test_what_says_nothing_of_one_file(crawl: Crawl, code: str) -> None:
    assert rows_of(crawl, code) == []


def test_broken_files_without_a_tool_are_no_gap(crawl: Crawl) -> None:
    assert crawl(crawl_python, {"a.py": "import pandas\nprint 'old'\nassert read_csv(1)\n"}) == {}
