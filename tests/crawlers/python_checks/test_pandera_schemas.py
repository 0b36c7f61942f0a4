"""Schemas of pandera: what their fields, checks and options say, in classes, objects and files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.python_checks import crawl as crawl_python

Crawl = Callable[..., dict[str, list[Any]]]
MODEL = '''
import pandera.pandas as pa
from pandera.typing import Index, Series
from typing import Optional

STATUSES = ("new", "paid")

class Base(pa.DataFrameModel):
    id: Series[int] = pa.Field(unique=True, ge=1, description="Number of the order")

class OrdersSchema(Base):
    """All orders of the shop."""
    status: Series[str] = pa.Field(isin=STATUSES, nullable=True)
    #: What the customer pays,
    #: in euros
    amount: Series[float] = pa.Field(in_range={"min_value": 0, "max_value": 9000}, raise_warning=True)
    email: str = pa.Field(str_matches=".*", alias="e-mail")
    note: Optional[Series[str]]
    made: Series[pa.DateTime]
    row: Index[int]
    cents: Series[int] = pa.Field(regex=True, alias="cents_.*")

    class Config:
        strict = True
        unique = ["id", "made"]

    @pa.check("amount", "id")
    def is_whole(cls, values):
        return values % 1 == 0

    @pa.dataframe_check
    def is_fine(cls, frame):
        return True
'''
OBJECT = """
import pandera as pa
from pandera import Check, Column

COLUMNS = {
    "id": Column(int, Check.ge(1), unique=True, description="Number"),
    "status": Column("category", [Check.isin(["a", "b"]), Check(lambda s: s.str.len() > 0)], nullable=True),
    "old": Column(pa.Float, required=False, coerce=True),
    "free": Column(),
    "x_.*": Column(int, regex=True),
}
orders_schema = pa.DataFrameSchema(COLUMNS, checks=Check(lambda df: True), strict=True, unique=["id", "status"])
"""


def found(crawl: Crawl, files: dict[str, str]) -> dict[tuple[str, str | None], Any]:
    return {(row.type, row.column): row for row in crawl(crawl_python, files)["assertions"]}


def test_a_class_with_its_bases(crawl: Crawl) -> None:
    rows = found(crawl, {"src/schemas.py": MODEL})
    assert {(row.suite, row.tool, row.reference, row.reference_source) for row in rows.values()} >= {
        ("OrdersSchema", "pandera", "orders", "name")
    }
    ours = {key: row for key, row in rows.items() if row.suite == "OrdersSchema"}
    assert {key: (row.kind, row.strength) for key, row in ours.items() if key[1] == "id"} == {
        ("required", "id"): ("presence", 0.2),
        ("dtype", "id"): ("type", 0.3),
        ("nullable", "id"): ("nullness", 1.0),
        ("unique", "id"): ("uniqueness", 1.0),
        ("ge", "id"): ("range", 1.0),
        ("check:is_whole", "id"): ("custom", 1.0),
    }
    assert json.loads(ours["isin", "status"].limits) == {"values": ["new", "paid"]}
    assert json.loads(ours["in_range", "amount"].limits) == {"max": 9000, "min": 0}
    assert ours["in_range", "amount"].severity == "warning"
    assert ("nullable", "status") not in ours
    assert ("required", "note") not in ours
    assert ("nullable", "note") in ours
    assert ours["strict", None].kind == "presence"
    assert ("unique", "made") in ours
    assert not {column for _, column in ours} & {"row", "cents", "cents_.*"}


def test_what_cannot_fail(crawl: Crawl) -> None:
    rows = found(crawl, {"src/schemas.py": MODEL})
    assert {key for key, row in rows.items() if row.strength == 0} == {
        ("str_matches", "e-mail"),
        ("check:is_fine", None),
    }
    assert rows["str_matches", "e-mail"].vacuous_reason == "the pattern `.*` matches every text"
    assert found(crawl, {"src/schemas.py": OBJECT})["check", None].strength == 0


def test_types_that_hold_for_the_data_itself(crawl: Crawl) -> None:
    rows = found(crawl, {"src/schemas.py": MODEL})
    declared = {column: row.declared_type for (type_, column), row in rows.items() if type_ == "dtype"}
    assert declared == {
        "id": "integer", "status": None, "amount": "number", "e-mail": None, "note": None, "made": "timestamp"
    }  # fmt: skip
    coerced = MODEL.replace("strict = True", "coerce = True")
    ours = [
        row for row in crawl(crawl_python, {"src/schemas.py": coerced})["assertions"] if row.suite == "OrdersSchema"
    ]
    assert {row.declared_type for row in ours} == {None}


def test_texts_beside_the_fields(crawl: Crawl) -> None:
    rows = crawl(crawl_python, {"src/schemas.py": MODEL})["descriptions"]
    texts = {row.column: (row.text, row.line) for row in rows if row.reference == "orders"}
    assert texts[None] == ("All orders of the shop.", 11)
    assert texts["id"] == ("Number of the order", 9)
    assert texts["amount"] == ("What the customer pays, in euros", 16)
    assert texts["status"] == (None, 13)
    assert {row.tool for row in rows} == {"pandera"}


def test_an_object(crawl: Crawl) -> None:
    rows = found(crawl, {"src/schemas.py": OBJECT})
    assert {(row.suite, row.reference) for row in rows.values()} == {("orders_schema", "orders")}
    assert set(rows) == {
        ("required", "id"), ("dtype", "id"), ("nullable", "id"), ("unique", "id"), ("ge", "id"),
        ("required", "status"), ("dtype", "status"), ("isin", "status"), ("check", "status"), ("unique", "status"),
        ("dtype", "old"), ("nullable", "old"), ("required", "free"), ("nullable", "free"),
        ("check", None), ("strict", None),
    }  # fmt: skip
    assert rows["dtype", "old"].declared_type is None
    assert rows["ge", "id"].line == 6


def test_a_field_of_a_base_in_another_file_has_no_line_here(crawl: Crawl) -> None:
    base = (
        "import pandera as pa\nALLOWED = [1, 2]\nclass Base(pa.DataFrameModel):\n    id: int = pa.Field(isin=ALLOWED)\n"
    )
    orders = "import pandera\nfrom .base import Base\nclass OrdersSchema(Base):\n    amount: float\n"
    rows = crawl(crawl_python, {"s/base.py": base, "s/orders.py": orders})["assertions"]
    ours = {(row.type, row.column): row for row in rows if row.suite == "OrdersSchema"}
    assert json.loads(ours["isin", "id"].limits) == {"values": [1, 2]}
    assert (ours["isin", "id"].line, ours["nullable", "amount"].line) == (None, 4)


@pytest.mark.parametrize("path", ["schemas/orders_schema.yaml", "schemas/orders_schema.json"])
def test_a_schema_file(crawl: Crawl, path: str) -> None:
    column = {"dtype": "int64", "nullable": False, "checks": {"greater_than_or_equal_to": {"value": 1}}, "unique": True}
    other = {"dtype": "float64", "nullable": True, "required": False, "description": "Euros", "checks": None}
    schema = {
        "schema_type": "dataframe",
        "version": "0.20.0",
        "columns": {"id": column, "amount": other},
        "strict": True,
    }
    tables = crawl(crawl_python, {path: json.dumps(schema, indent=1)})
    rows = {(row.type, row.column): row for row in tables["assertions"]}
    assert set(rows) == {
        ("required", "id"), ("dtype", "id"), ("nullable", "id"), ("unique", "id"), ("greater_than_or_equal_to", "id"),
        ("dtype", "amount"), ("strict", None),
    }  # fmt: skip
    assert rows["greater_than_or_equal_to", "id"].limits == '{"min": 1}'
    assert {(row.column, row.text) for row in tables["descriptions"]} == {("id", None), ("amount", "Euros")}
    assert [(row.status, row.kind) for row in tables["sources"]] == [("read", "suite")]
    assert {row.reference for row in tables["assertions"]} == {"orders"}


def test_broken_schema_files(crawl: Crawl) -> None:
    files = {
        "a.yaml": "schema_type: dataframe\ncolumns: [",
        "b.yaml": "schema_type: dataframe\ncolumns: 3\n",
        "c.json": "{}",
    }
    rows = crawl(crawl_python, files)
    assert [(row.path, row.status) for row in rows["sources"]] == [("a.yaml", "error"), ("b.yaml", "error")]
    assert "assertions" not in rows


def test_a_schema_that_only_tests_use_is_about_made_up_frames(crawl: Crawl) -> None:
    code = MODEL + "\ndef test_it():\n    OrdersSchema.validate(pd.DataFrame({'id': [1]}))\n"
    assert crawl(crawl_python, {"tests/test_schemas.py": code}) == {}


@pytest.mark.parametrize("columns", ["columns_of(x)", "{**COMMON, 'a': pa.Column()}", "{n: pa.Column() for n in x}"])
def test_computed_columns_are_said_so(crawl: Crawl, columns: str) -> None:
    code = f"import pandera as pa\norders = pa.DataFrameSchema({columns})\n"
    (skipped,) = [row for row in crawl(crawl_python, {"a.py": code})["sources"] if row.status == "skipped"]
    assert (skipped.part, skipped.error, skipped.line) == ("orders", "its columns are computed", 2)
