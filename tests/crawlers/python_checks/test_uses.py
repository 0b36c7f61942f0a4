"""Which data a schema is run on: followed through assignments, parameters, imports, decorators and files written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.python_checks import crawl as crawl_python

Crawl = Callable[..., dict[str, list[Any]]]
HEAD = "from pathlib import Path\nimport pandas as pd\nimport pandera as pa\nfrom pandera.typing import DataFrame\n"
SCHEMA = "class Shape(pa.DataFrameModel):\n    id: int\n    amount: float\n"
DATA = {"data/x.csv": "id\n1\n", "data/y.csv": "id\n1\n"}


def references(crawl: Crawl, code: str, **files: str) -> set[tuple[str | None, str]]:
    named = {f"src/{name}.py": text for name, text in files.items()}
    rows = crawl(crawl_python, {**DATA, "src/main.py": f"{HEAD}{SCHEMA}{code}", **named})["assertions"]
    return {(row.reference, row.reference_source) for row in rows}


@pytest.mark.parametrize(
    "code",
    [
        "Shape.validate(pd.read_csv('data/x.csv'))",
        "df = pd.read_csv('data/x.csv')\nShape(df)",
        "df = pd.read_csv(filepath_or_buffer='../data/x.csv')\nShape.validate(check_obj=df.copy())",
        "Shape.to_schema().validate(pd.read_csv(Path('data') / 'x.csv'))",
        "ROOT = Path(__file__).resolve().parent.parent\nShape.validate(pd.read_csv(ROOT / 'data' / 'x.csv'))",
        "import os\nHERE = os.path.dirname(__file__)\nShape(pd.read_csv(os.path.join(HERE, '../data', 'x.csv')))",
        "FOLDER = 'data'\nShape.validate(pd.read_csv(FOLDER + '/x.csv'))",
        "pd.read_csv('data/x.csv').pipe(Shape.validate)",
        "pd.read_csv('data/x.csv').pipe(DataFrame[Shape])",
        "DataFrame[Shape](pd.read_csv('data/x.csv'))",
        "def read(path):\n    return pd.read_csv(path)\nShape.validate(read('data/x.csv'))",
        "def check(frame):\n    Shape.validate(frame)\ncheck(pd.read_csv('data/x.csv'))",
        "def load(path='data/x.csv'):\n    df = pd.read_csv(path)\n    return Shape.validate(df)",
        "@pa.check_types\ndef clean(df: DataFrame[Shape]):\n    ...\nclean(pd.read_csv('data/x.csv'))",
        "@pa.check_types()\ndef load() -> DataFrame[Shape]:\n    return pd.read_csv('data/x.csv')",
        "@pa.check_input(Shape)\ndef clean(df):\n    ...\nclean(pd.read_csv('data/x.csv'))",
        "@pa.check_io(df=Shape)\ndef clean(n, df):\n    ...\nclean(1, df=pd.read_csv('data/x.csv'))",
        "class A:\n    def a(self):\n        self.f = pd.read_csv('data/x.csv')\n    def b(self):\n      Shape(self.f)",
        "df = compute()\ndf = Shape.validate(df)\ndf.to_csv('data/x.csv')",
        "@pa.check_output(Shape)\ndef make(raw):\n    return compute(raw)\nnew = make(1)\nnew.to_csv('data/x.csv')",
    ],
)  # fmt: skip
def test_data_that_can_be_followed(crawl: Crawl, code: str) -> None:
    assert references(crawl, code) == {("data/x.csv", "declared")}


@pytest.mark.parametrize(
    "code",
    [
        "Shape.validate(pd.read_csv('data/x.csv').dropna())",
        "df = pd.read_csv('data/x.csv')\ndf = df[df.id > 3]\nShape.validate(df)",
        "df = pd.read_csv('data/x.csv').merge(pd.read_csv('data/y.csv'))\nShape.validate(df)",
        "df = pd.read_csv('data/x.csv')\ndf.columns = ['id', 'amount']\nShape.validate(df)",
        "df = pd.read_csv('data/x.csv')\ndf.rename({'a': 'id'}, inplace=True)\nShape.validate(df)",
        "Shape.validate(pd.read_csv(f'data/{name}.csv'))",
        "def check(path):\n    Shape.validate(pd.read_csv(path))\n",
        "@pa.check_types\ndef clean(df: DataFrame[Shape]):\n    ...\n",
    ],
)
def test_data_that_is_computed(crawl: Crawl, code: str) -> None:
    rows = crawl(crawl_python, {**DATA, "src/main.py": f"{HEAD}{SCHEMA}{code}"})
    assert {(row.reference, row.reference_source) for row in rows["assertions"]} == {("shape", "name")}
    skipped = [row for row in rows["sources"] if row.status == "skipped"]
    assert [(row.kind, row.part, row.error) for row in skipped] == [
        ("suite", "Shape", "what data it is run on is computed")
    ]


def test_a_schema_that_nobody_runs_is_known_by_its_name_alone(crawl: Crawl) -> None:
    rows = crawl(crawl_python, {"src/main.py": f"{HEAD}{SCHEMA}"})
    assert {(row.reference, row.reference_source) for row in rows["assertions"]} == {("shape", "name")}
    assert {row.status for row in rows["sources"]} == {"read"}


def test_a_name_that_a_table_has_needs_no_note(crawl: Crawl) -> None:
    files = {"data/shape.parquet.dvc": "outs: []\n", "src/main.py": f"{HEAD}{SCHEMA}Shape.validate(compute())"}
    assert {row.status for row in crawl(crawl_python, files)["sources"]} == {"read"}


def test_columns_set_after_reading_are_not_those_of_the_file(crawl: Crawl) -> None:
    code = "df = pd.read_csv('data/x.csv')\ndf['amount'] = df['id'] * 2\nShape.validate(df)"
    rows = crawl(crawl_python, {**DATA, "src/main.py": f"{HEAD}{SCHEMA}{code}"})
    assert {row.column for row in rows["assertions"]} == {"id"}
    assert {row.column for row in rows["descriptions"]} == {"id"}


def test_functions_of_the_same_name_are_told_apart(crawl: Crawl) -> None:
    code = "import numpy as np\ndef load(p):\n    return Shape.validate(pd.read_csv(p))\nnp.load('data/y.csv')\n"
    assert references(crawl, code) == {("shape", "name")}
    assert references(crawl, f"{code}load('data/x.csv')") == {("data/x.csv", "declared")}


def test_each_of_several_tables(crawl: Crawl) -> None:
    code = "for path in ('data/x.csv', 'data/y.csv'):\n    pass\ndef run(p):\n    Shape.validate(pd.read_csv(p))\n"
    calls = "run('data/x.csv')\nrun('data/y.csv')"
    assert references(crawl, code + calls) == {("data/x.csv", "declared"), ("data/y.csv", "declared")}


def test_a_schema_and_a_path_from_other_modules(crawl: Crawl) -> None:
    files = {
        **DATA,
        "shop/schemas/__init__.py": "from .orders import Orders\n",
        "shop/schemas/orders.py": "import pandera as pa\nclass Orders(pa.DataFrameModel):\n    id: int\n",
        "shop/config.py": "from pathlib import Path\nDATA = Path('data')\nORDERS = DATA / 'x.csv'\n",
        "shop/load.py": "import pandas as pd\nfrom shop import config\nfrom shop.schemas import Orders\n"
        "def load():\n    return Orders.validate(pd.read_csv(config.ORDERS))\n",
    }
    rows = crawl(crawl_python, files)["assertions"]
    assert {(row.suite, row.reference, row.path) for row in rows} == {
        ("Orders", "data/x.csv", "shop/schemas/orders.py")
    }


def test_polars(crawl: Crawl) -> None:
    code = (
        "import pandera.polars as pa\nimport polars as pl\nclass Shape(pa.DataFrameModel):\n    id: pl.Int64\n"
        "Shape.validate(pl.scan_csv('data/x.csv').collect())\n"
    )
    rows = crawl(crawl_python, {**DATA, "src/a.py": code})["assertions"]
    assert {(row.reference, row.type, row.declared_type) for row in rows if row.type == "dtype"} == {
        ("data/x.csv", "dtype", "integer")
    }


def test_a_notebook(crawl: Crawl) -> None:
    import json

    cells = [
        "%pip install pandera\n" + HEAD,
        SCHEMA,
        "!ls",
        "this is not python",
        "Shape.validate(pd.read_csv('../data/x.csv'))",
    ]
    notebook = {"cells": [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]}
    rows = crawl(crawl_python, {**DATA, "notebooks/check.ipynb": json.dumps(notebook)})["assertions"]
    assert {(row.reference, row.line) for row in rows} == {("data/x.csv", None)}
    assert rows


def test_schemas_that_are_computed_are_said_so(crawl: Crawl) -> None:
    rows = crawl(crawl_python, {"src/main.py": "import pandera as pa\nschema = pa.infer_schema(frame)\n"})
    assert [(row.status, row.part, row.error) for row in rows["sources"]] == [
        ("skipped", "pandera", "pandera is imported, but its schemas are computed")
    ]
