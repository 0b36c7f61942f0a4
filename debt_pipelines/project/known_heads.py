"""What the first bytes of files tell, kept in the memory: a file that has not changed is not opened again for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from debt_pipelines.project.known_hashes import content_key
from debt_pipelines.project.project import Project

HEAD_BYTES = 4096


def judged_by_head(
    project: Project, paths: Iterable[str], question: str, judge: Callable[[bytes], str], *, max_bytes: int = HEAD_BYTES
) -> dict[str, str]:
    """The word by which `judge` answers a question for each file; a file that cannot be read has none."""
    keys = {path: content_key(project, path) for path in paths}
    kept = {path: project.memory.reading(key, question) for path, key in keys.items() if key}
    words = {path: word.decode() for path, word in kept.items() if word is not None}
    with project.memory.writing():
        for path, head in project.read_many([path for path in keys if path not in words], max_bytes=max_bytes):
            if isinstance(head, bytes):
                words[path] = judge(head)
                if key := keys[path]:
                    project.memory.keep(key, question, words[path].encode())
    return words
