"""A store of files that fsspec can reach: what is there, and its bytes."""

from __future__ import annotations

import glob
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from debt_pipelines.catalog.remote.answers import answer_within
from debt_pipelines.catalog.remote.stream import open_stream
from debt_pipelines.model.errors import TooLargeError
from debt_pipelines.project.content import Content, content_of_bytes
from debt_pipelines.project.locations import clean_url

_VERSIONS = (
    "ETag", "etag", "e_tag", "md5Hash", "content_md5", "Content-MD5", "Digest", "crc32c", "checksum", "generation",
    "version_id", "VersionId", "LastModified", "last_modified", "Last-Modified", "mtime", "modified", "updated",
    "created",
)  # fmt: skip
"""What stores call that which changes with the bytes."""


class StoredFile(NamedTuple):
    """One file: its path in the store, its URL for people, its path below the address, and its size if it is told.

    `fingerprint` changes with its bytes; None where the store tells nothing that does.
    """

    path: str
    url: str
    name: str
    size: int | None
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Store:
    """The files at one address; every question to it has `seconds` to be answered, or raises UnreachableError."""

    system: Any
    path: str
    seconds: float

    def files(self) -> list[StoredFile]:
        """All files at or below the address, or those that its stars match, sorted by path."""
        found = answer_within(self.seconds, self._listed)
        base = _fixed_part(self.path)
        return [self._file(path, base, info) for path, info in sorted(found.items()) if info.get("type") == "file"]

    def content(self, file: StoredFile) -> Content:
        """The bytes of a file; one whose size is not told is fetched now."""
        if file.size is not None:
            return Content(file.url, file.size, lambda: self.open(file.path))
        with self.open(file.path) as stream:
            return content_of_bytes(file.url, stream.read())

    def read(self, path: str, max_bytes: int) -> bytes:
        """The bytes of a small file."""
        with self.open(path) as stream:
            content = stream.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise TooLargeError(f"`{path.rpartition('/')[2]}` is larger than {max_bytes // 2**20} MiB")
        return content

    def open(self, path: str) -> BinaryIO:
        """A stream of the bytes of a file."""
        return open_stream(self._opener(path), self.seconds)

    def url_of(self, path: str) -> str:
        """A path in the store as a URL without credentials or query."""
        return clean_url(str(self.system.unstrip_protocol(path)))

    def _opener(self, path: str) -> Callable[[int], Any]:
        return lambda block_size: self.system.open(path, "rb", block_size=block_size)

    def _listed(self) -> dict[str, dict[str, Any]]:
        self.system.invalidate_cache()
        if _has_stars(self.path):
            found = self.system.glob(self.path, detail=True)
        else:
            info = self.system.info(self.path)
            is_folder = info.get("type") == "directory"
            found = self.system.find(self.path, detail=True) if is_folder else {self.path: info}
        return {path: info if info.get("size") is not None else self._info(path, info) for path, info in found.items()}

    def _info(self, path: str, info: dict[str, Any]) -> dict[str, Any]:
        return {**info, **self.system.info(path)} if info.get("type") == "file" else info

    def _file(self, path: str, base: str, info: dict[str, Any]) -> StoredFile:
        size = info.get("size")
        versions = [f"{key}={info[key]}" for key in _VERSIONS if info.get(key)]
        name = path.removeprefix(base).lstrip("/") or path.rpartition("/")[2]
        fingerprint = f"{size} {' '.join(versions)}" if versions else None
        return StoredFile(path, self.url_of(path), name, None if size is None else int(size), fingerprint)


def open_store(url: str, seconds: float) -> Store:
    """The store at a URL; raises UnreachableError, with a hint where a package is missing."""

    def connect() -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(url)
        return system, str(path)

    system, path = answer_within(seconds, connect)
    return Store(system, path, seconds)


def _has_stars(path: str) -> bool:
    """Whether a path is a pattern; the `?` of a web address begins its query."""
    return glob.has_magic(path.partition("?")[0] if path.startswith(("http://", "https://")) else path)


def _fixed_part(path: str) -> str:
    """The folder that a pattern, or a path, starts from."""
    if not _has_stars(path):
        return path
    return path[: min(path.find(star) for star in "*?[" if star in path)].rpartition("/")[0]
