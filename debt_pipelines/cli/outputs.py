"""Reports on their way out: which formats were asked for, and where each goes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.terminal import is_color, note, width
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.project.whole_file import write_whole

if TYPE_CHECKING:
    from debt_pipelines.reports.registry import RenderOptions

Output = tuple[str, Path | None]


def parse_outputs(wanted: Iterable[str], formats: tuple[str, ...]) -> list[Output]:
    """`html=report.html` -> format and file, text to stdout by default; raises SettingsError for an unknown format."""
    return [_parse(text, formats) for text in wanted] or [("text", None)]


def complete_format(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The report formats that begin so, for the completion of a shell."""
    from debt_pipelines.reports.registry import formats

    return [name for name in formats() if name.startswith(incomplete)]


def _parse(text: str, formats: tuple[str, ...]) -> Output:
    name, _, file = text.partition("=")
    if name not in formats:
        hint = did_you_mean(name, formats) or f"formats: {', '.join(formats)}"
        raise SettingsError(f"there is no report format `{name}`", hint=hint)
    return name, Path(file) if file else None


def deliver(render: Callable[[RenderOptions], str], file: Path | None) -> None:
    """Render one report to a file, or to stdout."""
    from debt_pipelines.reports.registry import RenderOptions

    if file is None:
        sys.stdout.write(render(RenderOptions(width=width(), is_color=is_color(sys.stdout))))
        sys.stdout.flush()
        return
    try:
        write_whole(file, render(RenderOptions()))
    except OSError as error:
        raise SettingsError(f"cannot write `{file}`: {error.strerror}") from error
    note(f"wrote {file}")
