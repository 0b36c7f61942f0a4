"""What checks allowed before somebody changed that: earlier limits of the expectations in suites that git keeps.

Each check is followed back along the line of first parents to the last version that had other limits. Changes that
are not committed count as nothing, and a check that was not there for a while is a new one.
"""

from __future__ import annotations

import json
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.great_expectations_files import suite_candidates
from debt_pipelines.crawlers.great_expectations_limits import limits_text
from debt_pipelines.crawlers.great_expectations_strength import columns_of
from debt_pipelines.crawlers.great_expectations_suites import Expectation, Suite, expectations_in, read_suite
from debt_pipelines.model.data_rows import AssertionVersion
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project import git
from debt_pipelines.project.documents import parse_json
from debt_pipelines.project.git import BlobVersion
from debt_pipelines.project.locations import folder_of
from debt_pipelines.project.project import Project

_READER = "limits of a suite"
_MAX_VERSIONS = 30
"""Versions of one suite that are looked at: a suite that is generated on every run has thousands."""

Limits = dict[str, str]
"""The limits of each check of a suite, as JSON, by the key of the check."""


def crawl(project: Project, settings: Settings) -> Iterator[AssertionVersion]:
    """One row per column of each check whose limits were once others."""
    suites = {suite.path: suite for suite in _tracked_suites(project)}
    versions = _versions(project, sorted(suites), settings.history_commits) if suites else {}
    read = _limits_of_blobs(project, sorted({version.blob for listed in versions.values() for version in listed}))
    for path, listed in sorted(versions.items()):
        yield from _changes(suites[path], listed, read)


def _tracked_suites(project: Project) -> Iterator[Suite]:
    if not project.is_git:
        return
    paths = [path for path, _is_sure in suite_candidates(project) if project.files[path].is_tracked]
    for path, text in project.texts(paths):
        try:
            suite = None if isinstance(text, UnreadableError) else read_suite(path, text)
        except UnreadableError:
            continue
        if suite is not None:
            yield suite


def _versions(project: Project, paths: list[str], max_commits: int) -> dict[str, list[BlobVersion]]:
    """The committed versions of each suite that has several, newest first."""
    start = project.revision or project.head
    if project.git_root is None or start is None or not max_commits:
        return {}
    folder = posixpath.join(posixpath.commonpath([folder_of(path) for path in paths]), "").lstrip("/")
    found: dict[str, list[BlobVersion]] = defaultdict(list)
    for name, version in git.history(project.git_root, start, project.prefix + folder, max_commits=max_commits):
        if len(found[folder + name]) < _MAX_VERSIONS:
            found[folder + name].append(version)
    return {path: found[path] for path in paths if len(found[path]) > 1}


def _limits_of_blobs(project: Project, blobs: list[str]) -> dict[str, Limits]:
    """The limits in each version of a suite; a version that cannot be read is left out."""
    kept = {blob: project.memory.reading(blob, _READER) for blob in blobs}
    unread = [blob for blob, value in kept.items() if value is None]
    with project.memory.writing():
        for blob, content in (git.read_blobs(project.root, unread) if unread else {}).items():
            kept[blob] = json.dumps(_limits_in(content)).encode()
            project.memory.keep(blob, _READER, kept[blob] or b"")
    known = {blob: json.loads(value) for blob, value in kept.items() if value}
    return {blob: limits for blob, limits in known.items() if limits is not None}


def _limits_in(content: bytes) -> Limits | None:
    try:
        expectations = expectations_in(parse_json(content.decode()))
    except (UnreadableError, UnicodeDecodeError):
        return None
    if expectations is None:
        return None
    return {key: limits_text(check.type, check.kwargs) for key, check in _keyed(expectations)}


def _keyed(expectations: list[Expectation]) -> Iterator[tuple[str, Expectation]]:
    """The checks of a suite, each with what it is known by: type, columns, and the how-manieth such check it is."""
    seen: Counter[str] = Counter()
    for check in expectations:
        key = json.dumps([check.type, columns_of(check.kwargs)])
        seen[key] += 1
        yield f"{key} {seen[key]}", check


def _changes(suite: Suite, versions: list[BlobVersion], read: dict[str, Limits]) -> Iterator[AssertionVersion]:
    pending = {key: (check, limits_text(check.type, check.kwargs)) for key, check in _keyed(suite.expectations)}
    same_since: dict[str, BlobVersion] = {}
    for version in versions:
        limits = read.get(version.blob)
        if limits is None:
            continue
        for key, (check, now) in list(pending.items()):
            before = limits.get(key)
            if before == now:
                same_since[key] = version
                continue
            del pending[key]
            if before is not None and key in same_since:
                yield from _rows(suite, check, before, same_since[key])


def _rows(suite: Suite, check: Expectation, before: str, changed: BlobVersion) -> Iterator[AssertionVersion]:
    for column in columns_of(check.kwargs):
        yield AssertionVersion(
            path=suite.path,
            suite=suite.name,
            type=check.type,
            column=column,
            limits=before,
            revision=changed.commit,
            committed_at=changed.committed_at,
        )
