"""Feather and Arrow IPC, as a file or as a stream, as tables.

Feather of version 1 is left unread: what reads it trusts every byte, and a damaged file would end the whole scan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from debt_pipelines.catalog.profile.batches import table_of_batches
from debt_pipelines.catalog.tabular.table import Limits, SkippedError, Table, TableFormat
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import pyarrow as pa

_FEATHER_1 = b"FEA1"
_FILE = b"ARROW1"


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The one table of an Arrow file; raises UnreadableError."""
    with _source(content) as source:
        schema, batches = _open(source, content.read(len(_FILE)))
        return (table_of_batches(format, schema, batches, limits=limits),)


@contextmanager
def _source(content: Content) -> Iterator[pa.NativeFile]:
    """The bytes as Arrow sees them: a stream that gives any place of them, so that few are held.

    They are not mapped: a file that is cut while it is read would end the process.
    """
    import pyarrow as pa

    with content.open() as stream:
        yield pa.PythonFile(stream, mode="r") if stream.seekable() else pa.BufferReader(stream.read())


def _open(source: pa.NativeFile, magic: bytes) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    from pyarrow import ipc

    if magic.startswith(_FEATHER_1):
        raise SkippedError("a Feather file of version 1: write it anew, as Arrow")
    if magic == _FILE:
        reader = ipc.open_file(source)
        return reader.schema, sound_batches(reader.get_batch(n) for n in range(reader.num_record_batches))
    stream = ipc.open_stream(source)
    return stream.schema, sound_batches(stream)


def sound_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches, each checked before anything follows its offsets: damaged ones would lead out of its memory."""
    for batch in batches:
        batch.validate(full=True)
        yield batch
