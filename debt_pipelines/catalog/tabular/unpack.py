"""Compressed files as the files they hold: one for gzip and its like, the members of a zip archive.

What is small is unpacked into memory; what is large is unpacked anew each time it is read, after one pass that tells
whether all of it is sound. Nothing may grow beyond a multiple of its compressed size, and archives within archives
stay closed.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from debt_pipelines.catalog.tabular.table import Limits, SkippedError, reason_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content, content_of_bytes

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STREAMS = {
    ".gz": "gzip",
    ".zst": "zstd",
    ".zstd": "zstd",
    ".bz2": "bz2",
    ".xz": "xz",
    ".lz4": "lz4",
}
ARCHIVE = ".zip"
_HELD_BYTES = 32 * 1024**2
_ALWAYS_ALLOWED_BYTES = 64 * 1024**2
_BLOCK_BYTES = 1024**2
_ENCRYPTED = 1


def without_compression(path: str) -> str:
    """The path of what a compressed file holds; the path itself when its name says nothing of compression."""
    suffix = PurePosixPath(path).suffix
    return path[: -len(suffix)] if suffix.lower() in STREAMS else path


def is_packed(path: str) -> bool:
    """Whether a name is that of a compressed file or a zip archive."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix in STREAMS or suffix == ARCHIVE


def unpack(content: Content, limits: Limits, is_wanted: Callable[[str], bool]) -> Iterator[Content]:
    """What a compressed file holds, or the wanted members of an archive under their own names, in their order.

    Raises UnreadableError for what is damaged, encrypted, or grows beyond all measure.
    """
    suffix = PurePosixPath(content.path).suffix.lower()
    if suffix in STREAMS:
        packed = Content(without_compression(content.path), content.size, partial(_stream, content, STREAMS[suffix]))
        yield _settled(packed, limits)
        return
    for member in _wanted_members(content, limits, is_wanted):
        packed = Content(member.filename, member.compress_size, partial(_member, content, member.filename))
        yield _settled(packed, limits)


def refuse_growth(unpacked: int, packed: int, limits: Limits) -> None:
    """Raise UnreadableError when so many bytes are more than what a file of that size may hold."""
    if unpacked > max(packed * limits.max_unpacked_ratio, _ALWAYS_ALLOWED_BYTES):
        raise UnreadableError(f"grows to more than {limits.max_unpacked_ratio} times its compressed size")


def _settled(packed: Content, limits: Limits) -> Content:
    """The content with its true size, or one byte beyond the limit of what is read."""
    held, size = bytearray(), 0
    with packed.open() as stream:
        while size <= limits.max_bytes and (block := stream.read(_BLOCK_BYTES)):
            size += len(block)
            refuse_growth(size, packed.size, limits)
            if size <= _HELD_BYTES:
                held += block
            else:
                held.clear()
    if size == len(held):
        return content_of_bytes(packed.path, bytes(held))
    return Content(packed.path, size, packed.opener)


@contextmanager
def _stream(content: Content, kind: str) -> Iterator[BinaryIO]:
    with content.open() as raw:
        with _refusing(kind):
            decoder = _decoder(raw, kind)
        with decoder as decoded:
            yield cast(BinaryIO, io.BufferedReader(_Checked(decoded, kind), _BLOCK_BYTES))


def _decoder(raw: BinaryIO, kind: str) -> AbstractContextManager[Any]:
    if kind == "gzip":
        import gzip

        return gzip.open(raw)
    if kind == "bz2":
        import bz2

        return bz2.open(raw)
    if kind == "xz":
        return lzma.open(raw)
    import pyarrow as pa

    stream: AbstractContextManager[Any] = pa.CompressedInputStream(pa.PythonFile(raw, "r"), kind)
    return stream


@contextmanager
def _member(content: Content, name: str) -> Iterator[BinaryIO]:
    with _archive(content) as archive:
        with _refusing("zip"):
            member = archive.open(name)
        with member as stream:
            yield cast(BinaryIO, io.BufferedReader(_Checked(stream, "zip"), _BLOCK_BYTES))


@contextmanager
def _archive(content: Content) -> Iterator[zipfile.ZipFile]:
    with content.open() as stream, nullcontext(stream) if stream.seekable() else content.on_disk() as source:
        with _refusing("zip"):
            opened = zipfile.ZipFile(source)
        with opened as archive:
            yield archive


def _wanted_members(content: Content, limits: Limits, is_wanted: Callable[[str], bool]) -> list[zipfile.ZipInfo]:
    with _archive(content) as archive:
        wanted = [
            member
            for member in archive.infolist()
            if not (name := member.filename).endswith("/") and not name.startswith("__MACOSX/") and is_wanted(name)
        ]
    if any(member.flag_bits & _ENCRYPTED for member in wanted):
        raise UnreadableError("an encrypted zip archive")
    if len(wanted) > limits.max_members:
        raise SkippedError(f"an archive of {len(wanted)} tables, more than the limit of {limits.max_members}")
    refuse_growth(sum(member.file_size for member in wanted), content.size, limits)
    return wanted


class _Checked(io.RawIOBase):
    """A stream whose faults are ours: a damaged file ends in an UnreadableError wherever it is read."""

    def __init__(self, source: Any, kind: str) -> None:
        super().__init__()
        self.source = source
        self.kind = kind

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        with _refusing(self.kind):
            data = self.source.read(len(view))
        view[: len(data)] = data
        return len(data)


@contextmanager
def _refusing(kind: str) -> Iterator[None]:
    """Say what is wrong with a compressed file in our words."""
    try:
        yield
    except UnreadableError:
        raise
    except EOFError as error:
        raise UnreadableError(f"a truncated {kind} file: it ends in the middle") from error
    except (OSError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError) as error:
        if "truncated" in str(error).lower():
            raise UnreadableError(f"a truncated {kind} file: it ends in the middle") from error
        raise UnreadableError(f"not a sound {kind} file: {reason_of(error)}") from error
