"""What a file holds, as bytes and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.profile.codec import dump_reading, load_reading
from debt_pipelines.catalog.profile.kept_columns import KeptColumns
from debt_pipelines.catalog.profile.measures import Measures, Signs
from debt_pipelines.catalog.tabular.table import Malformation, NotTabularError, SkippedError, Table, TableColumn
from debt_pipelines.model.errors import UnreadableError

TEXT = st.text(max_size=8)
SIGNS = st.tuples(st.none() | TEXT, st.none() | st.floats(0, 1)).map(
    lambda found: Signs(semantic=found[0], pii_fraction=found[1], variants=found[0])
)
MEASURES = st.builds(
    Measures,
    n_nulls=st.none() | st.integers(0, 2**40),
    n_distinct=st.none() | st.integers(0, 2**40),
    is_distinct_exact=st.booleans(),
    minimum=st.none() | TEXT,
    mean=st.none() | st.floats(allow_nan=False),
    deviation=st.none(),
    quantiles=st.just(()) | st.tuples(*[st.floats(allow_nan=False)] * 3),
    frequent=st.lists(st.tuples(TEXT, st.integers(1, 9)), max_size=3, unique_by=lambda entry: entry[0]).map(tuple),
    is_domain_complete=st.booleans(),
    is_increasing=st.none() | st.booleans(),
    mean_length=st.none() | st.floats(0, 1e9),
    signs=SIGNS,
)
COLUMNS = st.lists(
    st.builds(TableColumn, TEXT, TEXT, st.sampled_from([None, "string"]), MEASURES, st.booleans()), max_size=3
)
TABLES = st.builds(
    Table,
    st.just("csv"),
    COLUMNS.map(tuple),
    st.integers(0, 2**40),
    st.booleans(),
    st.lists(st.builds(Malformation, TEXT, st.none() | st.integers(1, 9)), max_size=2).map(tuple),
    part=st.none() | TEXT,
)


@given(st.lists(TABLES, max_size=2).map(tuple))
def test_tables_come_back_as_they_were(tables: tuple[Table, ...]) -> None:
    assert load_reading(dump_reading(tables)) == tables


def test_columns_are_made_only_when_they_are_looked_at() -> None:
    found = load_reading(dump_reading((Table("csv", (TableColumn("a", "text", "string"),), 3),)))
    assert isinstance(found, tuple)
    (columns,) = (table.columns for table in found)
    assert isinstance(columns, KeptColumns)
    assert columns.batch["column"].to_pylist() == ["a"]
    assert len(columns) == 1
    assert columns[0] == TableColumn("a", "text", "string")
    assert columns[:] == (columns[0],)


@pytest.mark.parametrize(("name", "written"), [("caf\udce9", "caf\\xe9"), ("\ud800", "\\ud800")])
def test_a_name_that_is_not_unicode_is_written_out(name: str, written: str) -> None:
    found = load_reading(dump_reading((Table("csv", (TableColumn(name, "text", "string"),), 3),)))
    assert isinstance(found, tuple)
    assert [column.name for column in found[0].columns] == [written]


@pytest.mark.parametrize("kind", [UnreadableError, SkippedError, NotTabularError])
def test_errors_come_back_as_they_were(kind: type[UnreadableError]) -> None:
    found = load_reading(dump_reading(kind("no", line=3)))
    assert type(found) is kind
    assert (found.message, found.line) == ("no", 3)
