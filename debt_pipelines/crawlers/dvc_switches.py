"""Stages and `.dvc` files that DVC is told never, or always, to run: since when, and whether a comment says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from debt_pipelines.crawlers.dvc_versions import Version, is_dvc_file
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.history_rows import CachingDisabled
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

How = Literal["frozen", "always_changed"]
Switch = tuple[str, How]
"""A stage as written, or a `.dvc` file, and which of the two."""

_SWITCHES: tuple[How, ...] = ("frozen", "always_changed")
_OLD_FROZEN = "locked"
_COMMENT = re.compile(r"(?:^|\s)#+\s*(.*\S)\s*$")
_CODE = re.compile(r"^-\s|^[\w-]+:(\s|$)")


@dataclass(frozen=True, slots=True)
class _Since:
    date: str | None
    commit: str | None


class Switches:
    """The switches of each file as its versions come by, oldest first."""

    def __init__(self) -> None:
        self.since: dict[str, dict[Switch, _Since]] = {}

    def see(self, version: Version) -> None:
        """Take note of one version of a `dvc.yaml` or `.dvc` file; one that cannot be read changes nothing."""
        if version.is_gone:
            self.since.pop(version.path, None)
            return
        found = _switches(version.path, version.text) if version.text is not None else None
        if found is None:
            return
        before = self.since.get(version.path, {})
        new = _Since(None, None) if version.is_start else _Since(version.commit.committed_at, version.commit.id)
        self.since[version.path] = {switch: before.get(switch, new) for switch in found}

    def rows(self, project: Project) -> Iterator[CachingDisabled]:
        """What is switched on at the scanned state."""
        named = project.paths(suffixes=(".dvc",), names=("dvc.yaml", "Dvcfile"))
        for path, text in project.texts(path for path in named if is_dvc_file(path) or path.endswith("dvc.yaml")):
            if isinstance(text, UnreadableError):
                continue
            since = self.since.get(path, {})
            for (subject, how), line in (_switches(path, text) or {}).items():
                known = since.get((subject, how), _Since(None, None))
                yield CachingDisabled(
                    subject=subject, how=how, since=known.date, commit=known.commit, reason=_reason(text, line)
                )


def _switches(path: str, text: str) -> dict[Switch, tuple[int | None, int | None]] | None:
    """The switches of a file, each with its line and that of its stage; None when the file cannot be read."""
    if not any(f"{switch}:" in text for switch in (*_SWITCHES, _OLD_FROZEN)):
        return {}
    try:
        document = load_yaml(text)
    except UnreadableError:
        return None
    if is_dvc_file(path):
        return {(path, how): (line, None) for how, line in _of_dvc_file(document)}
    stages = document.data.get("stages") if isinstance(document.data, dict) else None
    return {
        (f"{path}:{name}", how): (line, document.line("stages", name))
        for name, definition in (stages.items() if isinstance(stages, dict) else ())
        for how, line in _of_stage(document, name, definition)
    }


def _of_dvc_file(document: YamlDocument) -> Iterator[tuple[How, int | None]]:
    """An import is frozen by its nature, so only that of other files tells anything."""
    data = document.data
    if isinstance(data, dict) and ("cmd" in data or not data.get("deps")):
        yield from ((how, document.line(how)) for how in _SWITCHES if data.get(how) is True)
        if data.get(_OLD_FROZEN) is True and data.get("frozen") is not True:
            yield "frozen", document.line(_OLD_FROZEN)


def _of_stage(document: YamlDocument, name: Any, definition: object) -> Iterator[tuple[How, int | None]]:
    body = definition.get("do", definition) if isinstance(definition, dict) else None
    at = ("stages", name) if body is definition else ("stages", name, "do")
    if isinstance(body, dict):
        yield from ((how, document.line(*at, how)) for how in _SWITCHES if body.get(how) is True)


def _reason(text: str, lines: tuple[int | None, int | None]) -> str | None:
    """A comment on the line of the switch, on its own above it, or on the line of the stage; code is none."""
    line, stage_line = lines
    written = text.split("\n")
    found = [_comment(written[number - 1]) for number in (line, stage_line) if number is not None]
    if line is not None and line > 1 and written[line - 2].lstrip().startswith("#"):
        found.append(_comment(written[line - 2]))
    return next((comment for comment in found if comment), None)


def _comment(line: str) -> str | None:
    found = _COMMENT.search(line)
    return found[1] if found and not _CODE.match(found[1]) else None
