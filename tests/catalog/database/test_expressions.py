"""What is asked of databases that no test can start, as text; and the way without special aggregates, on SQLite."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlalchemy import column, create_engine, select
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.pool import StaticPool

from debt_pipelines.catalog.database.connect import Session, TooSlowError, settings_of
from debt_pipelines.catalog.database.described import DeclaredColumn, DeclaredTable, check_constraint
from debt_pipelines.catalog.database.expressions import expressions_of, quantiles_of
from debt_pipelines.catalog.database.statistics import measure
from debt_pipelines.model.errors import UnreadableError


def written(dialect: str, logical_type: str, *, is_whole: bool = False) -> str | None:
    known: dict[str, Any] = {"mysql": mysql.dialect(), "postgresql": postgresql.dialect()}
    expressions = expressions_of(dialect)
    ask = expressions.whole if is_whole else expressions.value
    found = ask(column("c"), DeclaredColumn("c", "?", logical_type))
    if found is None:
        return None
    return " ".join(str(found.compile(dialect=known[dialect], compile_kwargs={"literal_binds": True})).split())


@pytest.mark.parametrize(
    ("logical_type", "expected"),
    [
        ("integer", "c"),
        ("decimal(10,2)", "c"),
        ("boolean", "CAST(c AS SIGNED INTEGER)"),
        ("timestamp", "c"),
        ("string", "CAST(CAST(left(c, 200) AS CHAR CHARACTER SET utf8mb4) AS BINARY)"),
        ("struct", None),
        ("binary", None),
    ],
)
def test_values_of_mysql(logical_type: str, expected: str | None) -> None:
    assert written("mysql", logical_type) == expected


def test_different_texts_of_mysql_are_told_by_their_bytes() -> None:
    assert written("mysql", "string", is_whole=True) == "CAST(CAST(c AS CHAR CHARACTER SET utf8mb4) AS BINARY)"


@pytest.mark.parametrize(
    ("logical_type", "expected"),
    [
        ("integer", "c"),
        ("number", "nullif(CAST(c AS DOUBLE PRECISION), 'NaN'::float8)"),
        ("string", """left(CAST(c AS TEXT), 200) COLLATE "C\""""),
        ("date", "CASE WHEN (c IS NOT NULL) THEN least(greatest(c, '0001-01-01'::date), '9999-12-31'::date) END"),
        ("list", None),
    ],
)
def test_values_of_postgres(logical_type: str, expected: str | None) -> None:
    assert written("postgresql", logical_type) == expected


def test_what_a_server_is_told_first() -> None:
    assert "SET default_transaction_read_only = on" in settings_of("postgresql", 1.5)
    assert "SET statement_timeout = 1500" in settings_of("postgresql", 1.5)
    assert "SET SESSION TRANSACTION READ ONLY" in settings_of("mysql", 1.5)
    assert "SET SESSION max_execution_time = 1500" in settings_of("mysql", 1.5)
    assert "SET SESSION max_statement_time = 1.5" in settings_of("mariadb", 1.5)


def test_the_shares_of_quantiles_are_a_hair_below() -> None:
    text = str(select(quantiles_of(column("c"))).compile(dialect=postgresql.dialect()))
    assert text.startswith("SELECT percentile_disc(ARRAY[0.0, 0.04999999999999")
    assert text.endswith("]::float8[]) WITHIN GROUP (ORDER BY c) AS percentile_disc_1")


@pytest.mark.parametrize(
    ("condition", "kind", "column"),
    [
        ("size = ANY (ARRAY[1, 2])", "domain", "size"),
        ("size IN (1, 2)", "domain", "size"),
        ("size > 0", "range", "size"),
        ("name ~ '^a'", "pattern", "name"),
        ("size < names", "range", "size"),
        ("size < length(name)", "range", None),
        ("valid(name)", "custom", "name"),
    ],
)
def test_what_a_condition_checks(condition: str, kind: str, column: str | None) -> None:
    found = check_constraint(condition, ["size", "name"])
    assert (found.type, found.kind, found.column) == ("CHECK", kind, column)


def test_a_database_without_aggregates_for_quantiles() -> None:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.create_function("char_length", 1, len)
    connection.create_aggregate("stddev_samp", 1, _Nothing)  # type: ignore[arg-type]
    connection.execute('CREATE TABLE "t %(x)s" (a INTEGER, b TEXT)')
    connection.executemany('INSERT INTO "t %(x)s" VALUES (?, ?)', [(n % 100 or None, "x") for n in range(300)])
    connection.commit()
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    session = Session(engine, engine.connect(), 5)
    columns = (DeclaredColumn("a", "integer", "integer"), DeclaredColumn("b", "text", "string"))
    found = measure(session, DeclaredTable(name="t %(x)s", columns=columns), "exact")
    a, b = (known.measures for known in found.columns)
    assert (found.n_rows, a.n_nulls, a.n_distinct, a.minimum, a.maximum) == (300, 3, 99, "1", "99")
    assert a.mean == pytest.approx(50)
    assert a.quantiles == (1.0, *(float(-(-n * 297 // 20) + 2) // 3 for n in range(1, 21)))
    assert (b.n_nulls, b.n_distinct, b.minimum) == (0, None, None)
    session.close()
    connection.close()


class _Nothing:
    def step(self, value: object) -> None:
        pass

    def finalize(self) -> None:
        return None


class Recorded(Session):
    """Keeps what it is asked, and answers with the given rows or errors in turn."""

    def __init__(self, *answers: list[tuple[Any, ...]] | Exception) -> None:
        self.dialect = "mysql"
        self.asked: list[str] = []
        self._answers = iter(answers)

    def rows(self, statement: Any) -> list[tuple[Any, ...]]:
        self.asked.append(str(statement.compile(dialect=mysql.dialect(paramstyle="pyformat"))))
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_names_are_always_quoted() -> None:
    session = Recorded([(0,)], [(0, None, None, None, None, None)])
    columns = (DeclaredColumn("select", "int", "integer"),)
    measure(session, DeclaredTable(name="a`b\n", schema="s", columns=columns), "exact")
    assert session.asked[0].split("\n", 1)[1].replace(" ", "") == "FROM`s`.`a``b\n`"
    assert "count(`s`.`a``b\n`.`select`)" in session.asked[1]


def test_what_took_too_long_is_not_asked_again() -> None:
    session = Recorded([(5,)], TooSlowError("too slow"))
    columns = (DeclaredColumn("a", "int", "integer"), DeclaredColumn("b", "int", "integer"))
    found = measure(session, DeclaredTable(name="t", columns=columns), "exact")
    assert (found.n_rows, [column.n_nulls for column in found.columns]) == (5, [None, None])


def test_a_column_that_cannot_be_reckoned_with_costs_itself() -> None:
    refused = UnreadableError("no such function")
    session = Recorded([(5,)], refused, [(3, None, None, None, None, None)], refused, [(4,)])
    columns = (DeclaredColumn("a", "int", "integer"), DeclaredColumn("b", "money", "decimal"))
    found = measure(session, DeclaredTable(name="t", columns=columns), "exact")
    assert [column.n_nulls for column in found.columns] == [2, 1]
