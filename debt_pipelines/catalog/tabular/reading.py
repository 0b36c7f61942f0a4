"""Reads the tables of many files: two at a time, in bounded memory, and each content only once.

What a content holds is kept in the project's memory under the content's id. A file whose stamp is known is not even
opened; a revision of a file is known by its blob.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import astuple, dataclass
from typing import NamedTuple

from debt_pipelines.catalog.profile.codec import dump_reading, load_reading
from debt_pipelines.catalog.tabular.pointers import blob_id
from debt_pipelines.catalog.tabular.read import READER_VERSION, format_of, read_tables
from debt_pipelines.catalog.tabular.room import room_for
from debt_pipelines.catalog.tabular.table import NO_MEMORY, Limits, SkippedError, Table, UnreachableError, reason_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.errors import UnreadableError, is_failure
from debt_pipelines.project import git
from debt_pipelines.project.content import Content, content_of_bytes
from debt_pipelines.project.project import Project

_N_THREADS = 2
_N_AHEAD = 6
_BATCH_FILES = 50
_HASHED_BYTES = 256 * 1024 * 1024
"""Larger files are known by their stamp alone, because hashing them would mean reading them twice."""
_SHA1_LIKE = "0" * 40


class Reading(NamedTuple):
    """What a file holds, or why that cannot be said; `content` is the id of its bytes, as git names them."""

    path: str
    content: str | None
    result: tuple[Table, ...] | UnreadableError


class Known(NamedTuple):
    """A content with an id of its own, as a cache of objects or a store far away gives it, and the path to read it as.

    `source` gives its bytes, or raises UnreadableError. Without an id the content is read in any case.
    """

    path: str
    content: str | None
    source: Callable[[], Content]


@dataclass(frozen=True, slots=True)
class _Task:
    path: str
    source: Content | UnreadableError
    content: str | None = None
    stamp: str | None = None


def limits_of(settings: Settings) -> Limits:
    """The limits of reading that the settings give."""
    limits = settings.limits
    return Limits(
        max_bytes=settings.max_file_mib * 2**20,
        max_columns=settings.max_columns,
        max_unpacked_ratio=limits.unpacked_ratio,
        max_members=limits.archive_members,
        max_line_bytes=limits.line_mib * 2**20,
        max_whole_bytes=limits.whole_mib * 2**20,
        max_cells=limits.table_cells,
        max_sheet_cells=limits.sheet_cells,
    )


def read_files(project: Project, paths: Iterable[str], settings: Settings) -> Iterator[Reading]:
    """The tables of files as they are in the project, in the order of the paths."""
    if project.revision is not None:
        yield from read_blobs(project, ((path, _blob(project, path)) for path in paths), settings)
        return
    limits = limits_of(settings)
    like = next((entry.blob for entry in project.files.values() if entry.blob), _SHA1_LIKE)
    with project.memory.writing():
        for reading in _read(project, _tasks(project, paths, limits), limits, like=like):
            if reading.content is not None:
                project.memory.see(reading.path, reading.content)
            yield reading


def read_blobs(project: Project, blobs: Iterable[tuple[str, str]], settings: Settings) -> Iterator[Reading]:
    """The tables that git keeps as blobs, each under the path it had, in the order given."""
    limits = limits_of(settings)
    wanted = list(blobs)
    with project.memory.writing():
        yield from _read(project, _blob_tasks(project, wanted, limits), limits, like=_SHA1_LIKE)


def read_known(project: Project, wanted: Iterable[Known], settings: Settings) -> Iterator[Reading]:
    """The tables of contents that have an id already, in the order given; opened only where the memory has none."""
    limits = limits_of(settings)
    with project.memory.writing():
        yield from _read(project, _known_tasks(project, wanted, limits), limits, like=_SHA1_LIKE)


def content_ids(project: Project, paths: Iterable[str], settings: Settings) -> dict[str, str]:
    """The ids of the contents of files, in the order given; a file that cannot be read has none."""
    if project.revision is not None:
        return {path: blob for path in paths if (blob := _blob(project, path))}
    found = {path: project.memory.current.get(path) for path in paths}
    unknown = [path for path, content in found.items() if content is None]
    found.update((reading.path, reading.content) for reading in read_files(project, unknown, settings))
    return {path: content for path, content in found.items() if content is not None}


def is_known(project: Project, path: str, settings: Settings, *, content: str | None = None) -> bool:
    """Whether the memory has what a file holds, as far as can be told without opening it.

    Content that has an id of its own is given with it. A file that git tracks is taken to be as it was committed.
    """
    limits, entry = limits_of(settings), project.files.get(path)
    if content is None:
        content = _known_content(project, path, project.stamp(path)) or (entry.blob if entry else None)
    return _kept(project, path, content, limits) is not None


def read_file(project: Project, path: str, settings: Settings) -> Reading:
    """The tables of one file as it is in the project."""
    return next(iter(read_files(project, [path], settings)))


def _blob(project: Project, path: str) -> str:
    entry = project.files.get(path)
    return (entry.blob if entry else None) or ""


def _known_content(project: Project, path: str, stamp: str | None) -> str | None:
    entry = project.files.get(path)
    if stamp is None or entry is None:
        return None
    return f"stamp {path} {stamp}" if entry.size > _HASHED_BYTES else project.memory.content_at(path, stamp)


def _tasks(project: Project, paths: Iterable[str], limits: Limits) -> Iterator[_Task | Reading]:
    """A reading where the memory has one, else what is to be read; the stamp is taken before the bytes are."""
    for path in paths:
        stamp = project.stamp(path)
        content = _known_content(project, path, stamp)
        kept = _kept(project, path, content, limits)
        if kept is not None:
            yield kept
            continue
        try:
            yield _Task(path, project.content(path), content, stamp)
        except UnreadableError as error:
            yield _Task(path, error)


def _blob_tasks(project: Project, blobs: list[tuple[str, str]], limits: Limits) -> Iterator[_Task | Reading]:
    for start in range(0, len(blobs), _BATCH_FILES):
        batch = blobs[start : start + _BATCH_FILES]
        kept = {path: _kept(project, path, blob, limits) for path, blob in batch}
        unknown = sorted({blob for path, blob in batch if kept[path] is None})
        contents = git.read_blobs(project.root, unknown) if unknown else {}
        for path, blob in batch:
            data = contents.get(blob)
            missing = UnreadableError("not stored in git")
            source = missing if data is None else content_of_bytes(path, data)
            yield kept[path] or _Task(path, source, blob)


def _known_tasks(project: Project, wanted: Iterable[Known], limits: Limits) -> Iterator[_Task | Reading]:
    for path, content, source in wanted:
        kept = _kept(project, path, content, limits)
        if kept is not None:
            yield kept
            continue
        try:
            yield _Task(path, source(), content)
        except UnreadableError as error:
            yield _Task(path, error)


def _kept(project: Project, path: str, content: str | None, limits: Limits) -> Reading | None:
    data = project.memory.reading(content, _reader(path, limits)) if content else None
    return None if data is None else Reading(path, content, load_reading(data))


def _reader(path: str, limits: Limits) -> str:
    suffixes = path.rpartition("/")[2].partition(".")[2].lower()
    bounds = " ".join(map(str, astuple(limits)))
    return f"table columns {READER_VERSION} {format_of(path)} {suffixes[-16:]} {bounds}"


def _read(project: Project, tasks: Iterator[_Task | Reading], limits: Limits, *, like: str) -> Iterator[Reading]:
    pool = ThreadPoolExecutor(_N_THREADS)
    try:
        for reading in _in_order(pool, tasks, lambda task: _perform(project, task, limits, like)):
            if isinstance(reading, Reading):
                yield reading
                continue
            task, finished = reading
            if finished.content is not None:
                project.memory.keep(finished.content, _reader(task.path, limits), dump_reading(finished.result))
                if task.stamp is not None:
                    project.memory.stamp(task.path, task.stamp, finished.content)
            yield finished
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ThreadPoolExecutor, tasks: Iterator[_Task | Reading], perform: Callable[[_Task], Reading]
) -> Iterator[Reading | tuple[_Task, Reading]]:
    """The results in the order of the tasks, a few of which are always under way."""
    under_way: deque[Reading | tuple[_Task, Future[Reading]]] = deque()
    for task in tasks:
        under_way.append(task if isinstance(task, Reading) else (task, pool.submit(perform, task)))
        while len(under_way) > _N_AHEAD:
            yield _finished(under_way.popleft())
    while under_way:
        yield _finished(under_way.popleft())


def _finished(entry: Reading | tuple[_Task, Future[Reading]]) -> Reading | tuple[_Task, Reading]:
    return entry if isinstance(entry, Reading) else (entry[0], entry[1].result())


def _perform(project: Project, task: _Task, limits: Limits, like: str) -> Reading:
    """Read a file, unless its content turns out to be known under another path or stamp."""
    if isinstance(task.source, UnreadableError):
        return Reading(task.path, None, task.source)
    source, content = task.source, task.content
    try:
        if content is None and source.size <= _HASHED_BYTES:
            data = source.read(_HASHED_BYTES + 1)
            source, content = content_of_bytes(task.path, data), blob_id(data, like=like)
            kept = _kept(project, task.path, content, limits)
            if kept is not None:
                return kept
    except MemoryError:
        return Reading(task.path, None, SkippedError(NO_MEMORY))
    except UnreadableError as error:
        is_gone = isinstance(error.__cause__, FileNotFoundError)
        return Reading(task.path, None, SkippedError("gone while the scan ran") if is_gone else error)
    before = _status(source)
    reading = _read_content(task.path, content, source, limits)
    if before != _status(source):
        return Reading(task.path, None, SkippedError("changed while it was read"))
    return reading


def _status(source: Content) -> tuple[int, int, int] | None:
    """What tells whether a file that is read piece by piece is still the same; None where it is in memory, or gone."""
    if source.file is None:
        return None
    try:
        status = source.file.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _read_content(path: str, content: str | None, source: Content, limits: Limits) -> Reading:
    try:
        with room_for(source.size):
            return Reading(path, content, read_tables(source, limits))
    except UnreadableError as error:
        content = None if _is_passing(error) else content
        return Reading(path, content, error)
    except MemoryError:
        return Reading(path, None, SkippedError(NO_MEMORY))
    except BaseException as error:  # one file that a library chokes on must not cost the others
        if not is_failure(error):
            raise
        return Reading(path, None, UnreadableError(f"the reader failed: {reason_of(error)}"))


def _is_passing(error: BaseException | None) -> bool:
    """Whether a failure comes of bytes, memory or room that could not be had, and so says nothing of the content."""
    while error is not None and not isinstance(error, (UnreachableError, MemoryError)):
        if isinstance(error, OSError) and error.errno is not None:
            return True
        error = error.__cause__ or error.__context__
    return error is not None
