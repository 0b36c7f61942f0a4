"""What a fix would write: one file, as it is and as it would be."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.model.finding import Finding
from debt_pipelines.project.project import Project


@dataclass(frozen=True, slots=True)
class Patch:
    """One file to write; `before` is None where there is none yet.

    `settled` are the findings that are gone once it is written, `prepared` those that then still need a person's words.
    """

    path: str
    before: str | None
    after: str
    summary: str
    settled: tuple[Finding, ...] = ()
    prepared: tuple[Finding, ...] = ()

    def diff(self) -> str:
        """The change as a unified diff, as git would show it."""
        old = "/dev/null" if self.before is None else f"a/{self.path}"
        before, after = _lines(self.before or ""), _lines(self.after)
        return "".join(_with_line_ends(difflib.unified_diff(before, after, old, f"b/{self.path}")))


@dataclass(frozen=True, slots=True)
class Debt:
    """What the fixes work on: a project, its tables (catalog and facts) and its open findings."""

    project: Project
    frames: Frames
    findings: tuple[Finding, ...]

    def of(self, *codes: str) -> list[Finding]:
        """The findings of some rules."""
        return [finding for finding in self.findings if finding.code in codes]


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _with_line_ends(lines: Iterator[str]) -> Iterator[str]:
    """A last line without an end is told as such, so that the diff can be applied."""
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
