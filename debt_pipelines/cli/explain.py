"""`debt explain`: what a rule is against, why that is debt, and how to fix it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError

if TYPE_CHECKING:
    from debt_pipelines.model.rule import Effort, Rule


@click.command(short_help="Explain a rule: why it is there, how to fix it.")
@click.argument("code")
def command(code: str) -> None:
    """Explain a rule, by its code (REP101) or its name (stale-consumer)."""
    from debt_pipelines.rules.rulebook import load_rules

    rules = {rule.code: rule for rule in load_rules()}
    by_slug = {rule.slug: rule for rule in rules.values()}
    rule = rules.get(code.upper()) or by_slug.get(code.lower())
    if rule is None:
        hint = did_you_mean(code, [*rules, *by_slug]) or "`debt rules` lists all rules"
        raise SettingsError(f"there is no rule `{code}`", hint=hint)
    click.echo(explanation(rule))


def explanation(rule: Rule) -> str:
    """The text of a rule, as it stands in its suite, with its figures."""
    from debt_pipelines.model.rule import FAMILY_TITLES

    facts = [
        f"{rule.code} {rule.slug}: {rule.title}",
        "",
        f"family       {FAMILY_TITLES[rule.family]} ({rule.family})",
        f"severity     {_severity(rule)}",
        f"effort       {_effort(rule.effort)}",
        f"judged on    {rule.table}: {rule.expectation_type}",
    ]
    if rule.subsumed_by:
        facts.append(f"told only    where {', '.join(rule.subsumed_by)} does not fail on the same subject")
    if rule.is_advice:
        facts.append("gate         never closed by this rule: it is advice")
    return "\n".join([*facts, "", rule.notes])


def _severity(rule: Rule) -> str:
    steps = [f"{step.severity} where {step.when.replace('_', ' ')}" for step in rule.severity_when]
    return "; ".join([rule.severity, *steps])


def _effort(effort: Effort) -> str:
    base = f"{effort.base_minutes:g} min"
    if not effort.unit:
        return base
    return f"{base} + {effort.per_unit_minutes:g} min x {effort.unit.removeprefix('n_').replace('_', ' ')}"
