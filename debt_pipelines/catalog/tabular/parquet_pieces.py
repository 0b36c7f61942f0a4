"""Large Parquet files some row groups at a time, read by Polars, which needs a third of the time that Arrow does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.catalog.profile.table_sums import TableSums

if TYPE_CHECKING:
    import polars as pl
    import pyarrow.parquet as pq

_PIECE_BYTES, PIECE_CELLS = 64 * 1024 * 1024, 12_000_000
"""What is read at once: as it is stored, and as values, of which a file may store very many in few bytes."""
_N_THREADS = 2


class _Piece:
    """Row groups that follow each other: the number of their first row, how many rows and bytes they have."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.n_rows = self.n_bytes = 0


def sums_of_groups(file: Path, metadata: pq.FileMetaData, wanted: Sequence[int], names: list[str]) -> TableSums | None:
    """What the wanted row groups hold; None where they are too large, or Polars cannot read them."""
    import polars as pl

    pieces = _pieces(metadata, wanted)
    if pieces is None:
        return None
    sums = TableSums(names)
    try:
        with ThreadPoolExecutor(_N_THREADS) as pool:
            for frame in _frames(file, pieces):
                if frame.columns != names:
                    return None
                sums.add(frame, pool)
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 - Arrow, more careful, has the last word
        return None
    return sums


def _frames(file: Path, pieces: list[_Piece]) -> Iterator[pl.DataFrame]:
    import polars as pl

    rows = pl.scan_parquet(file, use_statistics=False, glob=False)
    return (rows.slice(piece.start, piece.n_rows).collect() for piece in pieces)


def _pieces(metadata: pq.FileMetaData, wanted: Sequence[int]) -> list[_Piece] | None:
    """The wanted row groups, neighbours together; None when one of them alone is too much."""
    pieces: list[_Piece] = []
    start, chosen = 0, frozenset(wanted)
    for n in range(metadata.num_row_groups):
        group = metadata.row_group(n)
        if n in chosen:
            last = pieces[-1] if pieces else None
            if last is None or last.start + last.n_rows != start or _is_too_much(last, group):
                pieces.append(last := _Piece(start))
            if _is_too_much(last, group):
                return None
            last.n_rows += group.num_rows
            last.n_bytes += group.total_byte_size
        start += group.num_rows
    return pieces


def _is_too_much(piece: _Piece, group: pq.RowGroupMetaData) -> bool:
    n_bytes: int = piece.n_bytes + group.total_byte_size
    n_cells: int = (piece.n_rows + group.num_rows) * group.num_columns
    return n_bytes > _PIECE_BYTES or n_cells > PIECE_CELLS
