"""`debt rules`: the rulebook, one line a rule."""

from __future__ import annotations

import click

from debt_pipelines.cli.terminal import say, say_json
from debt_pipelines.model.errors import SettingsError


@click.command(short_help="List the rules.")
@click.option("--family", metavar="FAMILY", help="Only one debt family, e.g. REP.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(family: str | None, form: str) -> None:
    """List the rules: code, severity and what each is against."""
    from debt_pipelines.model.rule import FAMILY_TITLES
    from debt_pipelines.rules.rulebook import load_rules

    if family is not None and family.upper() not in FAMILY_TITLES:
        raise SettingsError(f"there is no debt family `{family}`", hint=f"families: {', '.join(FAMILY_TITLES)}")
    rules = [rule for rule in load_rules() if family is None or rule.family == family.upper()]
    if form == "json":
        say_json([rule.model_dump(mode="json") for rule in rules])
        return
    width = max(len(rule.slug) for rule in rules) if rules else 0
    for name, title in FAMILY_TITLES.items():
        members = [rule for rule in rules if rule.family == name]
        if members:
            say(title)
        for rule in members:
            say(f"  {rule.code}  {rule.slug:{width}} {rule.severity:8} {rule.title}")
    say("\n`debt explain CODE` says why a rule is there and how to fix what it finds.")
