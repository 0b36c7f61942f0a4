"""Markdown for the pages of the Dagster UI: what is wrong, what to fix first, and which command tells more.

The UI shows Markdown with tables and pictures, but drops HTML. It shows the description of an asset both as Markdown
and, in lists, as it is written, so `described` escapes no more than it must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.cells import clip
from debt_pipelines.reports.finding_groups import FindingGroup, open_groups
from debt_pipelines.reports.markdown_parts import category_table, reason_lines, sentence
from debt_pipelines.reports.markdown_text import code, plain, table
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.trend_words import signed, trend_words
from debt_pipelines.reports.wording import count, duration, percent, place

N_FIXES = 10
_N_FINDINGS = 5
_PLACE, _DESCRIPTION = 60, 1_000
_ACTIVE = re.compile(r"([\\\[\]<])")
_BLOCK = re.compile(r"^[#>+*=|~-]+\s*")


def described(text: str) -> str:
    """What somebody wrote of their data, on one line, without what Markdown takes for a link, a picture or a block."""
    return _ACTIVE.sub(r"\\\1", _BLOCK.sub("", clip(one_line(text), _DESCRIPTION)))


def scorecard_text(scorecard: Scorecard) -> str:
    """The scorecard on a page: verdict, figures, trend, the first fixes, the scores, and what was not judged."""
    return "\n".join([_verdict(scorecard), "", *_fixes(scorecard), *_scores(scorecard), *_gaps(scorecard)])


def gate_text(scorecard: Scorecard) -> str:
    """Why the gate is open or closed, what to do about it, and the findings that close it."""
    if scorecard.gate.passed:
        return f"**The gate is open.** {sentence(scorecard.scorecard.headline.verdict)}"
    ids = {id for reason in scorecard.gate.reasons for id in reason.findings}
    behind = [finding for finding in scorecard.findings if finding.id in ids]
    return "\n".join(["**The gate is closed.**", "", *reason_lines(scorecard), "", *_first(behind, N_FIXES)])


def family_text(title: str, findings: Sequence[Finding], outcomes: Sequence[RuleOutcome]) -> str:
    """What the rules of one family found, or how many of them could say that there is nothing."""
    broken = [outcome.code for outcome in outcomes if outcome.status == "error"]
    lines = [f"Could not be judged: {', '.join(map(code, broken))} broke.", ""] if broken else []
    if findings:
        return "\n".join([*lines, *_first(findings, _N_FINDINGS)])
    n_passed = sum(outcome.status == "passed" for outcome in outcomes)
    n_unknown = sum(outcome.status == "no_evidence" for outcome in outcomes)
    words = f"{title}: no finding. {count(n_passed, 'rule')} passed"
    return "\n".join([*lines, f"{words}, {n_unknown:,} had nothing to go by." if n_unknown else f"{words}."])


def dataset_text(findings: Sequence[Finding]) -> str:
    """The open debt of one dataset, the first to fix first."""
    return "\n".join(_first(findings, _N_FINDINGS)) if findings else "No open debt was found."


def _verdict(scorecard: Scorecard) -> str:
    headline, trend = scorecard.scorecard.headline, scorecard.trend
    letter = f"**{headline.letter}**" if headline.letter else "no letter (too little evidence)"
    work = f"{count(headline.n_findings, 'finding')}, {duration(headline.backlog_hours * 60)} to fix"
    parts = [letter, work, f"debt ratio {percent(headline.debt_ratio)}", f"confidence {percent(headline.confidence)}"]
    changed = f"\n\n{signed(trend.change_minutes)} {plain(trend_words(trend))}" if trend else ""
    return f"**{sentence(headline.verdict)}**\n\n{' · '.join(parts)}{changed}"


def _fixes(scorecard: Scorecard) -> Iterator[str]:
    groups = open_groups(scorecard)
    if not groups:
        return
    yield "#### Fix first\n"
    yield table(("", "what", "where", "effort", "debt explain"), [*map(_fix, range(1, N_FIXES + 1), groups)])
    if len(groups) > N_FIXES:
        yield f"{count(len(groups) - N_FIXES, 'more rule')} found something: `debt backlog` lists all there is to do.\n"


def _fix(number: int, group: FindingGroup) -> tuple[str, ...]:
    first = group.findings[0]
    more = f" and {group.n_open - 1:,} more" if group.n_open > 1 else ""
    what = f"**{plain(group.slug)}** ({group.severity}): {sentence(first.message)}"
    where = code(place(first.path, first.line, _PLACE)) + more
    return str(number), what, where, duration(group.minutes), code(group.code)


def _scores(scorecard: Scorecard) -> Iterator[str]:
    yield "#### Scores, the weakest first\n"
    yield category_table(scorecard)


def _gaps(scorecard: Scorecard) -> Iterator[str]:
    gaps = not_judged(scorecard)
    parts = {
        "rule without evidence": len(gaps.rules_without_evidence),
        "broken rule": len(gaps.rules_in_error),
        "unreadable source": len(gaps.unreadable_sources),
    }
    told = [_plural(number, words) for words, number in parts.items() if number]
    if told:
        yield f"Not judged: {', '.join(told)}.\n"
    yield "Everything else is in the report: `debt scan --format html=report.html`."


def _plural(number: int, words: str) -> str:
    noun, _, rest = words.partition(" without ")
    return f"{count(number, noun)} without {rest}" if rest else count(number, noun)


def _first(findings: Sequence[Finding], limit: int) -> Iterator[str]:
    """How much there is, and the first findings as a table with what `debt explain` takes."""
    n_critical = sum(finding.severity == "critical" for finding in findings)
    grave = f", {n_critical:,} critical" if n_critical else ""
    effort = duration(sum(one.effort_minutes for one in findings))
    yield f"**{count(len(findings), 'finding')}{grave}, {effort} to fix**\n"
    yield table(
        ("what", "where", "effort", "debt explain"),
        [
            (
                f"{sentence(one.message)} ({'advice' if one.is_advice else one.severity})",
                code(place(one.path, one.line, _PLACE)),
                duration(one.effort_minutes),
                code(one.id[:8]),
            )
            for one in findings[:limit]
        ],
    )
    if len(findings) > limit:
        yield f"and {count(len(findings) - limit, 'more finding')}."
