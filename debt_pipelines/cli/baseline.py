"""`debt baseline`: write down what is there today, so that only what comes on top of it closes the gate."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.patches import present, write_patches
from debt_pipelines.cli.places import checked_folder
from debt_pipelines.cli.scan import scan
from debt_pipelines.cli.terminal import note, say
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.defs.target import Target
    from debt_pipelines.score.baseline import Baseline

_project = click.option(
    "--project", default=".", type=click.Path(path_type=Path, readable=False), help="The project. [default: .]"
)
_file = click.argument("file", required=False)
_quiet = click.option("-q", "--quiet", is_flag=True, help="Print no progress.")


@click.group(short_help="Let a legacy project start: only new debt closes the gate.")
def command() -> None:
    """Keep a baseline: a file of the findings that are known and close no gate.

    FILE is .debt/baseline.json by default (setting `baseline`); commit it. Scans use it once it is there.
    """


@command.command()
@_file
@_project
@_quiet
def write(file: str | None, project: Path, quiet: bool) -> None:
    """Scan, and write all open findings into FILE. What it listed before keeps the day it was first seen."""
    from debt_pipelines.score.baseline import baseline_from

    card = scan(project, baseline=_existing(file), is_quiet=quiet)
    made = baseline_from(card)
    _save(project, file, made)
    note(f"{len(made.findings)} findings are known from now on; commit the file, and let `debt gate` run in CI")


@command.command()
@_file
@_project
def show(file: str | None, project: Path) -> None:
    """Print how many findings FILE lists, by rule, and at which revision it was written."""
    from debt_pipelines.rules.rulebook import load_rules

    target, kept = _read(project, file)
    titles = {rule.code: rule.title for rule in load_rules(target.suite_folders)}
    say(f"{len(kept.findings)} findings known at {(kept.revision or 'no revision')[:10]}")
    for code, number in sorted(Counter(entry.code for entry in kept.findings).items()):
        say(f"  {number:>5}  {code}  {titles.get(code, 'no such rule any more')}")


@command.command()
@_file
@_project
@_quiet
def prune(file: str | None, project: Path, quiet: bool) -> None:
    """Scan, and take out of FILE what is not found any more. Nothing is added."""
    from debt_pipelines.defs.baseline import pruned

    target, kept = _read(project, file)
    card = scan(project, baseline=file, is_quiet=quiet)
    left = pruned(target.open(), kept, card)
    _save(project, file, left)
    note(f"{len(kept.findings) - len(left.findings)} findings taken out, {len(left.findings)} left")


def _target(project: Path, file: str | None) -> Target:
    from debt_pipelines.defs.target import read_target

    return read_target(checked_folder(project), baseline=file)


def _existing(file: str | None) -> str | None:
    return file if file is not None and Path(file).exists() else None


def _read(project: Path, file: str | None) -> tuple[Target, Baseline]:
    from debt_pipelines.defs.baseline import read_baseline

    target = _target(project, file)
    kept = read_baseline(target)
    if kept is None:
        raise SettingsError(f"there is no `{target.settings.baseline}`", hint="`debt baseline write` makes it")
    return target, kept


def _save(project: Path, file: str | None, baseline: Baseline) -> None:
    """Write a baseline where it belongs: FILE, else the file of the settings."""
    from debt_pipelines.fixes.patch import Patch
    from debt_pipelines.score.baseline import to_json

    target = _target(project, None)
    root, name = (target.root, target.settings.baseline) if file is None else _beside(Path(file))
    before = present(root, name)
    write_patches(root, [Patch(name, None if before is None else before.decode(), to_json(baseline), "the baseline")])
    note(f"wrote {file or name}")


def _beside(file: Path) -> tuple[Path, str]:
    return file.parent.resolve(), file.name
