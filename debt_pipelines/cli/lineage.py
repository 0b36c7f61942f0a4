"""`debt lineage`: what feeds what, for a whole project or around one dataset or stage."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.outputs import deliver, parse_outputs
from debt_pipelines.cli.progress import progress
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.reports.lineage.registry import LineageReport

_PROJECT_MARKS = (".git", ".dvc", "dvc.yaml", "debt.toml")
_STAGES = click.IntRange(min=0)


@click.command(short_help="Show what feeds what, and what it feeds.")
@click.argument("what", nargs=-1, metavar="[PATH] [DATASET]")
@click.option("--path", type=click.Path(path_type=Path, readable=False), help="The project; the argument is DATASET.")
@click.option("--upstream", type=_STAGES, metavar="N", help="At most N stages before DATASET; 0 for none.")
@click.option("--downstream", type=_STAGES, metavar="N", help="At most N stages after DATASET; 0 for none.")
@click.option(
    "--format", "wanted", multiple=True, metavar="FORMAT[=FILE]",
    help="text, mermaid, dot, svg, json or openlineage, to stdout or into a file; repeat for several. [default: text]",
)  # fmt: skip
@click.option("--code", is_flag=True, help="Also show the code and settings that stages depend on.")
def command(
    what: tuple[str, ...], path: Path | None, upstream: int | None, downstream: int | None,
    wanted: tuple[str, ...], code: bool,
) -> None:  # fmt: skip
    """Show what feeds what: the whole graph of a project, or what lies around DATASET.

    DATASET is a path, a file name that only one dataset has, an identifier (file:data/x.csv), a stage (train,
    dvc.yaml:train), or a template for all its stages. By default everything before and after it is shown.
    --upstream and --downstream count stages: N stages away, with what these stages read or write.

    \b
    PATH is the project, the current folder by default. A single argument is PATH when it is a folder
      - that holds .git, .dvc, dvc.yaml or debt.toml, or
      - that is the current folder, or lies outside it;
    else it is DATASET, of the project in the current folder.

    Only the files of DVC are read: no data, no history, and nothing is run.
    """
    from debt_pipelines.reports.lineage.registry import formats, render

    outputs = parse_outputs(wanted, formats())
    root, dataset = read_arguments(what, path)
    if dataset is None and (upstream is not None or downstream is not None):
        hint = f"`--path . {what[0]}` asks for a dataset of this project" if what and path is None else "name one"
        raise SettingsError("`--upstream` and `--downstream` count from a dataset or a stage", hint=hint)
    report = read_lineage(root, dataset, upstream=upstream, downstream=downstream, with_code=code)
    for name, file in outputs:
        deliver(partial(render, report, name), file)


def read_arguments(what: tuple[str, ...], path: Path | None) -> tuple[Path, str | None]:
    """The folder of the project, and the dataset or stage asked for; raises SettingsError."""
    if len(what) > (2 if path is None else 1):
        raise SettingsError("too many arguments: one project and one dataset at most", hint="see `debt lineage --help`")
    if path is not None:
        return path, what[0] if what else None
    if len(what) == 2:
        return Path(what[0]), what[1]
    if what and not is_project(Path(what[0])):
        return Path(), what[0]
    return Path(*what), None


def is_project(folder: Path) -> bool:
    """Whether a folder is meant as a project, rather than as a part of the one in the current folder."""
    if not folder.is_dir():
        return False
    here = Path.cwd()
    is_below = folder.resolve() != here and folder.resolve().is_relative_to(here)
    return not is_below or any((folder / mark).exists() for mark in _PROJECT_MARKS)


def read_lineage(
    path: Path, dataset: str | None, *, upstream: int | None, downstream: int | None, with_code: bool
) -> LineageReport:
    """Crawl the project and pick out the part asked for; raises SettingsError or NothingToScanError."""
    from debt_pipelines.defs.lineage import lineage_report
    from debt_pipelines.defs.target import read_target

    target = read_target(path)
    with progress(f"reading the pipelines of {target.name}", is_quiet=False):
        report = lineage_report(target.open(), target.settings, with_code=with_code)
    return report if dataset is None else _around(report, target.root, dataset, upstream, downstream)


def _around(
    report: LineageReport, root: Path, dataset: str, upstream: int | None, downstream: int | None
) -> LineageReport:
    from dataclasses import replace

    from debt_pipelines.catalog.lineage_select import Direction, around, find_nodes

    asked = Path(dataset)
    name = asked.relative_to(root).as_posix() if asked.is_absolute() and asked.is_relative_to(root) else dataset
    graph = around(report.graph, find_nodes(report.graph, name), upstream=upstream, downstream=downstream)
    limits: dict[Direction, int | None] = {"upstream": upstream, "downstream": downstream}
    return replace(report, graph=graph, limits={way: limit for way, limit in limits.items() if limit != 0})
