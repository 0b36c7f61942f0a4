"""Code that is broken, endless or strange costs only itself, and is never run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.python_checks import crawl as crawl_python

Crawl = Callable[..., dict[str, list[Any]]]
GOOD = "import pandas as pd\nimport pandera as pa\nclass A(pa.DataFrameModel):\n    id: int\nA(pd.read_csv('a.csv'))\n"


@pytest.mark.parametrize(
    ("bad", "error", "line"),
    [
        ("import pandera\nclass (\n", "not valid Python: invalid syntax", 2),
        (b"import pandera\n\xff", "not UTF-8 text", None),
        (b"import pandera\n\x00", "not valid Python: source code string cannot contain null bytes", None),
        ("import pandera\nx = " + "(" * 3000 + ")" * 3000, None, None),
    ],
)
def test_a_broken_file_is_told_and_the_others_are_read(
    crawl: Crawl, bad: str, error: str | None, line: int | None
) -> None:
    tables = crawl(crawl_python, {"bad.py": bad, "good.py": GOOD})
    (broken,) = [row for row in tables["sources"] if row.path == "bad.py"]
    assert (broken.status, broken.kind) == ("error", "suite")
    assert error is None or (broken.error, broken.line) == (error, line)
    assert {row.path for row in tables["assertions"]} == {"good.py"}


@pytest.mark.parametrize(
    "code",
    [
        "class A(A):\n    id: int\n",
        "class A(B): ...\nclass B(A): ...\n",
        "class S:\n    def f(self):\n        self.a = self.b\n        self.b = self.a\n        A(self.a)\n",
        "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nA.validate(f(1))\n",
        "def f(x):\n    A.validate(x)\n    f(x)\n",
        "c = d\nd = c\ns = pa.DataFrameSchema({'a': pa.Column(int, c)}, checks=d)\n",
        "def f(self):\n    self.c = self.d\n    self.d = self.c\n    pa.DataFrameSchema({}, self.c)\n",
        "s = pa.DataFrameSchema(**given)\npa.DataFrameSchema({**other, 'a': pa.Column()})\nA.validate()\nA(*a, **b)\n",
        "@pa.check_types\ndef f(a: 'DataFrame[', b: DataFrame): ...\n",
        "@pa.check_io()\ndef g(): ...\n@pa.check_input\ndef h(): ...\n",
        "x.expect_column_values_to_be_in_set('a', {})\nExpectColumnToExist(**k)\nExpectationConfiguration(kwargs=k)\n",
        "@dg.asset_check()\ndef f(): ...\n@asset_check\ndef g(): ...\ndg.AssetSpec(freshness_policy=p)\n",
        "lambda: (yield)\nasync def f():\n    A.validate(await x)\n    async with y as z: ...\n",
    ],
)
def test_strange_code_is_read_to_the_end(crawl: Crawl, code: str) -> None:
    imports = "import pandera as pa\nimport dagster as dg\nfrom pandera.typing import DataFrame\n"
    tables = crawl(crawl_python, {"odd.py": imports + code, "good.py": GOOD})
    assert {row.path for row in tables["assertions"] if row.reference == "a.csv"} == {"good.py"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": 1}', '{"cells": [1, {"cell_type": "code", "source": 3}]}', "import pandera"]
)
def test_broken_notebooks(crawl: Crawl, text: str) -> None:
    padded = f"{text}\n" if "{" not in text else text.replace("{", '{"n": "import pandera", ', 1)
    rows = crawl(crawl_python, {"a.ipynb": padded, "good.py": GOOD})["assertions"]
    assert {row.path for row in rows} == {"good.py"}


def test_code_is_never_run(crawl: Crawl) -> None:
    rows = crawl(crawl_python, {"a.py": "import pandera\nraise SystemExit('run')\n" + GOOD})["assertions"]
    assert {row.reference for row in rows} == {"a.csv"}


def test_a_thousand_files_take_moments(crawl: Crawl) -> None:
    plain = "import pandas as pd\n" + "".join(f"def f{n}(x):\n    return x + {n}\n" for n in range(30))
    files = {f"src/m{n}.py": plain for n in range(1000)} | {f"s/s{n}.py": GOOD for n in range(20)}
    started = time.process_time()
    assert len(crawl(crawl_python, files)["assertions"]) == 60
    assert time.process_time() - started < 5
