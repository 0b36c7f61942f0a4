"""Large Parquet files: read some row groups at a time, with the measures that a table in memory has."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

from debt_pipelines.catalog.profile.whole_table import measure_frame
from debt_pipelines.catalog.tabular import parquet_pieces, parquet_table
from debt_pipelines.catalog.tabular.parquet_pieces import sums_of_groups
from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.table import Limits
from debt_pipelines.project.content import Content

N_ROWS, N_GROUP = 9_000, 1_000
START = datetime(2026, 1, 1)  # noqa: DTZ001
TYPES = {"id": "integer", "price": "number", "word": "string", "at": "timestamp", "kind": "string"}
FRAME = pl.DataFrame(
    {
        "id": range(N_ROWS),
        "price": [None if n % 10 == 0 else (n * 7919) % 5003 / 8 for n in range(N_ROWS)],
        "word": [f"w{(n * 31) % 3000}" for n in range(N_ROWS)],
        "at": [START + timedelta(seconds=(n * 17) % 7000) for n in range(N_ROWS)],
        "kind": [None if n % 3 else "ab"[n % 2] for n in range(N_ROWS)],
    }
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "odd [name]*.parquet"
    pq.write_table(FRAME.to_arrow(), path, row_group_size=N_GROUP)
    return path


def content_of(file: Path) -> Content:
    return Content("t.parquet", file.stat().st_size, lambda: file.open("rb"), file)


@pytest.mark.parametrize("n_cells", [5 * N_GROUP, 5 * 4 * N_GROUP, 5 * N_ROWS])
def test_pieces_of_any_size_add_up(file: Path, monkeypatch: pytest.MonkeyPatch, n_cells: int) -> None:
    monkeypatch.setattr(parquet_pieces, "PIECE_CELLS", n_cells)
    sums = sums_of_groups(file, pq.read_metadata(file), range(N_ROWS // N_GROUP), FRAME.columns)
    assert sums is not None
    whole, _n_duplicates = measure_frame(FRAME, FRAME.columns, list(TYPES.values()))
    for part, one in zip(sums.measures(list(TYPES.values())), whole, strict=True):
        exact = ("n_nulls", "n_distinct", "minimum", "maximum", "frequent", "is_increasing", "mean_length")
        assert [getattr(part, name) for name in exact] == [getattr(one, name) for name in exact]
        assert part.mean == pytest.approx(one.mean)
        assert part.deviation == pytest.approx(one.deviation)
        spread = max(one.quantiles, default=0) - min(one.quantiles, default=0)
        assert np.allclose(part.quantiles, one.quantiles, rtol=0, atol=0.02 * spread)


def test_what_does_not_fit_is_left_to_others(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_pieces, "PIECE_CELLS", 5 * N_GROUP - 1)
    assert sums_of_groups(file, pq.read_metadata(file), [0], FRAME.columns) is None
    monkeypatch.undo()
    assert sums_of_groups(file, pq.read_metadata(file), [0], ["id"]) is None
    damaged = file.with_name("damaged.parquet")
    damaged.write_bytes(file.read_bytes()[:2000])
    assert sums_of_groups(damaged, pq.read_metadata(file), [0], FRAME.columns) is None


@pytest.mark.parametrize("is_damaged_for_polars", [False, True])
def test_large_files_are_read_in_pieces(
    file: Path, monkeypatch: pytest.MonkeyPatch, is_damaged_for_polars: bool
) -> None:
    monkeypatch.setattr(parquet_table, "WHOLE_BYTES", 1)
    if is_damaged_for_polars:
        monkeypatch.setattr(pl, "scan_parquet", lambda *_given, **_named: 1 / 0)
    (table,) = read_tables(content_of(file), Limits())
    assert (table.n_rows, table.is_sampled, [column.name for column in table.columns]) == (N_ROWS, False, [*TYPES])
    assert [column.logical_type for column in table.columns] == [*TYPES.values()]
    assert table.columns[0].measures.n_distinct == N_ROWS


def test_beyond_the_limit_some_groups_are_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_table, "WHOLE_BYTES", 1)
    (table,) = read_tables(content_of(file), Limits(max_bytes=file.stat().st_size // 3 + 1))
    assert (table.n_rows, table.is_sampled) == (3 * N_GROUP, True)
    assert (table.columns[0].measures.minimum, table.columns[0].measures.maximum) == ("0", "6999")
