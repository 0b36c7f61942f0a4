"""`debt init`: settings, a hook and a workflow to start from; what is there stays as it is."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.patches import show_diff, write_patches
from debt_pipelines.cli.places import checked_folder
from debt_pipelines.cli.terminal import note
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.fixes.setup_files import Part, SetUp

_PARTS: tuple[Part, ...] = ("settings", "pre-commit", "workflow")


@click.command(short_help="Set up a project: settings, hook, workflow.")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option("--only", "parts", multiple=True, type=click.Choice(_PARTS), help="Only this part; repeat for several.")
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff and write nothing.")
def command(path: Path, parts: tuple[Part, ...], dry_run: bool) -> None:
    """Set up a project to be scanned by its team.

    \b
    settings    debt.toml, or [tool.debt] at the end of a pyproject.toml
    pre-commit  a hook in .pre-commit-config.yaml, before each push
    workflow    .github/workflows/data-debt.yml, on each pull request (where the project is on GitHub)

    What is there is never changed: a part that is there is left out, and what you may add to it is printed.
    """
    from debt_pipelines.fixes.setup_files import set_up

    root = checked_folder(path).resolve()
    wanted = parts or tuple(part for part in _PARTS if part != "workflow" or _is_on_github(root))
    steps = [set_up(part, partial(_text, root)) for part in wanted]
    patches = [step.patch for step in steps if step.patch]
    if dry_run:
        sys.stdout.write("".join(show_diff(patch.diff()) for patch in patches))
    else:
        write_patches(root, patches)
    for step in steps:
        _tell(step, is_written=not dry_run)
    if not parts and "workflow" not in wanted:
        note("left out .github/workflows: not on GitHub; `debt init --only workflow` writes it")
    note(_next_step(len(patches), is_written=not dry_run))


def _tell(step: SetUp, *, is_written: bool) -> None:
    if step.patch:
        note(f"{'wrote' if is_written else 'would write'} {step.patch.path}: {step.patch.summary}")
        return
    note(f"left out {step.part}: {step.reason}")
    if step.by_hand:
        note(f"\n{step.by_hand}")


def _next_step(n_written: int, *, is_written: bool) -> str:
    if n_written and not is_written:
        return "\nnext: run again without --dry-run to write it"
    return (
        "\nnext: `debt` shows the debt there is,\n"
        "      `debt baseline write` lets only what is new close the gate from then on"
    )


def _is_on_github(root: Path) -> bool:
    from debt_pipelines.project.git import origin_url

    return (root / ".github").is_dir() or "github.com" in (origin_url(root) or "")


def _text(root: Path, name: str) -> str | None:
    from debt_pipelines.config.load import files_of

    content = files_of(root)(name)
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError as error:
        raise SettingsError(f"`{name}` is not UTF-8 text", hint="nothing was written") from error
