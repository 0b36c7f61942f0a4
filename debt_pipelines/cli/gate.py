"""`debt gate`: scan, then exit with 1 if the gate is closed, and say why, since when, what to do and whose it is."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from debt_pipelines.cli.scan import BASELINE_HELP, GATE_CLOSED, scan
from debt_pipelines.cli.terminal import note, say, say_json, width
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.reports.cells import wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debt_pipelines.model.finding import Finding
    from debt_pipelines.model.scorecard import Scorecard

_FIX = "How to fix: "


@click.command(short_help="Pass or stop a deploy: only the verdict.")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--new-since", metavar="REV", help="Only what a git revision does not have is new; drift is told since it."
)
@click.option("--baseline", metavar="FILE", help=BASELINE_HELP)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--fresh", is_flag=True, help="Scan anew although nothing has changed since the last scan.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
@click.option("-v", "--verbose", is_flag=True, help="Also print the settings, the time of each stage and the files.")
@click.option("--instance", metavar="URL", help="Scan nothing; ask a running Dagster webserver for its last verdict.")
@click.option("--commit", metavar="REV", default="HEAD", show_default=True, help="With --instance: what is deployed.")
@click.option("--name", help="With --instance: the project's name there. [default: as in its settings]")
@click.option(
    "--max-age", type=float, default=24, show_default=True, help="With --instance: hours a verdict may be old."
)
def command(
    path: Path,
    new_since: str | None,
    baseline: str | None,
    form: str,
    fresh: bool,
    quiet: bool,
    verbose: bool,
    instance: str | None,
    commit: str,
    name: str | None,
    max_age: float,
) -> int:
    """Scan a repository and pass or stop a deploy: exits with 1 when the gate is closed.

    Without a baseline every finding counts as new. `debt baseline write` makes one, `debt accept` lets one finding pass
    until a day of review. With --instance anything but a fresh pass of the very commit is closed.
    """
    if instance is not None:
        return _ask(path, instance, commit=commit, name=name, max_age=max_age, form=form)
    scorecard = scan(path, new_since=new_since, baseline=baseline, is_fresh=fresh, is_quiet=quiet, is_verbose=verbose)
    fixes = {} if scorecard.gate.passed else _fixes(path)
    if form == "json":
        say_json(gate_document(scorecard, fixes))
    else:
        for line in gate_lines(scorecard, fixes):
            say(_fitted(line))
        _tell_next(scorecard, is_quiet=quiet)
    return 0 if scorecard.gate.passed else GATE_CLOSED


def _fitted(line: str) -> str:
    """The line within the width of a terminal; elsewhere it stays whole, so that a log can be searched."""
    if not sys.stdout.isatty():
        return line
    indent = line[: len(line) - len(line.lstrip())]
    return "\n".join(wrap(line.strip(), width(), first=indent, hanging=f"{indent}  "))


def _tell_next(scorecard: Scorecard, *, is_quiet: bool) -> None:
    if scorecard.gate.passed or is_quiet:
        return
    behind = [identifier for reason in scorecard.gate.reasons for identifier in reason.findings]
    if behind:
        note(f"\nnext: `debt explain {behind[0][:8]}` tells more of a finding")
    if scorecard.gate.baseline is None:
        note("      `debt baseline write` lets only what is new close the gate from then on")


def _ask(path: Path, url: str, *, commit: str, name: str | None, max_age: float, form: str) -> int:
    """The verdict of a webserver on the commit, as text or JSON."""
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.defs.webserver import Question, ask_gate
    from debt_pipelines.project import git

    target = read_target(path, name=name)
    revision = git.resolve_commit(target.root, commit)
    if revision is None:
        raise SettingsError(f"there is no commit `{commit}`", hint="name a revision of the repository in PATH")
    verdict = ask_gate(url, Question(target.prefix, revision, time.time(), max_age))
    if form == "json":
        told = {"passed": verdict.is_open, "reason": verdict.reason, "revision": verdict.revision}
        say_json(told | {"commit": revision, "run_id": verdict.run_id})
    else:
        say(f"gate: {'open' if verdict.is_open else 'closed'}\n  {verdict.reason}")
    return 0 if verdict.is_open else GATE_CLOSED


def gate_lines(scorecard: Scorecard, fixes: Mapping[str, str]) -> list[str]:
    """The verdict; for each reason what to do, and the findings behind it; for each rule how to fix them."""
    if scorecard.gate.passed:
        return ["gate: open"]
    by_id = {finding.id: finding for finding in scorecard.findings}
    lines = ["gate: closed"]
    for reason in scorecard.gate.reasons:
        lines.append(f"  {reason.message}")
        found = [by_id[identifier] for identifier in reason.findings]
        for finding in found:
            since = f"since {finding.first_seen[:10]}" if finding.first_seen else "new in this scan"
            lines.append(f"    {_place(finding)} {finding.code} {finding.message}")
            lines.append(f"      {finding.id}, {since}, {f'owner {finding.owner}' if finding.owner else 'no owner'}")
        codes = dict.fromkeys(finding.code for finding in found)
        lines += [f"    {code}: {fixes[code]}" for code in codes if code in fixes]
        lines.append(f"    to do: {reason.action}")
    return lines


def gate_document(scorecard: Scorecard, fixes: Mapping[str, str]) -> dict[str, Any]:
    """The same as JSON."""
    by_id = {finding.id: finding for finding in scorecard.findings}
    return {
        "passed": scorecard.gate.passed,
        "baseline": scorecard.gate.baseline,
        "revision": scorecard.revision,
        "reasons": [
            {
                "condition": reason.condition,
                "message": reason.message,
                "action": reason.action,
                "findings": [_told(by_id[identifier], fixes) for identifier in reason.findings],
            }
            for reason in scorecard.gate.reasons
        ],
    }


def _told(finding: Finding, fixes: Mapping[str, str]) -> dict[str, Any]:
    kept = {"id", "code", "severity", "message", "path", "line", "owner", "first_seen"}
    return finding.model_dump(include=kept) | {"subject": finding.subject.id, "fix": fixes.get(finding.code)}


def _place(finding: Finding) -> str:
    return finding.path if finding.line is None else f"{finding.path}:{finding.line}"


def _fixes(path: Path) -> dict[str, str]:
    """How to fix the findings of each rule, as its notes say."""
    from debt_pipelines.defs.target import read_target
    from debt_pipelines.rules.rulebook import load_rules

    rules = load_rules(read_target(path).suite_folders)
    told = {rule.code: rule.notes.partition(_FIX)[2].partition("\n\n")[0] for rule in rules}
    return {code: " ".join(text.split()) for code, text in told.items() if text}
