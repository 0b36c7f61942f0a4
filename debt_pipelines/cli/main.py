"""The front door: finds the command, keeps `scan` as the default, and turns errors into words and exit codes.

Exit codes: 0 passed, 1 gate closed, 2 usage or configuration, 3 nothing could be read; 128 and its number where a
signal stopped the command (130 for Ctrl-C), 141 where nobody reads the output any more.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import click

import debt_pipelines.cli as package
from debt_pipelines import __version__
from debt_pipelines.cli.interrupts import Stopped, stopping
from debt_pipelines.cli.terminal import leave_stdout, note_crash, note_error, payload_as_utf8
from debt_pipelines.model.errors import DebtError

DEFAULT_COMMAND = "scan"
NOBODY_READS = 128 + 13
"""What a shell gives for a process that SIGPIPE ended: neither an open nor a closed gate."""
COMPLETE_VARIABLE = "_DEBT_COMPLETE"
_NO_COMMANDS = ("interrupts", "main", "outputs", "patches", "places", "progress", "terminal")


_SECTIONS = {
    "Find out": ("scan", "explain", "rules", "lineage", "diff", "history"),
    "Pay off": ("backlog", "fix"),
    "Hold the line": ("gate", "baseline", "accept"),
    "Set up and pass on": ("init", "config", "completion", "render", "ui"),
}


class _NobodyReadsError(Exception):
    """Whoever read the output has left."""


class _Commands(click.Group):
    """Commands are the modules of this package that define `command`."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; click itself would end as with a closed gate where nobody reads any more."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _NobodyReadsError from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in _module_names() if self.get_command(ctx, name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _module_names():
            return None
        command = getattr(import_module(f"{package.__name__}.{cmd_name}"), "command", None)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what a person wants; one that stands in no section comes last."""
        names = self.list_commands(ctx)
        listed = [name for members in _SECTIONS.values() for name in members]
        other = tuple(name for name in names if name not in listed)
        for title, members in {**_SECTIONS, "More": other}.items():
            commands = [(name, self.get_command(ctx, name)) for name in members if name in names]
            rows = [(name, command.get_short_help_str(70)) for name, command in commands if command]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows, col_max=12)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next(iter(args), None)
        if ctx.resilient_parsing and first is None:  # a shell asks what may stand here
            return super().parse_args(ctx, args)
        if first is None or (first not in ("--help", "-h", "--version") and first not in _module_names()):
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)


def _module_names() -> list[str]:
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name for name in names if name not in _NO_COMMANDS)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="debt")
def cli() -> None:
    """Find the technical debt of a data or ML repository: what it costs, and what to fix first.

    `debt [PATH]` scans a repository, the current folder by default. Exit codes: 0 passed, 1 gate closed, 2 usage or
    configuration, 3 nothing could be read.
    """


def main() -> None:
    """Run the command line and exit."""
    sys.excepthook = note_crash
    payload_as_utf8()
    with stopping() as stopped:
        code = _ran(stopped)
    sys.exit(code)


def _ran(stopped: Stopped) -> int:
    """The exit code of the command; every failure is told in one line, and a hint."""
    try:
        outcome = cli.main(prog_name="debt", complete_var=COMPLETE_VARIABLE, standalone_mode=False)
        sys.stdout.flush()  # what cannot be written is told now, and not by the interpreter as it ends
        return outcome if isinstance(outcome, int) else 0
    except BaseException as error:  # noqa: BLE001 - what is not told is raised again
        if stopped.by is not None:
            stopped.tell()
            return stopped.exit_code
        return _told(error)


def _told(error: BaseException) -> int:
    """Tell what went wrong; the exit code it means. What is no failure of this kind is raised again."""
    if isinstance(error, click.exceptions.Abort):
        return 130
    if isinstance(error, click.ClickException):
        note_error(error.format_message(), hint="`debt --help` lists commands and options")
        return 2
    if isinstance(error, DebtError):
        note_error(error.message, hint=error.hint)
        return error.exit_code
    if isinstance(error, _NobodyReadsError | BrokenPipeError):
        leave_stdout()
        return NOBODY_READS
    if isinstance(error, OSError):
        leave_stdout()
        where = f"`{error.filename}`: " if error.filename else ""
        note_error(f"{where}{error.strerror or error}")
        return 3
    raise error
