"""`debt accept`: write into the ledger that some debt may stay, why, until when, and who answers for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.patches import show_diff, write_patches
from debt_pipelines.cli.places import checked_folder
from debt_pipelines.cli.scan import scan
from debt_pipelines.cli.terminal import note
from debt_pipelines.model.acceptance import ACCEPTANCE_REASONS
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.model.finding import Finding


@click.command(short_help="Let debt stay, with a reason, an owner and a date.")
@click.argument("wanted", nargs=-1, required=True, metavar="FINDING...")
@click.option("--reason", required=True, type=click.Choice(ACCEPTANCE_REASONS), help="Why it may stay.")
@click.option("--words", required=True, help="The same in your words.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option(
    "--until", required=True, metavar="DATE", callback=lambda _context, _option, text: _day(text),
    help="Day of the next review, such as 2026-12-31.",
)  # fmt: skip
@click.option("--ticket", help="Where the work is tracked.")
@click.option("--project", default=".", type=click.Path(path_type=Path, readable=False), help="The project.")
@click.option("--dry-run", is_flag=True, help="Print the change as a diff and write nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
def command(
    wanted: tuple[str, ...], reason: str, words: str, owner: str, until: str, ticket: str | None,
    project: Path, dry_run: bool, quiet: bool,
) -> int:  # fmt: skip
    """Accept findings of the last scan: they count as accepted debt until the day of review.

    FINDING is the id of a finding, or the first characters of it. The entries go into .debt/accepted.yaml (setting
    `ledger`), where nothing else is changed. On the day after the review the debt is open again, and the gate closed.
    """
    from debt_pipelines.defs.accept import acceptance, accepted_patch, last_findings
    from debt_pipelines.defs.clock import today
    from debt_pipelines.defs.target import read_target

    target = read_target(checked_folder(project))
    findings = last_findings(target)
    if not all(_matching(findings, text) for text in wanted):
        findings = list(scan(project, is_quiet=quiet).findings)
    chosen = list({finding.id: finding for finding in (_one(findings, text) for text in wanted)}.values())
    said = {"reason": reason, "words": words, "owner": owner, "until": until}
    if ticket:
        said["ticket"] = ticket
    entries = [acceptance(finding, said, today=today()) for finding in chosen]
    patch = accepted_patch(target, entries)
    if dry_run:
        sys.stdout.write(show_diff(patch.diff()))
        return 0
    write_patches(target.root, [patch])
    for finding in chosen:
        note(f"accepted until {until}: {finding.code} {finding.message}")
    note(f"wrote {patch.path}; commit it")
    return 0


def _day(text: str) -> str:
    from debt_pipelines.project.ledger_file import day

    try:
        return day(text)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _matching(findings: list[Finding], text: str) -> list[Finding]:
    return [finding for finding in findings if finding.id.startswith(text.lower())]


def _one(findings: list[Finding], text: str) -> Finding:
    """The finding that a text names; raises SettingsError when there is none, or more than one."""
    found = _matching(findings, text)
    if not found:
        raise SettingsError(f"there is no finding `{text}`", hint="`debt scan --format json` has all ids")
    if len(found) > 1:
        raise SettingsError(f"`{text}` is the start of {len(found)} findings", hint="give more of the id")
    return found[0]
