"""ORC as a table, stripe by stripe."""

from __future__ import annotations

from debt_pipelines.catalog.profile.batches import table_of_batches
from debt_pipelines.catalog.tabular.arrow_table import sound_batches
from debt_pipelines.catalog.tabular.table import Limits, Table, TableFormat
from debt_pipelines.project.content import Content


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The one table of an ORC file; raises UnreadableError."""
    import pyarrow as pa
    from pyarrow import orc

    with content.open() as stream:
        file = orc.ORCFile(pa.PythonFile(stream, mode="r") if stream.seekable() else pa.BufferReader(stream.read()))
        batches = sound_batches(file.read_stripe(n) for n in range(file.nstripes))
        return (table_of_batches(format, file.schema, batches, limits=limits),)
