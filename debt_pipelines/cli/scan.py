"""`debt scan`: crawl, judge, score, report."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.outputs import deliver, parse_outputs
from debt_pipelines.cli.terminal import Progress
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.defs.target import Target
    from debt_pipelines.model.scorecard import Scorecard

GATE_CLOSED = 1
BASELINE_HELP = (
    "Only what this file does not list is new; `last` takes the last scan. "
    "[default: .debt/baseline.json, if it is there]"
)


@click.command(short_help="Scan a repository, print its scorecard (default).")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--format", "wanted", multiple=True, metavar="FORMAT[=FILE]",
    help="Report format, to stdout or into a file; repeat for several. [default: text]",
)  # fmt: skip
@click.option(
    "--new-since", metavar="REV", help="Only what a git revision does not have is new; drift is told since it."
)
@click.option("--baseline", metavar="FILE", help=BASELINE_HELP)
@click.option("--fresh", is_flag=True, help="Scan anew although nothing has changed since the last scan.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when the gate is closed.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
def command(
    path: Path, wanted: tuple[str, ...], new_since: str | None, baseline: str | None,
    fresh: bool, exit_zero: bool, quiet: bool,
) -> int:  # fmt: skip
    """Scan a repository and print its data-debt scorecard (the default command).

    Nothing is written into the repository. Exits with 1 when the gate is closed. Where nothing has changed since the
    last scan, its scorecard is shown again; data that has not changed is never read twice.
    """
    from debt_pipelines.reports.registry import formats, render

    outputs = parse_outputs(wanted, formats())
    scorecard = scan(path, new_since=new_since, baseline=baseline, is_fresh=fresh, is_quiet=quiet)
    for name, file in outputs:
        deliver(partial(render, scorecard, name), file)
    return 0 if exit_zero or scorecard.gate.passed else GATE_CLOSED


def scan(
    path: Path, *, new_since: str | None = None, baseline: str | None = None, is_fresh: bool = False, is_quiet: bool
) -> Scorecard:
    """Check the target first, so that mistakes are told at once, then run the scan, unless nothing has changed."""
    from debt_pipelines.defs.unchanged import keep_state, kept_scorecard

    target, state = checked_target(path, new_since=new_since, baseline=baseline)
    kept = None if is_fresh else kept_scorecard(target, state)
    progress = Progress(is_quiet=is_quiet)
    if kept is not None:
        progress.note(f"nothing has changed since the scan of {kept.generated_at}; --fresh scans anew")
        return kept
    progress.say(f"scanning {target.name} ...")
    try:
        from debt_pipelines.defs.launch import run_scan

        scorecard = run_scan(target).scorecard
    finally:
        progress.clear()
    keep_state(target, state)
    return scorecard


def checked_target(
    path: Path, *, new_since: str | None = None, baseline: str | None = None
) -> tuple[Target, str | None]:
    """A target that can be scanned (readable, its settings, rules and revision right), and the state it is in."""
    from debt_pipelines.defs.baseline import read_baseline
    from debt_pipelines.defs.clock import today
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.defs.unchanged import scan_state
    from debt_pipelines.rules.rulebook import load_rules

    if new_since is not None and baseline is not None:
        raise SettingsError("--new-since and --baseline exclude each other", hint="say once what is known")
    if path.is_dir():
        target = read_target(path, new_since=new_since, baseline=baseline)
        read_baseline(target)
        project = target.open()
        rules = load_rules(target.suite_folders, disable=target.settings.disable)
        return target, scan_state(target, project, rules, today=today())
    message = f"`{path}` is a file" if path.exists() else f"there is no folder `{path}`"
    raise SettingsError(message, hint="give the folder of a repository")
