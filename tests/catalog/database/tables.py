"""One seeded table, written as Parquet and into databases, so that what is measured of it can be compared."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.tabular.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    "id bigint NOT NULL, amount double precision, city varchar, mail varchar, day date, moment timestamp, ok boolean, "
    "size integer, empty varchar"
)

_INSERT = "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def arrow(n_rows: int = 500) -> pa.Table:
    """Numbers with a stand-in for nothing, texts with spellings, mail addresses, dates, and a column of nulls."""
    import pyarrow as pa

    dice = random.Random(7)  # noqa: S311 - the same table each time

    def some(value: Any) -> Any:
        return None if dice.random() < 0.1 else value

    rows = range(n_rows)
    return pa.table(
        {
            "id": pa.array(rows, pa.int64()),
            "amount": [some(round(dice.uniform(1, 90), 2) if dice.random() < 0.9 else -999.0) for _ in rows],
            "city": [some(dice.choice(["Berlin", "berlin", "Köln ", "Ürümqi", "N/A"])) for _ in rows],
            "mail": [f"ada.{dice.randrange(10**6)}@example.com" for _ in rows],
            "day": [some(date(2020, 1, 1) + timedelta(days=dice.randrange(900))) for _ in rows],
            "moment": pa.array(
                [
                    datetime.fromisoformat("2020-01-01T09:00:00") + timedelta(milliseconds=dice.randrange(10**10))
                    for _ in rows
                ],
                pa.timestamp("us"),
            ),
            "ok": [some(dice.random() < 0.3) for _ in rows],
            "size": pa.array([dice.choice([1, 2, 3]) for _ in rows], pa.int32()),
            "empty": pa.array([None] * n_rows, pa.string()),
        }
    )


def write_sqlite(file: Path, table: pa.Table) -> None:
    """The table as `orders` in an SQLite file."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"CREATE TABLE orders ({COLUMNS})")
        rows = [[_plain(value) for value in row.values()] for row in table.to_pylist()]
        connection.executemany(_INSERT, rows)
        connection.commit()


def write_duckdb(file: Path, table: pa.Table) -> None:
    """The table as `orders` in a DuckDB file."""
    import duckdb

    with closing(duckdb.connect(str(file))) as connection:
        connection.register("given", table)
        connection.execute(f"CREATE TABLE orders ({COLUMNS})")
        connection.execute("INSERT INTO orders SELECT * FROM given")


def measured(table: Table) -> dict[str, dict[str, Any]]:
    """What was measured of each column, but for the order of its rows; sums are rounded."""
    found = {}
    for column in table.columns:
        said = column.measures._asdict()
        said.pop("is_increasing")
        for name in ("mean", "deviation", "mean_length"):
            said[name] = None if said[name] is None else float(f"{said[name]:.10g}")
        found[column.name] = {"logical_type": column.logical_type, **said}
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (date, datetime)) else value
