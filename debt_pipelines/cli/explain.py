"""`debt explain`: what a rule is against, or what one finding of the last scan costs and what to do about it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from debt_pipelines.cli.terminal import is_color, width
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.model.scorecard import Scorecard

_IDENTIFIER = re.compile(r"[0-9a-f]{4,16}")


def _complete_rule(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from debt_pipelines.rules.rulebook import load_rules

    return [rule.code for rule in load_rules() if rule.code.startswith(incomplete.upper())]


@click.command(short_help="Explain a rule, or a finding of the last scan.")
@click.argument("code", metavar="RULE|FINDING", shell_complete=_complete_rule)
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
def command(code: str, path: Path) -> None:
    """Explain a rule, by its code (REP101) or its name (stale-consumer).

    Or a finding of the last scan of PATH, by its identifier or the first four or more digits of it: its evidence, how
    often it bites, what it costs a week and what to do.
    """
    from debt_pipelines.rules.rulebook import load_rules

    if _IDENTIFIER.fullmatch(code.lower()):
        click.echo(_finding(code.lower(), path))
        return
    from debt_pipelines.reports.ink import Ink
    from debt_pipelines.reports.rule_text import rule_text

    rules = {rule.code: rule for rule in load_rules()}
    by_slug = {rule.slug: rule for rule in rules.values()}
    rule = rules.get(code.upper()) or by_slug.get(code.lower())
    if rule is None:
        hint = did_you_mean(code, [*rules, *by_slug]) or "`debt rules` lists all rules"
        raise SettingsError(f"there is no rule `{code}`", hint=hint)
    click.echo(rule_text(rule, width(), Ink(is_color(sys.stdout))))


def _finding(prefix: str, path: Path) -> str:
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.reports.finding_text import finding_text
    from debt_pipelines.reports.ink import Ink
    from debt_pipelines.rules.rulebook import load_rules

    target = read_target(path)
    card = _last_scan(target.scorecard_path)
    found = [finding for finding in card.findings if finding.id.startswith(prefix)]
    if len(found) != 1:
        hint = "the identifiers are in `debt backlog` and in `debt scan --format json`"
        raise SettingsError(f"{len(found) or 'no'} findings of the last scan begin with `{prefix}`", hint=hint)
    rules = {rule.code: rule for rule in load_rules(target.suite_folders)}
    return finding_text(found[0], rules.get(found[0].code), width(), Ink(is_color(sys.stdout)))


def _last_scan(path: Path) -> Scorecard:
    from debt_pipelines.defs.scorecard_file import read_scorecard

    try:
        return read_scorecard(path)
    except (OSError, ValueError) as error:
        raise SettingsError("there is no last scan to explain a finding of", hint="run `debt scan` first") from error
