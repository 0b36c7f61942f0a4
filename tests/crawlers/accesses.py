"""What the kernel says was opened and read: by this process, its libraries in C, and git alike."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ACCESS, _OPEN = 0x1, 0x20
_EVENT = struct.Struct("iIII")


@contextmanager
def accesses(root: Path) -> Iterator[set[str]]:
    """The files of a folder that are opened or read within the block, by path; filled when it ends."""
    if sys.platform != "linux":
        pytest.skip("inotify is a part of Linux")
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    found: set[str] = set()
    try:
        folders = [root, *(path for path in root.rglob("*") if path.is_dir() and ".git" not in path.parts)]
        paths = {libc.inotify_add_watch(watch, os.fsencode(folder), _ACCESS | _OPEN): folder for folder in folders}
        assert -1 not in paths, os.strerror(ctypes.get_errno())
        yield found
        found |= {(paths[number] / name).relative_to(root).as_posix() for number, name in _events(watch)}
    finally:
        os.close(watch)


def _events(watch: int) -> Iterator[tuple[int, str]]:
    """The folder and the name of each file that was touched; a folder that was listed has none."""
    while True:
        try:
            data = os.read(watch, 1 << 20)
        except BlockingIOError:
            return
        while data:
            number, mask, _cookie, length = _EVENT.unpack_from(data)
            assert number >= 0, "more happened than the kernel keeps"
            name = os.fsdecode(data[_EVENT.size : _EVENT.size + length].rstrip(b"\0"))
            if name and mask & (_ACCESS | _OPEN):
                yield number, name
            data = data[_EVENT.size + length :]
