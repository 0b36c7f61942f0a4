"""Which JSON files may be expectation suites, by their place or their first bytes."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.project.known_heads import judged_by_head
from debt_pipelines.project.project import Project

_HEAD_BYTES = 64 * 1024


def suite_candidates(project: Project) -> Iterator[tuple[str, bool]]:
    """The JSON files that may be suites by place or by their first bytes, and whether they must be."""
    paths = [path for path in project.paths(suffixes=(".json",)) if "uncommitted/" not in path]
    heads = judged_by_head(project, paths, "suite", _judge_head, max_bytes=_HEAD_BYTES)
    for path in paths:
        is_sure = is_home(path) or heads.get(path) == "sure"
        if is_sure or heads.get(path):
            yield path, is_sure


def is_home(path: str) -> bool:
    """Whether a path lies where Great Expectations keeps suites."""
    return "expectations" in path.split("/")[:-1]


def _judge_head(head: bytes) -> str:
    if b'"expectation_suite_name"' in head:
        return "sure"
    return "maybe" if b'"expectations"' in head and b'"type"' in head else ""
