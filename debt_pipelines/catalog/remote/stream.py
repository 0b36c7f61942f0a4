"""A file far away as a stream of bytes: each piece is asked for when it is needed, within the time limit."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from debt_pipelines.catalog.remote.answers import answer_within
from debt_pipelines.catalog.tabular.table import UnreachableError

PIECE_BYTES = 4 * 2**20


def open_stream(opened: Callable[[int], Any], seconds: float) -> BinaryIO:
    """A stream over what `opened(block size)` gives; block size 0 asks a server for the whole from the beginning.

    The first piece is fetched at once: only then it shows whether the server gives pieces at all.
    """
    try:
        return _buffered(answer_within(seconds, lambda: _probed(opened(PIECE_BYTES))), seconds)
    except UnreachableError as error:
        if not isinstance(error.__cause__, ValueError):
            raise
    return _buffered(answer_within(seconds, lambda: opened(0)), seconds)


def _probed(file: Any) -> Any:
    file.read(1)
    file.seek(0)
    return file


def _buffered(file: Any, seconds: float) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Pieces(file, seconds), PIECE_BYTES))


class _Pieces(io.RawIOBase):
    """The raw reading: one question a piece."""

    def __init__(self, file: Any, seconds: float) -> None:
        super().__init__()
        self._file = file
        self._seconds = seconds
        self._is_seekable = _can_seek(file)

    def readable(self) -> bool:
        """Always: it is opened for that."""
        return True

    def seekable(self) -> bool:
        """Whether the store gives any piece, or only the whole from its beginning."""
        return self._is_seekable

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place; nothing is asked for yet."""
        if not self._is_seekable:
            raise io.UnsupportedOperation("the store gives the file from its beginning only")
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        """The present place."""
        return int(self._file.tell())

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as the store does; raises UnreachableError."""
        data: bytes = answer_within(self._seconds, lambda: self._file.read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        """All that is left, in large pieces; raises UnreachableError."""
        return b"".join(iter(lambda: self.read(PIECE_BYTES) or b"", b""))

    def close(self) -> None:
        """Let the store's file go."""
        if not self.closed:
            self._file.close()
        super().close()


def _can_seek(file: Any) -> bool:
    try:
        file.seek(0, io.SEEK_END)
        file.seek(0)
    except (ValueError, OSError, NotImplementedError):
        return False
    return True
