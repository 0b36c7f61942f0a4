"""The table store: each table one Parquet file, written whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import arrow_schema
from debt_pipelines.catalog.keeping import keeping
from debt_pipelines.model.tables import SCHEMAS
from debt_pipelines.project.whole_file import replacing

if TYPE_CHECKING:
    import pandas as pd

Stamp = tuple[int, int]
"""When a file was written, in nanoseconds, and its inode."""


@dataclass(frozen=True, slots=True)
class TableStore:
    """Tables as Parquet files in one folder, typed by the declared schemas.

    What this process wrote itself is not read again, as long as the file is still the one it wrote.
    """

    folder: Path
    _written: dict[str, tuple[Stamp, pd.DataFrame]] = field(default_factory=dict, repr=False, compare=False)

    def path(self, table: str) -> Path:
        """The file of a table."""
        return self.folder / f"{table}.parquet"

    def write(self, table: str, frame: pd.DataFrame) -> Path:
        """Write a table; raises StateError, or pyarrow.ArrowInvalid where the frame does not fit its schema."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        data = pa.Table.from_pandas(frame, schema=arrow_schema(SCHEMAS[table]), preserve_index=False)
        with keeping(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with replacing(self.path(table)) as beside:
                pq.write_table(data, beside, compression="zstd")
                stamp = stamp_of(beside)
        self._written[table] = (stamp, frame)
        return self.path(table)

    def read(self, table: str) -> pd.DataFrame:
        """Read a table; raises FileNotFoundError when it was never written."""
        import pyarrow.parquet as pq

        stamp, written = self._written.get(table, (None, None))
        if written is not None and stamp == stamp_of(self.path(table)):
            return written.copy(deep=False)
        frame: pd.DataFrame = pq.read_table(self.path(table), schema=arrow_schema(SCHEMAS[table])).to_pandas()
        return frame


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file: it tells whether the file is still the one that was written."""
    status = path.stat()
    return status.st_mtime_ns, status.st_ino
