"""The bytes of one file, wherever they lie: in the work tree, in git, in an archive or far away."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

_COPY_BYTES = 1024 * 1024

Opener = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Content:
    """One file to read: its path tells the format, `size` is in bytes, and each `open` starts at its beginning.

    `file` is where it lies on disk, if it does. A stream that is not seekable can only be read onwards.
    """

    path: str
    size: int
    opener: Opener
    file: Path | None = None

    def open(self) -> AbstractContextManager[BinaryIO]:
        """The bytes as a stream; raises UnreadableError, also while it is read."""
        return self.opener()

    def read(self, max_bytes: int | None = None) -> bytes:
        """The bytes from the beginning, at most `max_bytes`; raises UnreadableError."""
        with self.open() as stream:
            return stream.read() if max_bytes is None else stream.read(max_bytes)

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """A file that holds the bytes: its own, or a copy that is gone afterwards. It must not be written to.

        Its own file is named by what is open, where the system can, so that nobody can put another in its place.
        """
        if self.file is not None:
            with self.open() as stream:
                yield _name_of_open(stream, self.file)
            return
        suffix = PurePosixPath(self.path).suffix
        with tempfile.NamedTemporaryFile(prefix="debt-", suffix=suffix) as copy:
            with self.open() as stream:
                shutil.copyfileobj(stream, copy, _COPY_BYTES)
            copy.flush()
            yield Path(copy.name)


def _name_of_open(stream: BinaryIO, file: Path) -> Path:
    name = Path(f"/proc/self/fd/{stream.fileno()}")
    return name if name.exists() else file


def content_of_bytes(path: str, data: bytes) -> Content:
    """Content that is in memory already."""
    return Content(path, len(data), lambda: io.BytesIO(data))
