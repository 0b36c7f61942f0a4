"""`debt gate`: scan, then exit with 1 if the gate is closed, and say only why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.scan import GATE_CLOSED, scan

if TYPE_CHECKING:
    from debt_pipelines.model.scorecard import Scorecard


@click.command(short_help="Pass or stop a deploy: only the verdict.")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--new-since", metavar="REV", help="Only what a git revision does not have is new; drift is told since it."
)
@click.option("--fresh", is_flag=True, help="Scan anew although nothing has changed since the last scan.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
def command(path: Path, new_since: str | None, fresh: bool, quiet: bool) -> int:
    """Scan a repository and pass or stop a deploy: exits with 1 when the gate is closed.

    Without --new-since every finding counts as new.
    """
    scorecard = scan(path, new_since=new_since, is_fresh=fresh, is_quiet=quiet)
    for line in gate_lines(scorecard):
        click.echo(line)
    return 0 if scorecard.gate.passed else GATE_CLOSED


def gate_lines(scorecard: Scorecard) -> list[str]:
    """The verdict, and for each reason the findings behind it with their place."""
    if scorecard.gate.passed:
        return ["gate: open"]
    by_id = {finding.id: finding for finding in scorecard.findings}
    lines = ["gate: closed"]
    for reason in scorecard.gate.reasons:
        lines.append(f"  {reason.message}")
        for identifier in reason.findings:
            finding = by_id[identifier]
            place = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
            lines.append(f"    {place} {finding.code} {finding.message}")
    return lines
