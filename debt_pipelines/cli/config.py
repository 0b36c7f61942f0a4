"""`debt config`: the settings in force and where each comes from, and whether they are right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.places import checked_folder
from debt_pipelines.cli.terminal import note, note_error, say, say_json, width
from debt_pipelines.model.errors import DebtError
from debt_pipelines.reports.cells import cell_width, pad, wrap

if TYPE_CHECKING:
    from debt_pipelines.config.origins import Effective
    from debt_pipelines.defs.target import Target

_WRONG = 2
_ORIGIN_CELLS = 24
_path = click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))


@click.group(short_help="Show the settings in force, or check them.")
def command() -> None:
    """Show the settings of a project, or check them.

    They stand in debt.toml, or under [tool.debt] in pyproject.toml; debt.toml wins as a whole.
    """


@command.command()
@_path
@click.option("--set", "only_set", is_flag=True, help="Only what the project sets itself.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(path: Path, only_set: bool, form: str) -> None:
    """Print every setting in force with its value and where it comes from: a file and line, or the default."""
    from debt_pipelines.config.load import files_of
    from debt_pipelines.config.origins import DEFAULT, effective_settings

    known = effective_settings(files_of(checked_folder(path)))
    settings = [one for one in known if not only_set or one.origin != DEFAULT]
    if form == "json":
        say_json([one._asdict() for one in settings])
        return
    for line in _table(settings):
        say(line)
    if not settings:
        note("nothing is set: the defaults hold; `debt init` writes a settings file to start from")


@command.command()
@_path
def check(path: Path) -> int:
    """Check the settings, the rules they name, and the ledger and baseline they point at. Exits with 2 when wrong."""
    from debt_pipelines.config.load import files_of, settings_errors, settings_text
    from debt_pipelines.defs.target import read_target

    read = files_of(checked_folder(path))
    errors: list[DebtError] = [*settings_errors(read)]
    found = settings_text(read)
    if not errors:
        errors += _deeper(read_target(path))
    for error in errors:
        note_error(error.message, hint=error.hint)
    if errors:
        return _WRONG
    say(f"{found.path}: right" if found else "no settings: the defaults hold")
    if found and found.path == "debt.toml" and settings_text(lambda name: read(name) if name != found.path else None):
        note("[tool.debt] in pyproject.toml is not read, because debt.toml is there")
    note("`debt config show --set` prints what the project sets")
    return 0


def _deeper(target: Target) -> Iterator[DebtError]:
    """What only shows where the settings lead: rules, suites, sources, the ledger and the baseline."""
    from debt_pipelines.config.sources import address_of
    from debt_pipelines.defs.baseline import read_baseline
    from debt_pipelines.project.ledger_file import read_ledger
    from debt_pipelines.rules.rulebook import load_rules

    steps: list[Callable[[], object]] = [
        lambda: load_rules(target.suite_folders, disable=target.settings.disable),
        lambda: read_ledger(target.open(), target.settings.ledger),
        lambda: read_baseline(target),
        *(partial(address_of, source) for source in target.settings.sources.values()),
    ]
    for step in steps:
        try:
            step()
        except DebtError as error:
            yield error


def _table(settings: list[Effective]) -> Iterator[str]:
    """The settings by section, each with its origin at the end of its line, or below it where it is long."""
    section, room = "", width() - _ORIGIN_CELLS
    for one in sorted(settings, key=lambda one: "." in one.name):  # as in TOML, what has no section comes first
        above, _, name = one.name.rpartition(".")
        if above != section:
            section = above
            yield f"\n[{section}]"
        value = "not set" if one.value is None else json.dumps(one.value, ensure_ascii=False)
        *lines, last = wrap(value, width(), first=f"{name} = ", hanging="  ")
        is_short = not lines and cell_width(last) <= room
        yield from [f"{pad(last, room)}  {one.origin}"] if is_short else [*lines, last, f"{' ' * room}  {one.origin}"]
