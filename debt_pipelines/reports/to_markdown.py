"""The scorecard as Markdown for a comment on a pull request: what the change adds, what it fixes, and what to do.

The first line is a hidden marker, by which a later run finds its own comment and writes it anew. Long lists are folded
away, and a comment that would be too long for GitHub ends with how much was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import SEVERITIES
from debt_pipelines.model.scorecard import ResolvedFinding, Scorecard
from debt_pipelines.reports.cells import clip, shorten_middle
from debt_pipelines.reports.finding_groups import FindingGroup, open_groups
from debt_pipelines.reports.markdown_parts import category_table, reason_lines, sentence
from debt_pipelines.reports.markdown_text import code, fitted, folded, plain, prose, table
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import count, duration, moment, percent, place

MARKER = "<!-- debt-pipelines: {name} -->"
_N_OPEN, _N_FOLDED, _N_RESOLVED, _N_STEPS = 10, 90, 20, 5
_PLACE, _NAME = 60, 60
_FIX = "How to fix:"


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """The comment, a part after the other, as far as they fit."""
    return fitted(list(_parts(scorecard)), "debt scan")


def marker(name: str) -> str:
    """The hidden first line of the comment about a project, by which it is found again."""
    safe = "".join(character if character.isalnum() or character in "._" else "-" for character in name)
    return MARKER.format(name=clip(safe, _NAME))


def _parts(scorecard: Scorecard) -> Iterator[str]:
    project, gate = scorecard.project, scorecard.gate
    verdict = "✅ gate open" if gate.passed else "❌ gate closed"
    yield f"{marker(project.name)}\n### Data debt of {code(shorten_middle(project.name, _NAME))}: {verdict}\n"
    yield f"{sentence(scorecard.scorecard.headline.verdict)}\n\n{_figures(scorecard)}\n"
    if not gate.passed:
        yield "\n".join(["**Why the gate is closed**\n", *reason_lines(scorecard), ""])
    new = [finding for finding in scorecard.findings if finding.status == "new"]
    yield from _added(scorecard, sorted(new, key=lambda found: (found.is_advice, SEVERITIES.index(found.severity))))
    yield from _resolved(scorecard)
    yield from _to_do(scorecard, bool(new))
    yield folded("Scores by category", category_table(scorecard))
    yield from _gaps(scorecard)
    yield _origin(scorecard)


def _figures(scorecard: Scorecard) -> str:
    headline = scorecard.scorecard.headline
    letter = f"**{headline.letter}**" if headline.letter else "no letter (too little evidence)"
    open_debt = f"{count(headline.n_findings, 'open finding')}, {duration(headline.backlog_hours * 60)} to fix"
    return f"{letter} · {open_debt} · confidence {percent(headline.confidence)}"


def _added(scorecard: Scorecard, new: Sequence[Finding]) -> Iterator[str]:
    minutes = duration(sum(finding.effort_minutes for finding in new))
    baseline = scorecard.gate.baseline
    if baseline is None:
        yield f"#### What there is: {count(len(new), 'finding')}\n\nThere is no baseline, so every finding is new.\n"
    elif not new:
        yield f"#### This adds no debt\n\nCompared with {code(baseline)}.\n"
    else:
        yield f"#### This adds {count(len(new), 'finding')}, {minutes} to fix\n\nCompared with {code(baseline)}.\n"
    if new:
        yield _findings(new[:_N_OPEN])
    rest = new[_N_OPEN : _N_OPEN + _N_FOLDED]
    if rest:
        yield folded(f"{count(len(rest), 'more finding')}", _findings(rest))
    if len(new) > _N_OPEN + _N_FOLDED:
        yield f"… and {len(new) - _N_OPEN - _N_FOLDED:,} more.\n"


def _findings(findings: Sequence[Finding]) -> str:
    rows = [
        (
            "advice" if finding.is_advice else finding.severity,
            code(finding.code),
            sentence(finding.message),
            code(place(finding.path, finding.line, _PLACE)),
            duration(finding.effort_minutes),
        )
        for finding in findings
    ]
    return table(("severity", "rule", "what", "where", "effort"), rows)


def _resolved(scorecard: Scorecard) -> Iterator[str]:
    fixed = [entry for entry in scorecard.resolved if entry.is_certain]
    unsure = [entry for entry in scorecard.resolved if not entry.is_certain]
    if fixed:
        yield f"#### This fixes {count(len(fixed), 'finding')}\n\n{_gone(fixed)}"
    if unsure:
        head = f"{count(len(unsure), 'finding')} not found any more, by rules that could not judge everything"
        yield folded(head, _gone(unsure))


def _gone(resolved: Sequence[ResolvedFinding]) -> str:
    rows = [f"- {code(entry.code)} {code(shorten_middle(entry.subject, _NAME))}" for entry in resolved[:_N_RESOLVED]]
    if len(resolved) > _N_RESOLVED:
        rows.append(f"- … and {len(resolved) - _N_RESOLVED:,} more")
    return "\n".join(rows) + "\n"


def _to_do(scorecard: Scorecard, is_any_new: bool) -> Iterator[str]:
    groups = sorted(open_groups(scorecard, "new" if is_any_new else None), key=lambda group: group.is_advice)[:_N_STEPS]
    if not groups:
        return
    notes = {rule.code: rule.notes for rule in scorecard.rules}
    steps = [_step(group, notes.get(group.code, "")) for group in groups]
    first = printable(groups[0].findings[0].id)
    more = (
        f"`debt explain {first}` tells all of a finding; `debt accept {first}` lets it pass until a day of review"
        + ("; `debt baseline write` makes what there is known." if scorecard.gate.baseline is None else ".")
    )
    yield "\n".join(["#### What to do\n", *(f"{number}. {step}" for number, step in enumerate(steps, 1)), "", more, ""])


def _step(group: FindingGroup, notes: str) -> str:
    size = f"{count(group.n_open, 'finding')}, {duration(group.minutes)}"
    _, _, fix = notes.partition(_FIX)
    advice = one_line(fix.partition("\n\n")[0])
    return f"**{plain(group.code)} {plain(group.slug)}** ({size}): {prose(advice or group.title)}"


def _gaps(scorecard: Scorecard) -> Iterator[str]:
    gaps = not_judged(scorecard)
    if gaps.is_empty:
        return
    parts = [
        count(len(gaps.rules_without_evidence), "rule") + " without evidence",
        count(len(gaps.rules_in_error), "rule") + " broken",
        count(len(gaps.unreadable_sources), "source") + " unreadable",
    ]
    rows = [f"- {code(place(source.path, source.line, _PLACE))}" for source in gaps.unreadable_sources[:_N_STEPS]]
    yield f"Not judged: {', '.join(part for part in parts if not part.startswith('0 '))}.\n"
    if rows:
        yield folded("Unreadable sources", "\n".join(rows) + "\n")


def _origin(scorecard: Scorecard) -> str:
    revision = f"{code(scorecard.revision[:7])}, " if scorecard.revision else ""
    versions = f"debt-pipelines {plain(scorecard.versions.debt_pipelines)}"
    return f"<sub>{revision}{plain(moment(scorecard.generated_at))}, {versions}</sub>\n"
