"""`debt diff`: what has changed in the tables of a project between two states, and what that breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.lineage import is_project
from debt_pipelines.cli.outputs import deliver, parse_outputs
from debt_pipelines.cli.progress import progress
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.project.project import Project
    from debt_pipelines.reports.diff.registry import DiffReport

BROKEN = 1
_TWO_FOLDERS = "to compare two copies of a project, give two folders: `debt diff OLD NEW`"


@click.command(short_help="Show what changed between two states.")
@click.argument("what", nargs=-1, metavar="[PATH] BASE [HEAD]")
@click.option("--path", type=click.Path(path_type=Path, readable=False), help="The project. [default: this folder]")
@click.option(
    "--format", "wanted", multiple=True, metavar="FORMAT[=FILE]",
    help="text, json or markdown, to stdout or into a file; repeat for several. [default: text]",
)  # fmt: skip
@click.option("--dataset", metavar="PATTERN", help="Only tables whose path matches, as in .gitignore.")
@click.option("--breaking", is_flag=True, help="Only what breaks those who read the data.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when there is a breaking change.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
def command(
    what: tuple[str, ...], path: Path | None, wanted: tuple[str, ...], dataset: str | None,
    breaking: bool, exit_code: bool, quiet: bool,
) -> int:  # fmt: skip
    """Show what has changed in the tables of a project from BASE to HEAD.

    BASE and HEAD are git revisions, or two folders that hold two copies of a project. Without HEAD, the work tree is
    compared as it is. Columns are compared by name, type and values: what was added, removed, renamed, moved or
    changed; tables that appeared, vanished or broke. Whatever breaks readers is marked, with the stages that read it.

    \b
    PATH is the project, the current folder by default:
      debt diff main                  the work tree with main
      debt diff v1.0 v2.0             two tags
      debt diff ../shop main          another project
      debt diff export-old export-new two folders

    Databases and stores of files that the settings name have no state at a revision. The work tree is compared with
    what scans had seen of them by the date of BASE; a source that cannot be compared is named with the reason.

    A file that is the same in both states is not read, and what was read once is not read again. Exits with 0 whatever
    has changed, unless --exit-code asks for 1.
    """
    from debt_pipelines.reports.diff.registry import formats, render

    outputs = parse_outputs(wanted, formats())
    report = read_diff(what, path, dataset, is_quiet=quiet)
    shown = report.only_breaking() if breaking else report
    for name, file in outputs:
        deliver(partial(render, shown, name), file)
    return BROKEN if exit_code and report.n_breaking else 0


def read_diff(what: tuple[str, ...], path: Path | None, dataset: str | None, *, is_quiet: bool) -> DiffReport:
    """Find the two states and compare them; raises SettingsError or NothingToScanError."""
    from debt_pipelines.defs.diff import diff_report
    from debt_pipelines.defs.target import read_target

    asked = read_arguments(what, path)
    target = read_target(asked.project)
    head = target.open()
    if asked.is_folders:
        base = read_target(Path(asked.base)).open()
        names = base.root.name, head.root.name
    else:
        base = _at(head, asked.base)
        head = head if asked.head is None else _at(head, asked.head)
        names = asked.base, asked.head or "the work tree"
    with progress(f"comparing {names[0]} with {names[1]}", is_quiet=is_quiet):
        report = diff_report(base, head, target.settings, is_wanted=matching(dataset), names=names)
    if dataset is not None and not (report.n_datasets or report.changes or report.unread):
        hint = did_you_mean(dataset, sorted({*base.files, *head.files}))
        raise SettingsError(f"no table matches `{dataset}`", hint=hint)
    return report


@dataclass(frozen=True, slots=True)
class Asked:
    """Which project, and which two states of it; `head` is None for its work tree.

    Where two folders are compared, `base` is one of them, and `project` the other.
    """

    project: Path
    base: str
    head: str | None = None
    is_folders: bool = False


def read_arguments(what: tuple[str, ...], path: Path | None) -> Asked:
    """What the arguments ask for; raises SettingsError."""
    if not what:
        hint = "`debt diff main` compares the work tree with the branch `main`"
        raise SettingsError("say what to compare with: a git revision, or two folders", hint=hint)
    if len(what) > (3 if path is None else 2):
        raise SettingsError("too many arguments: a project and two states at most", hint="see `debt diff --help`")
    if len(what) == 3:
        return Asked(Path(what[0]), what[1], what[2])
    if len(what) == 2 and path is None and not _is_revision(Path(), what[0]):
        first, second = map(Path, what)
        if is_project(first) and (_is_revision(first, what[1]) or not second.is_dir()):
            return Asked(first, what[1])
        if first.is_dir() and second.is_dir():
            return Asked(second, what[0], is_folders=True)
    return Asked(path or Path(), what[0], what[1] if len(what) == 2 else None)


def _is_revision(folder: Path, name: str) -> bool:
    from debt_pipelines.project.git import resolve_commit

    return folder.is_dir() and resolve_commit(folder, name) is not None


def _at(project: Project, revision: str) -> Project:
    """The project at a revision; raises SettingsError with what to do instead."""
    if not project.is_git:
        message = f"`{project.name}` is not in a git repository, so it has no revision `{revision}`"
        raise SettingsError(message, hint=_TWO_FOLDERS)
    try:
        return project.at(revision)
    except SettingsError as error:
        before, dots, after = revision.partition("..")
        hint = f"write `debt diff {before} {after.lstrip('.')}`" if before and dots and after.strip(".") else error.hint
        raise SettingsError(error.message, hint=_TWO_FOLDERS if Path(revision).is_dir() else hint) from error


def matching(pattern: str | None) -> Callable[[str], bool]:
    """Whether a path matches a pattern as in .gitignore; raises SettingsError for what is none."""
    import pathspec

    if pattern is None:
        return lambda _path: True
    try:
        spec = pathspec.GitIgnoreSpec.from_lines([pattern.removeprefix("file:")])
    except ValueError as error:
        raise SettingsError(f"`{pattern}` is not a pattern as in .gitignore") from error
    return lambda path: bool(spec.match_file(path))
