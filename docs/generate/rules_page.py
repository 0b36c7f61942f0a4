"""The rulebook as a page: a table a family, then each rule in full."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.rule import FAMILY_TITLES, SEVERITY_POINTS, Rule
from debt_pipelines.reports.rule_text import effort_words, severity_words
from debt_pipelines.rules.rulebook import load_rules

_HEAD = """\
# Rules

Made from `expectations/` by `python -m docs.generate`. `debt rules` lists the same, `debt explain CODE` prints one.

Each rule ends as passed, failed, not applicable, no evidence or error. A finding is a failed row. *Advice* and
*experimental* rules are scored and never close the gate. Severity points: {points}.
"""


def page() -> str:
    """The page as Markdown."""
    rules = load_rules()
    points = ", ".join(f"{severity} {number}" for severity, number in SEVERITY_POINTS.items())
    blocks = [_HEAD.format(points=points)]
    for family, title in FAMILY_TITLES.items():
        members = [rule for rule in rules if rule.family == family]
        if members:
            blocks.append(f"## {title} ({family})\n\n" + "\n".join(_table(members)) + "\n")
            blocks += ["\n".join(_section(rule)) + "\n" for rule in members]
    return "\n".join(blocks)


def _table(rules: list[Rule]) -> Iterator[str]:
    yield "| code | name | severity | what must hold |"
    yield "|---|---|---|---|"
    for rule in rules:
        marks = _marks(rule)
        suffix = f" ({', '.join(marks)})" if marks else ""
        link = f"[{rule.code}](#{rule.code.lower()}-{rule.slug})"
        yield f"| {link} | {rule.slug} | {rule.severity}{suffix} | {rule.title} |"


def _section(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.slug}"
    yield ""
    weight = f"{severity_words(rule).capitalize()}. Effort {effort_words(rule.effort)}."
    yield f"**{rule.title}.** {weight} Judged on `{rule.table}`."
    marks = _marks(rule)
    if marks:
        yield f"{' and '.join(marks).capitalize()}: it closes no gate."
    if rule.subsumed_by:
        yield f"Told only where {', '.join(rule.subsumed_by)} does not fail on the same subject."
    yield ""
    yield rule.notes.strip()


def _marks(rule: Rule) -> list[str]:
    return [*(["advice"] if rule.is_advice else []), *([rule.lifecycle] if rule.lifecycle != "stable" else [])]
