"""What a file holds, as bytes and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.profile.codec import dump_reading, load_reading
from debt_pipelines.catalog.profile.measures import Measures, Signs
from debt_pipelines.catalog.tabular.table import Malformation, NotTabularError, SkippedError, Table, TableColumn
from debt_pipelines.model.errors import UnreadableError

TEXT = st.text(st.characters(), max_size=8)
SIGNS = st.tuples(st.none() | TEXT, st.none() | st.floats(0, 1)).map(
    lambda found: Signs(semantic=found[0], pii_fraction=found[1], variants=found[0])
)
MEASURES = st.builds(
    Measures,
    n_nulls=st.none() | st.integers(0, 2**40),
    minimum=st.none() | TEXT,
    mean=st.none() | st.floats(allow_nan=False),
    deviation=st.none(),
    quantiles=st.just(()) | st.tuples(*[st.floats(allow_nan=False)] * 3),
    frequent=st.lists(st.tuples(TEXT, st.integers(1, 9)), max_size=3).map(tuple),
    is_increasing=st.none() | st.booleans(),
    signs=SIGNS,
)
COLUMNS = st.lists(st.builds(TableColumn, TEXT, TEXT, st.sampled_from([None, "string"]), MEASURES, st.booleans()))
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


@pytest.mark.parametrize("kind", [UnreadableError, SkippedError, NotTabularError])
def test_errors_come_back_as_they_were(kind: type[UnreadableError]) -> None:
    found = load_reading(dump_reading(kind("no", line=3)))
    assert type(found) is kind
    assert (found.message, found.line) == ("no", 3)
