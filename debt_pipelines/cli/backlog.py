"""`debt backlog`: what to pay off in the next sprint, and what that leads to."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import click

from debt_pipelines.cli.outputs import deliver, parse_outputs
from debt_pipelines.cli.scan import scan
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@click.command(short_help="Plan a sprint: what to pay off first.")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option("--capacity", default="20%", metavar="SHARE", show_default=True, help="Share of the sprint for debt.")
@click.option(
    "--sprint-hours", default=80.0, show_default=True, type=click.FloatRange(min=0, max=100_000), metavar="HOURS",
    help="Hours of work in the sprint.",
)  # fmt: skip
@click.option("--owner", metavar="NAME", help="Only findings of this owner.")
@click.option(
    "--format", "wanted", multiple=True, metavar="FORMAT[=FILE]",
    help="text, json, csv or markdown, to stdout or into a file; repeat for several. [default: text]",
)  # fmt: skip
@click.option("--fresh", is_flag=True, help="Scan anew although nothing has changed since the last scan.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
def command(
    path: Path,
    capacity: str,
    sprint_hours: float,
    owner: str | None,
    wanted: tuple[str, ...],
    fresh: bool,
    quiet: bool,
) -> int:
    """Plan the sprint that removes most impact in the hours there are: compliance first, then critical findings.

    Says what the letter and the scores are after it.
    """
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.reports.backlog.registry import formats, render
    from debt_pipelines.rules.rulebook import load_rules
    from debt_pipelines.score.backlog import plan_sprint

    outputs, share = parse_outputs(wanted, formats()), share_of(capacity)
    card = scan(path, is_fresh=fresh, is_quiet=quiet)
    owners = sorted({finding.owner for finding in card.findings if finding.owner})
    if owner is not None and owner not in owners:
        hint = did_you_mean(owner, owners) or f"owners: {', '.join(owners) or 'none'}"
        raise SettingsError(f"no finding is owned by `{owner}`", hint=hint)
    target = read_target(path)
    rules = load_rules(target.suite_folders, disable=target.settings.disable)
    sprint = plan_sprint(card, rules, sprint_hours=sprint_hours, capacity=share, owner=owner)
    for name, file in outputs:
        deliver(partial(render, sprint, name), file)
    return 0


def share_of(text: str) -> float:
    """`20%` or `0.2` as a share; raises SettingsError for what is none."""
    percent = _PERCENT.fullmatch(text.strip())
    try:
        share = float(percent[1]) / 100 if percent else float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise SettingsError(f"`{text}` is no share of a sprint", hint="write it as 20% or 0.2")
    return share
