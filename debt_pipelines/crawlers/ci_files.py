"""Crawls what runs by itself: continuous integration of every common service, hooks, and what their commands call.

Everything is read as text; nothing of the project is imported or run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.ci_documents import Written, commands_of, service_of
from debt_pipelines.crawlers.ci_recipes import recipes_of
from debt_pipelines.model.data_rows import AutomatedCommand, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.project import Project

CRAWLER = "ci_files"
_HOOKS = re.compile(r"\.pre-commit-config\.ya?ml")
_JENKINS = re.compile(r"(.+/)?Jenkinsfile[^/]*|.+\.jenkinsfile", re.IGNORECASE)
_SHELL_STEP = re.compile(
    r"\b(?:sh|bat|powershell)\b\s*\(?\s*(?:script\s*:\s*)?(?P<q>'''|\"\"\"|'|\")(?P<command>.+?)(?P=q)", re.DOTALL
)
_DVC_HOOKS = {"dvc-pre-commit": "dvc status"}


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per command, and one per recipe that it calls; a file that cannot be read is an error of its own."""
    if settings.ci.external:
        yield AutomatedCommand(tool="settings", job="ci", command="declared as external", path=".")
    for path in sorted(project.files):
        tool = _tool_of(path)
        if tool is None:
            continue
        try:
            found = list(_read(tool, path, project.text(path)))
        except UnreadableError as error:
            yield _source(path, "error", error)
            continue
        yield _source(path, "read") if found else _source(path, "skipped", UnreadableError("it holds no command"))
        for written in found:
            yield AutomatedCommand(tool=tool, job=written.job, command=written.command, path=path, line=written.line)
            for recipe in recipes_of(project, written.command):
                yield AutomatedCommand(tool=tool, job=written.job, command=recipe.command, path=recipe.path)


def _source(path: str, status: SourceStatus, problem: UnreadableError | None = None) -> Source:
    error, line = (problem.message, problem.line) if problem else (None, None)
    return Source(path=path, crawler=CRAWLER, kind="automation", status=status, error=error, line=line)


def _tool_of(path: str) -> str | None:
    if _HOOKS.fullmatch(path):
        return "pre-commit"
    return "jenkins" if _JENKINS.fullmatch(path) else service_of(path)


def _read(tool: str, path: str, text: str) -> Iterator[Written]:
    if tool == "pre-commit":
        return _hooks(path, text)
    return _steps(text) if tool == "jenkins" else commands_of(path, text)


def _steps(text: str) -> Iterator[Written]:
    """The shell steps of a Jenkinsfile."""
    for found in _SHELL_STEP.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Written("pipeline", found["command"].strip(), line)


def _hooks(path: str, text: str) -> Iterator[Written]:
    """What each hook runs, or its name where another repository says what that is."""
    document = load_document(path, text)
    for n, repository in enumerate(_listed(document.data, "repos")):
        for m, hook in enumerate(_listed(repository, "hooks")):
            name = str(hook.get("id"))
            command = hook.get("entry") or _DVC_HOOKS.get(name, name)
            line = document.line("repos", n, "hooks", m)
            yield Written(name, str(command), line)


def _listed(data: Any, key: str) -> list[dict[str, Any]]:
    entries = data.get(key) if isinstance(data, dict) else None
    return [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []
