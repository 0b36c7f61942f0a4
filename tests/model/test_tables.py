"""The declared tables: each column described, each subject there, each frame possible without rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import pytest

from debt_pipelines.catalog.frames import arrow_schema, empty_frame, frame_of, records
from debt_pipelines.catalog.store import TableStore
from debt_pipelines.model import (
    asset_fact_rows,
    catalog_rows,
    check_fact_rows,
    data_rows,
    exemption_rows,
    fact_rows,
    history_rows,
    incident_rows,
    orchestration_rows,
    pipeline_fact_rows,
    pipeline_rows,
    result_rows,
    run_rows,
    table_rows,
    text_fact_rows,
)
from debt_pipelines.model.schema import Column, Row, schema_of
from debt_pipelines.model.tables import (
    CATALOG_TABLES,
    FACT_TABLES,
    METADATA_TABLES,
    RESULT_TABLES,
    SCHEMAS,
    SUBJECTS,
)

MODULES = (
    data_rows,
    table_rows,
    pipeline_rows,
    history_rows,
    incident_rows,
    catalog_rows,
    exemption_rows,
    fact_rows,
    check_fact_rows,
    text_fact_rows,
    pipeline_fact_rows,
    asset_fact_rows,
    orchestration_rows,
    result_rows,
    run_rows,
)
EXAMPLES = {"string": "ä\u2028\"x',", "integer": 1 - 2**53, "number": 0.1, "boolean": True}


def declared_rows() -> Iterator[type[Row]]:
    """All row models of the product, from the modules that declare them."""
    for module in MODULES:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Row) and value is not Row:
                yield value


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_table_is_declared_whole(table: str) -> None:
    schema = SCHEMAS[table]
    assert schema.name == table
    assert schema.description
    assert schema.column_names == tuple(field.name for field in fields(schema.row_type))
    assert all(column.description.strip() for column in schema.columns)


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_table_without_rows_can_be_stored(table: str, tmp_path: Path) -> None:
    store = TableStore(tmp_path)
    empty = empty_frame(table)
    store.write(table, empty)
    read = store.read(table)
    assert list(read.columns) == list(SCHEMAS[table].column_names) == arrow_schema(SCHEMAS[table]).names
    assert read.dtypes.tolist() == empty.dtypes.tolist()
    assert len(read) == 0


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_table_gives_back_what_was_stored(table: str, tmp_path: Path) -> None:
    schema = SCHEMAS[table]
    full = {column.name: EXAMPLES[column.data_type] for column in schema.columns}
    sparse = full | {column.name: None for column in schema.columns if column.is_nullable}
    store = TableStore(tmp_path)
    store.write(table, frame_of(table, [schema.row_type(**full), schema.row_type(**sparse)]))
    read = records(store.read(table))
    assert read[1] == sparse
    assert read[0] == full


def test_every_row_model_is_a_table_and_every_table_stands_once() -> None:
    names = [row_type.table for row_type in declared_rows()]
    assert sorted(names) == sorted(SCHEMAS)
    grouped = (*METADATA_TABLES, *CATALOG_TABLES, *FACT_TABLES, *RESULT_TABLES)
    assert grouped == tuple(SCHEMAS)


def test_every_fact_table_has_a_subject_among_its_columns() -> None:
    assert set(SUBJECTS) == set(FACT_TABLES)
    for table, (kind, columns) in SUBJECTS.items():
        assert kind
        assert set(columns) <= set(SCHEMAS[table].column_names)
        assert {"path", "line"} <= set(SCHEMAS[table].column_names)


def test_a_schema_is_read_off_the_annotations() -> None:
    schema = schema_of(_Sample)
    assert schema.description == "One row."
    assert schema.columns == (
        Column("name", "string", False, "Name"),
        Column("kind", "string", False, "Kind"),
        Column("size", "integer", True, "Size"),
        Column("mood", "string", True, "Mood"),
    )
    assert schema.column("size") == schema.columns[2]
    assert schema.column("colour") is None


def test_a_field_without_a_description_is_refused() -> None:
    with pytest.raises(TypeError, match=r"_Undescribed\.name has no description"):
        schema_of(_Undescribed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample(Row):
    """One row.

    And more about it.
    """

    table: ClassVar[str] = "samples"
    name: Annotated[str, "Name"]
    kind: Annotated[Literal["a", "b"], "Kind"]
    size: Annotated[int | None, "Size"]
    mood: Annotated[Literal["good"] | None, "Mood"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undescribed(Row):
    """One row."""

    table: ClassVar[str] = "undescribed"
    name: str
