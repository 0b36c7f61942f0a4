"""Memory for reading a table: asked for before, because the libraries that read end the process where it runs out.

An estimate: a CSV file of 193 MB took 490 MB of address space and 219 MB of memory, and other formats are taken to need
up to four times their size, half of it in memory, and half a GiB at most, since large files are read in pieces. A small
file that grows a lot when it is unpacked may need more.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from debt_pipelines.catalog.tabular.table import NO_MEMORY, SkippedError

_MIB = 2**20
_FACTOR = 4
_MOST = 512 * _MIB
_LEAST = 64 * _MIB
"""What needs less is not asked for: a scan as a whole takes several times as much."""
_PAGE = resource.getpagesize()
_GROUPS = Path("/sys/fs/cgroup")


class _Promised:
    """What the readings that are under way may still take, in bytes of address space."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.n_bytes = 0


_promised = _Promised()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Hold room for reading a table of so many bytes; raises SkippedError where this machine has none left."""
    needed = min(size * _FACTOR, _MOST)
    if needed < _LEAST:
        yield
        return
    with _promised.lock:
        wanted = _promised.n_bytes + needed
        if wanted > free_space() or wanted // 2 > free_memory():
            raise SkippedError(NO_MEMORY) from MemoryError()
        _promised.n_bytes += needed
    try:
        yield
    finally:
        with _promised.lock:
            _promised.n_bytes -= needed


def free_space() -> float:
    """The bytes of address space that this process may still take; infinite where nothing limits it."""
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    taken = _numbers(Path("/proc/self/statm"))
    return float("inf") if limit == resource.RLIM_INFINITY or not taken else limit - taken[0] * _PAGE


def free_memory() -> float:
    """The bytes of memory that are left, on the machine or in the container; infinite where the system tells nothing.

    What the container keeps of files counts as left: it is given up first.
    """
    found = [float("inf")]
    with suppress(OSError, ValueError, KeyError):
        lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
        found.append(int(lines["MemAvailable"].split()[0]) * 1024)
    limit, used = _numbers(_GROUPS / "memory.max"), _numbers(_GROUPS / "memory.current")
    if limit and used:
        found.append(limit[0] - used[0] + _kept_of_files())
    return min(found)


def _kept_of_files() -> int:
    with suppress(OSError, ValueError, KeyError):
        return int(dict(line.split() for line in (_GROUPS / "memory.stat").read_text().splitlines())["inactive_file"])
    return 0


def _numbers(file: Path) -> list[int]:
    """The numbers in a file of the system; none where there is no such file, or it tells no limit."""
    try:
        return [int(word) for word in file.read_text().split()]
    except (OSError, ValueError):
        return []
