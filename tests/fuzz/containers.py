"""Changes what is within a packed file and packs it again: checksums let no change of the packing itself through."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from random import Random

from tests.catalog.tabular.samples import COMPRESSIONS, packed

_UNPACK: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.decompress, "bz2": bz2.decompress, "xz": lzma.decompress}


def changed_within(data: bytes, path: str, change: Callable[[bytes], bytes], random: Random) -> bytes | None:
    """The packed file with other bytes in it; None where it is not packed."""
    ending = path.rpartition(".")[2]
    if ending in COMPRESSIONS:
        return packed(change(_unpacked(data, ending)), COMPRESSIONS[ending])
    return _zipped(data, change, random) if data.startswith(b"PK") else None


def _unpacked(data: bytes, ending: str) -> bytes:
    if ending in _UNPACK:
        return _UNPACK[ending](data)
    import pyarrow as pa

    with pa.CompressedInputStream(pa.BufferReader(data), COMPRESSIONS[ending]) as stream:
        return bytes(stream.read())


def _zipped(data: bytes, change: Callable[[bytes], bytes], random: Random) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        members = old.namelist()
        chosen = random.choice(members)
        for name in members:
            content = old.read(name)
            new.writestr(zipfile.ZipInfo(name), change(content) if name == chosen else content)
    return sink.getvalue()
