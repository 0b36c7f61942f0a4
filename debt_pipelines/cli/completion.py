"""`debt completion`: the script that lets a shell complete commands, options, formats and rule codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.terminal import note

if TYPE_CHECKING:
    from click.shell_completion import ShellComplete

_SETUP = {
    "bash": 'eval "$(debt completion bash)"     in ~/.bashrc',
    "zsh": 'eval "$(debt completion zsh)"      in ~/.zshrc, after compinit',
    "fish": "debt completion fish > ~/.config/fish/completions/debt.fish",
}


@click.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(list(_SETUP)))
def command(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options, formats and rule codes with the tab key.

    \b
    bash  eval "$(debt completion bash)"     in ~/.bashrc
    zsh   eval "$(debt completion zsh)"      in ~/.zshrc, after compinit
    fish  debt completion fish > ~/.config/fish/completions/debt.fish
    """
    from debt_pipelines.cli.main import COMPLETE_VARIABLE, cli

    click.echo(_completer(shell)(cli, {}, "debt", COMPLETE_VARIABLE).source())
    if sys.stdout.isatty():
        note(f"nothing is set up yet; to have it in every shell:\n  {_SETUP[shell]}")


def _completer(shell: str) -> type[ShellComplete]:
    from click import shell_completion

    return {
        "bash": shell_completion.BashComplete,
        "zsh": shell_completion.ZshComplete,
        "fish": shell_completion.FishComplete,
    }[shell]
