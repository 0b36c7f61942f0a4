"""`debt scan`: crawl, judge, score, report."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.outputs import complete_format, deliver, parse_outputs
from debt_pipelines.cli.places import checked_folder
from debt_pipelines.cli.progress import progress
from debt_pipelines.cli.terminal import note
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debt_pipelines.defs.target import Target
    from debt_pipelines.model.scorecard import Scorecard
    from debt_pipelines.project.progress import Stage

GATE_CLOSED = 1
BASELINE_HELP = (
    "Only what this file does not list is new; `last` takes the last scan. "
    "[default: .debt/baseline.json, if it is there]"
)


@click.command(short_help="Scan a repository, print its scorecard (default).")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--format", "wanted", multiple=True, metavar="FORMAT[=FILE]", shell_complete=complete_format,
    help="Report format, to stdout or into a file; repeat for several. [default: text]",
)  # fmt: skip
@click.option(
    "--new-since", metavar="REV", help="Only what a git revision does not have is new; drift is told since it."
)
@click.option("--baseline", metavar="FILE", help=BASELINE_HELP)
@click.option("--fresh", is_flag=True, help="Scan anew although nothing has changed since the last scan.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when the gate is closed.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
@click.option("-v", "--verbose", is_flag=True, help="Also print the settings, the time of each stage and the files.")
def command(
    path: Path, wanted: tuple[str, ...], new_since: str | None, baseline: str | None,
    fresh: bool, exit_zero: bool, quiet: bool, verbose: bool,
) -> int:  # fmt: skip
    """Scan a repository and print its data-debt scorecard (the default command).

    Nothing is written into the repository. Exits with 1 when the gate is closed. Where nothing has changed since the
    last scan, its scorecard is shown again; data that has not changed is never read twice.
    """
    from debt_pipelines.reports.registry import formats, render

    outputs = parse_outputs(wanted, formats())
    scorecard = scan(path, new_since=new_since, baseline=baseline, is_fresh=fresh, is_quiet=quiet, is_verbose=verbose)
    for name, file in outputs:
        deliver(partial(render, scorecard, name), file)
    return 0 if exit_zero or scorecard.gate.passed else GATE_CLOSED


def scan(
    path: Path,
    *,
    new_since: str | None = None,
    baseline: str | None = None,
    is_fresh: bool = False,
    is_quiet: bool,
    is_verbose: bool = False,
) -> Scorecard:
    """Check the target first, so that mistakes are told at once, then run the scan, unless nothing has changed."""
    from debt_pipelines.defs.unchanged import keep_state, kept_scorecard

    target, state = checked_target(path, new_since=new_since, baseline=baseline)
    kept = None if is_fresh else kept_scorecard(target, state)
    if kept is not None:
        if not is_quiet:
            note(f"nothing has changed since the scan of {kept.generated_at[:16]}; --fresh scans anew")
        return kept
    with progress(f"scanning {target.name}", is_quiet=is_quiet, timings=target.folder / "timings.json") as course:
        from debt_pipelines.defs.launch import run_scan

        run = run_scan(target)
    keep_state(target, state)
    if is_verbose:
        _tell_more(target, run.run_id, course.seconds)
    return run.scorecard


def _tell_more(target: Target, run_id: str, seconds: Mapping[Stage, float]) -> None:
    """What a person asks when a scan surprises: which settings, how long, and where the results are."""
    from debt_pipelines.config.load import files_of, settings_text

    written = settings_text(files_of(target.root))
    note(f"settings   {written.path if written else 'the defaults'}, told by `debt config show`")
    for stage, spent in seconds.items():
        note(f"{stage:<10} {spent:.1f} s")
    note(f"results    {target.folder}")
    note(f"run        {run_id}, in `debt ui`")


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
    target = read_target(checked_folder(path), new_since=new_since, baseline=baseline)
    read_baseline(target)
    project = target.open()
    rules = load_rules(target.suite_folders, disable=target.settings.disable)
    return target, scan_state(target, project, rules, today=today())
