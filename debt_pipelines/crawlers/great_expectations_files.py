"""Which JSON files may be expectation suites or results of them, by their place or their first bytes."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.project.known_heads import judged_by_head
from debt_pipelines.project.project import Project

_HEAD_BYTES = 64 * 1024


def suite_candidates(project: Project) -> Iterator[tuple[str, bool]]:
    """The JSON files that may be suites by place or by their first bytes, and whether they must be."""
    heads = _heads(project)
    for path in (path for path in _json_paths(project) if not is_uncommitted(path)):
        is_sure = is_home(path) or heads.get(path) == "sure"
        if is_sure or heads.get(path) == "maybe":
            yield path, is_sure


def result_candidates(project: Project) -> list[str]:
    """The JSON files that may hold validation results by their first bytes."""
    heads = _heads(project)
    return [path for path in _json_paths(project) if heads.get(path) == "result"]


def is_home(path: str) -> bool:
    """Whether a path lies where Great Expectations keeps suites."""
    return "expectations" in path.split("/")[:-1]


def is_uncommitted(path: str) -> bool:
    """Whether a path lies where Great Expectations keeps what it tells git to ignore."""
    return "uncommitted" in path.split("/")[:-1]


def _json_paths(project: Project) -> list[str]:
    return project.paths(suffixes=(".json",))


def _heads(project: Project) -> dict[str, str]:
    question = "suite or result"
    return project.once(
        question, lambda: judged_by_head(project, _json_paths(project), question, _judge_head, max_bytes=_HEAD_BYTES)
    )


def _judge_head(head: bytes) -> str:
    if b'"expectation_config"' in head and b'"results"' in head:
        return "result"
    if b'"expectation_suite_name"' in head:
        return "sure"
    return "maybe" if b'"expectations"' in head and b'"type"' in head else ""
