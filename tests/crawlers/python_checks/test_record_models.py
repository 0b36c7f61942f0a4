"""Classes of records are checks only where something binds them to a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.python_checks import crawl as crawl_python
from debt_pipelines.model.data_rows import Assertion
from debt_pipelines.project.project import open_project

Crawl = Callable[..., dict[str, list[Any]]]
PYDANTIC = """
import csv
import json
import pandas as pd
from datetime import date
from enum import Enum
from typing import Annotated, Literal, Optional
from pydantic import BaseModel, Field, PositiveInt, field_validator

class Line(BaseModel):
    id: PositiveInt
    amount: float = Field(ge=0, le=10, description="Euros")
    day: date
    status: Literal["new", "paid"]
    mail: Annotated[str, Field(pattern="@")]
    note: Optional[str] = None
    count: int | None = Field(None, alias="n")
    '''How many'''

    @field_validator("day")
    @classmethod
    def not_in_future(cls, day):
        return day
"""


def rows_of(crawl: Crawl, code: str, data: str = "data/x.csv") -> list[Any]:
    return crawl(crawl_python, {data: "id\n1\n", "src/models.py": code}).get("assertions", [])


@pytest.mark.parametrize(
    "use",
    [
        "with open('data/x.csv') as f:\n    lines = [Line(**row) for row in csv.DictReader(f)]",
        "for row in pd.read_csv('data/x.csv').to_dict('records'):\n    Line.model_validate(row)",
        "rows = pd.read_csv('data/x.csv').to_dict(orient='records')\nLine.parse_obj(rows)",
        "TypeAdapter(list[Line]).validate_python(pd.read_csv('data/x.csv').to_dict('records'))",
        "for index, row in pd.read_csv('data/x.csv').iterrows():\n    Line(**row)",
    ],
)
def test_a_model_that_rows_of_a_file_go_through(crawl: Crawl, use: str) -> None:
    rows = rows_of(crawl, PYDANTIC + use)
    assert {(row.reference, row.reference_source, row.tool) for row in rows} == {("data/x.csv", "declared", "pydantic")}


def test_what_a_model_says(crawl: Crawl) -> None:
    tables = crawl(
        crawl_python, {"data/x.csv": "id\n", "m.py": PYDANTIC + "Line(**next(csv.DictReader(open('data/x.csv'))))"}
    )
    rows = {(row.type, row.column): row for row in tables["assertions"]}
    assert set(rows) == {
        ("required", "id"), ("dtype", "id"), ("nullable", "id"), ("gt", "id"),
        ("required", "amount"), ("dtype", "amount"), ("nullable", "amount"), ("ge", "amount"), ("le", "amount"),
        ("required", "day"), ("dtype", "day"), ("nullable", "day"), ("field_validator:not_in_future", "day"),
        ("required", "status"), ("dtype", "status"), ("nullable", "status"), ("Literal", "status"),
        ("required", "mail"), ("dtype", "mail"), ("nullable", "mail"), ("pattern", "mail"),
        ("dtype", "note"), ("dtype", "n"),
    }  # fmt: skip
    assert json.loads(rows["Literal", "status"].limits) == {"values": ["new", "paid"]}
    assert json.loads(rows["gt", "id"].limits) == {"is_strict": True, "min": 0}
    assert rows["dtype", "day"].declared_type == "date"
    texts = {row.column: row.text for row in tables["descriptions"] if row.text}
    assert texts == {"amount": "Euros", "n": "How many"}


def test_a_model_that_nothing_binds_is_about_something_else(crawl: Crawl) -> None:
    assert rows_of(crawl, PYDANTIC) == []
    assert rows_of(crawl, PYDANTIC + "Line(**json.load(open('settings.txt')))") == []


def test_a_model_named_after_the_records_of_a_table(crawl: Crawl) -> None:
    rows = rows_of(crawl, PYDANTIC, data="data/lines.parquet.dvc")
    assert {(row.reference, row.reference_source) for row in rows} == {("lines", "name")}


def test_a_dataclass_only_needs_its_fields(crawl: Crawl) -> None:
    code = (
        "import csv\nfrom dataclasses import dataclass\n@dataclass\nclass Line:\n    id: int\n    note: str = ''\n"
        "def load():\n    with open('data/x.csv') as f:\n        return [Line(**row) for row in csv.DictReader(f)]\n"
    )
    rows = rows_of(crawl, code)
    assert [(row.tool, row.type, row.column, row.kind, row.strength) for row in rows] == [
        ("dataclass", "required", "id", "presence", 0.2)
    ]
    held = code.replace("Line(**row) for row", "Line(rows) for rows")
    assert rows_of(crawl, held) == []


ORM = """
from sqlalchemy import Column, Integer, String, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    client = Column(Integer, ForeignKey("clients.id"), nullable=False, comment="Who ordered")
    mail: Mapped[str] = mapped_column(String(50), unique=True)
    note: Mapped[str | None]
"""


def test_a_declarative_class_of_a_table_that_is_there(crawl: Crawl) -> None:
    tables = crawl(crawl_python, {"data/orders.csv": "id\n", "models.py": ORM})
    rows = {(row.type, row.column): row for row in tables["assertions"]}
    assert {(row.reference, row.reference_source, row.tool) for row in rows.values()} == {
        ("orders", "declared", "sqlalchemy")
    }
    assert {key for key in rows if key[0] in ("unique", "nullable", "foreign_key")} == {
        ("unique", "id"), ("nullable", "id"), ("foreign_key", "client"), ("nullable", "client"),
        ("unique", "mail"), ("nullable", "mail"),
    }  # fmt: skip
    assert [(row.column, row.text) for row in tables["descriptions"] if row.text] == [("client", "Who ordered")]


def test_a_declarative_class_of_an_application_is_no_check(crawl: Crawl, make_folder: Callable[..., Any]) -> None:
    assert crawl(crawl_python, {"models.py": ORM}) == {}
    root = make_folder({"models.py": ORM})
    settings = Settings.model_validate({"sources": {"shop": {"url": "sqlite:///shop.db"}}})
    rows = [row for row in crawl_python(open_project(root), settings) if isinstance(row, Assertion)]
    assert {row.reference for row in rows} == {"orders"}


PATITO = """
import patito as pt

class Orders(pt.Model):
    id: int = pt.Field(unique=True, ge=1)
    note: str | None
"""
DATAFRAMELY = """
import dataframely as dy
import polars as pl

class Clients(dy.Schema):
    id = dy.Int64(primary_key=True)
    age = dy.UInt8(nullable=False, max=120)
    mail = dy.String(regex="@")

Clients.validate(pl.read_parquet("data/c.parquet"))
"""


def test_patito_and_dataframely(crawl: Crawl) -> None:
    rows = crawl(crawl_python, {"a.py": PATITO, "b.py": DATAFRAMELY})["assertions"]
    assert {(row.type, row.column) for row in rows if row.tool == "patito"} == {
        ("required", "id"), ("dtype", "id"), ("nullable", "id"), ("unique", "id"), ("ge", "id"),
        ("required", "note"), ("dtype", "note"),
    }  # fmt: skip
    ours = {(row.type, row.column): row for row in rows if row.tool == "dataframely"}
    assert {row.reference for row in ours.values()} == {"data/c.parquet"}
    assert set(ours) == {
        ("required", "id"), ("dtype", "id"), ("nullable", "id"), ("unique", "id"),
        ("required", "age"), ("dtype", "age"), ("nullable", "age"), ("le", "age"),
        ("required", "mail"), ("dtype", "mail"), ("regex", "mail"),
    }  # fmt: skip
