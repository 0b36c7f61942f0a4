"""The commands in the YAML of continuous integration, whatever service it is for: what stands under the known keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from debt_pipelines.project.documents import load_document
from debt_pipelines.project.yaml_document import Path, YamlDocument

_SERVICES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (tool, re.compile(pattern))
    for tool, pattern in (
        ("github", r"\.github/workflows/[^/]+\.ya?ml"),
        ("github", r"\.github/actions/(.+/)?action\.ya?ml"),
        ("gitlab", r"(.+/)?[^/]*\.gitlab-ci\.ya?ml"),
        ("gitlab", r"\.gitlab/.*\.ya?ml"),
        ("circleci", r"\.circleci/[^/]+\.ya?ml"),
        ("azure", r"(.+/)?\.?azure-pipelines?[^/]*\.ya?ml|\.?azure[-_]?pipelines/.*\.ya?ml"),
        ("bitbucket", r"bitbucket-pipelines\.ya?ml"),
        ("travis", r"\.travis\.ya?ml"),
        ("drone", r"\.drone\.ya?ml"),
        ("woodpecker", r"\.woodpecker\.ya?ml|\.woodpecker/.*\.ya?ml"),
        ("buildkite", r"\.buildkite/.*\.ya?ml"),
        ("appveyor", r"\.?appveyor\.ya?ml"),
    )
)
_COMMANDS = frozenset(
    "run script before_script after_script bash powershell pwsh commands command install before_install after_success "
    "before_deploy test_script build_script".split()
)
_USES = frozenset(("uses", "task"))
_GROUPS = frozenset("jobs stages pipelines default branches custom pull-requests commands".split())
_DOCUMENT_END = re.compile(r"^---[ \t]*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """A command as it stands in a file."""

    job: str
    command: str
    line: int | None


def service_of(path: str) -> str | None:
    """The service that a file configures, by its place."""
    return next((tool for tool, pattern in _SERVICES if pattern.fullmatch(path)), None)


def commands_of(path: str, text: str) -> Iterator[Written]:
    """All commands and actions of a file; raises UnreadableError."""
    start = 0
    for part in _DOCUMENT_END.split(text):
        document = load_document(path, part)
        for written in _walked(document, document.data, ()):
            line = None if written.line is None else written.line + text.count("\n", 0, start)
            yield Written(written.job, written.command, line)
        start = text.find(part, start) + len(part)


def _walked(document: YamlDocument, data: Any, path: Path) -> Iterator[Written]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        here = (*path, key)
        if key in _COMMANDS:
            texts = list(_texts(value))
            yield from (Written(_job_of(path), text, document.line(*here)) for text in texts)
            if texts:
                continue
        if key in _USES and isinstance(value, str):
            yield Written(_job_of(path), value, document.line(*here))
        yield from _walked(document, value, here)


def _texts(value: Any) -> Iterator[str]:
    """The commands of a value: a text, a list of them, or a step with a `command`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry) if isinstance(entry, str | list) else ()
    elif isinstance(value, dict) and isinstance(value.get("command"), str):
        yield value["command"]


def _job_of(path: Path) -> str:
    """The first name on the way to a command that is no heading."""
    return next((str(key) for key in path if isinstance(key, str) and key not in _GROUPS), "pipeline")
