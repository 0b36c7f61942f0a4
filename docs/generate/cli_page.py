"""The command line as a page: what `--help` prints of each command."""

from __future__ import annotations

from collections.abc import Iterator

import click

from debt_pipelines.cli.main import cli

_WIDTH = 80
_HEAD = """\
# Command line

Made from the commands themselves by `python -m docs.generate`.

The payload goes to stdout; progress, notes and errors go to stderr. Progress shows on a terminal only, and not with
`--quiet`. `NO_COLOR` switches colour off, `FORCE_COLOR` on; colour only underlines what words say. Reports are as wide
as the terminal, 100 columns at most, and 80 in a pipe. `DEBT_STATE_DIR` is where results are kept, the user's state
folder by default.

| exit code | means |
|---|---|
| 0 | passed |
| 1 | the gate is closed, or with `debt diff --exit-code` something breaks readers |
| 2 | usage or configuration: the error says where, and `hint:` what to do |
| 3 | nothing could be read |

`debt completion bash|zsh|fish` prints the script for the tab key; its help says where to put it.
"""


def page() -> str:
    """The page as Markdown."""
    names = ["-h", "--help"]
    context = click.Context(
        cli, info_name="debt", terminal_width=_WIDTH, max_content_width=_WIDTH, help_option_names=names
    )
    blocks = [_HEAD, _block("debt", cli, context)]
    blocks += [_block(f"debt {name}", command, _below(context, command, name)) for name, command in _commands(context)]
    return "\n".join(blocks)


def _commands(context: click.Context) -> Iterator[tuple[str, click.Command]]:
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is None:
            continue
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {part}", command.commands[part]) for part in sorted(command.commands))


def _below(context: click.Context, command: click.Command, name: str) -> click.Context:
    return click.Context(command, context, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)


def _block(title: str, command: click.Command, context: click.Context) -> str:
    return f"## {title}\n\n```\n{command.get_help(context).rstrip()}\n```\n"
