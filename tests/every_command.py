"""Every command of the front door in every form that only looks at a project, run in this process."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from debt_pipelines.cli.main import main
from debt_pipelines.reports import registry
from debt_pipelines.reports.backlog.registry import formats as backlog_formats
from debt_pipelines.reports.diff.registry import formats as diff_formats
from debt_pipelines.reports.history.registry import formats as history_formats
from debt_pipelines.reports.lineage.registry import formats as lineage_formats


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command printed on stdout and on stderr, and how it ended."""

    out: str
    err: str
    code: int


def looking(root: Path, out: Path) -> Iterator[tuple[str, ...]]:
    """The arguments of all commands that write nothing into the project; what they save goes to the folder `out`."""
    project, saved = str(root), str(out / "scorecard.json")
    yield ("scan", project, "--exit-zero", "--new-since", "HEAD~1", "--format", f"json={out / 'since.json'}")
    yield ("scan", project, "--exit-zero", "--verbose", "--format", "text", "--format", f"json={saved}")
    yield ("gate", project, "--verbose")
    yield ("gate", project, "--format", "json")
    yield ("diff", "--path", project, "HEAD~1", *_all("diff", diff_formats(), out), "--format", "text")
    yield ("diff", "--path", project, "HEAD~1", "HEAD", "--breaking")
    yield ("lineage", project, *_all("lineage", lineage_formats(), out), "--format", "text", "--code")
    yield ("history", project, *_all("history", history_formats(), out), "--format", "text")
    yield ("backlog", project, *_all("backlog", backlog_formats(), out), "--format", "text")
    yield ("render", saved, *_all("render", registry.formats(), out), "--format", "text")
    yield ("fix", project, "--dry-run")
    yield ("init", project, "--dry-run")
    yield ("baseline", "show", "--project", project)
    yield ("config", "show", project)
    yield ("config", "show", project, "--format", "json")
    yield ("config", "check", project)
    yield ("rules",)
    yield ("explain", "VAL101")
    yield ("completion", "bash")


def _all(command: str, formats: tuple[str, ...], out: Path) -> list[str]:
    """Each format of a command into a file of its own, whose ending is the name of the format."""
    return [part for name in formats for part in ("--format", f"{name}={out / f'{command}.{name}'}")]


def run(*arguments: str) -> Printed:
    """Run one command as a process would, but in this one."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr("sys.argv", ["debt", *arguments])
        patch.setattr("sys.excepthook", sys.excepthook)
        with pytest.raises(SystemExit) as ended:
            main()
    return Printed(out.getvalue(), err.getvalue(), int(ended.value.code or 0))
