"""`debt history`: whether debt shrinks, why it changed, and where it goes."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from debt_pipelines.cli.outputs import deliver, parse_outputs
from debt_pipelines.cli.places import checked_folder


@click.command(short_help="Show whether debt shrinks, and why.")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only runs since a day (2026-01-31).")
@click.option(
    "--format", "wanted", multiple=True, metavar="FORMAT[=FILE]",
    help="text, json, csv or markdown, to stdout or into a file; repeat for several. [default: text]",
)  # fmt: skip
def command(path: Path, since: datetime | None, wanted: tuple[str, ...]) -> None:
    """Show the trend of a project: the backlog after each scan, and what changed it.

    The change between two runs is split by its cause. `fixed` and `new` are what the team paid and added; `accepted` is
    what the ledger or a comment took out, or gave back; `rules` is what other rules or another version of this tool see
    differently; `evidence` is what can be judged now and could not before, or the other way round.

    Runs are told by the date of their commit. One that was scanned again under the same rules counts once. A scan with
    --new-since is a look at a change, and no run.
    """
    from debt_pipelines.defs.history import read_history
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.reports.history.registry import formats, render

    outputs = parse_outputs(wanted, formats())
    history = read_history(read_target(checked_folder(path)), since=since.date().isoformat() if since else None)
    for name, file in outputs:
        deliver(partial(render, history, name), file)
