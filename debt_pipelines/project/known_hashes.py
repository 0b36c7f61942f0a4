"""Hashes of files of the work tree, kept in the memory: a file that has not changed is not read again for its hash."""

from __future__ import annotations

from debt_pipelines.project.hashing import CHUNK_BYTES, hash_of_chunks
from debt_pipelines.project.project import Project


def content_key(project: Project, path: str) -> str | None:
    """What tells one content of a file from another without opening it; None where nothing does."""
    if project.revision is not None:
        entry = project.files.get(path)
        return entry.blob if entry else None
    stamp = project.stamp(path)
    return f"stamp {path} {stamp}" if stamp else None


def hash_of_file(project: Project, path: str, scheme: str) -> str:
    """The hash of a file as DVC records it; raises UnreadableError."""
    key = content_key(project, path)
    known = project.memory.reading(key, scheme) if key else None
    if known is not None:
        return known.decode()
    value = hash_of_chunks(project.chunks(path, CHUNK_BYTES), scheme)
    if key:
        project.memory.keep(key, scheme, value.encode())
    return value
