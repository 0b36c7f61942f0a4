"""The scorecard on a terminal: what is wrong, how bad, what to fix first, what could not be judged.

Plain text that colour only underlines: without colour the very same characters remain, so a log, a pipe and a
screen reader lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.cells import pad, wrap
from debt_pipelines.reports.finding_groups import gate_reasons, open_groups
from debt_pipelines.reports.ink import Ink, Style
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.text_categories import category_lines
from debt_pipelines.reports.text_figures import figures
from debt_pipelines.reports.text_findings import finding_lines
from debt_pipelines.reports.text_measures import measure_lines
from debt_pipelines.reports.wording import UNKNOWN, count, moment, place

_MIN_WIDTH = 60
_MAX_WIDTH = 110  # longer lines are hard to read, however wide the terminal
_N_NAMES = 3
_N_REASONS = 10
_WRITABLE = ("VAL", "DOC")  # families of which `debt fix` writes most
_LETTER_STYLES: dict[str, Style] = {"A": "good", "B": "good", "C": "fair", "D": "bad", "E": "bad"}


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """The scorecard as text, at most `options.width` columns wide and at least 60."""
    width = min(max(options.width, _MIN_WIDTH), _MAX_WIDTH)
    ink = Ink(options.is_color)
    sections = (
        _title(scorecard, width, ink),
        _headline(scorecard, width, ink),
        category_lines(scorecard, width, ink),
        finding_lines(scorecard, width, ink, n_groups=options.n_findings),
        measure_lines(scorecard, width, ink),
        _gate(scorecard, width, ink),
        _unjudged(scorecard, width, ink),
        _next_steps(scorecard, width, ink),
    )
    blocks = ("\n".join(section) for section in sections)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _title(scorecard: Scorecard, width: int, ink: Ink) -> Iterator[str]:
    name = wrap(f"Data debt of {one_line(scorecard.project.name)}", width)
    yield from (ink.paint(line, "strong") for line in name)
    revision = f"revision {printable(scorecard.revision)[:12]}" if scorecard.revision else "no revision"
    versions = f"debt-pipelines {one_line(scorecard.versions.debt_pipelines)}"
    meta = " · ".join((revision, moment(scorecard.generated_at), versions))
    yield from (ink.paint(line, "faint") for line in wrap(meta, width))


def _headline(scorecard: Scorecard, width: int, ink: Ink) -> Iterator[str]:
    headline = scorecard.scorecard.headline
    letter = headline.letter or UNKNOWN
    badge = f"[{letter}]"
    first, *rest = wrap(one_line(headline.verdict), width, first=f"  {badge} ", hanging=" " * 6)
    words = ink.paint(first[6:], "strong")
    yield f"  {ink.paint(badge, _LETTER_STYLES.get(letter, 'faint'))} {words}"
    yield from (ink.paint(line, "strong") for line in rest)
    yield ""
    for label, figure, remark in figures(scorecard):
        prefix = f"      {label:<12}{pad(figure, 9, align='right')}"
        line, *others = wrap(remark, width, first=prefix + "  ", hanging=" " * 29)
        yield line.replace(figure, ink.paint(figure, "strong"), 1)
        yield from others


def _gate(scorecard: Scorecard, width: int, ink: Ink) -> Iterator[str]:
    gate = scorecard.gate
    against = f"against {one_line(gate.baseline)}" if gate.baseline else "without a baseline: every finding is new"
    word = ink.paint("PASSED", "good") if gate.passed else ink.paint("FAILED", "bad")
    yield f"{ink.paint('Gate', 'strong')} {word} {against}"
    for reason, codes in gate_reasons(scorecard)[:_N_REASONS]:
        behind = f" ({', '.join(codes[:_N_NAMES])})" if codes else ""
        yield from wrap(one_line(reason.message + behind), width, first="  - ", hanging="    ")
    if len(gate.reasons) > _N_REASONS:
        yield f"  … and {count(len(gate.reasons) - _N_REASONS, 'more reason')}"


def _unjudged(scorecard: Scorecard, width: int, ink: Ink) -> Iterator[str]:
    gaps = not_judged(scorecard)
    if gaps.is_empty:
        return
    yield ink.paint("Not judged", "strong")
    silent = [f"{rule.code} {rule.slug}" for rule in gaps.rules_without_evidence]
    if silent:
        yield from _listed(f"{count(len(silent), 'rule')} without evidence:", silent, width)
    broken = [f"{rule.code} ({rule.error or 'error'})" for rule in gaps.rules_in_error]
    if broken:
        yield from _listed(f"{count(len(broken), 'rule')} broke:", broken, width)
    sources = gaps.unreadable_sources
    if not sources:
        return
    yield f"  {count(len(sources), 'source')} could not be read:"
    for source in sources[:_N_NAMES]:
        where = place(source.path, source.line, width // 2)
        line, *rest = wrap(one_line(source.error or "error"), width, first=f"    {where}  ", hanging=" " * 6)
        yield line.replace(where, ink.paint(where, "place"), 1)
        yield from rest
    if len(sources) > _N_NAMES:
        yield f"    … and {len(sources) - _N_NAMES:,} more"


def _listed(lead: str, names: list[str], width: int) -> list[str]:
    shown = ", ".join(one_line(name) for name in names[:_N_NAMES])
    n_more = len(names) - _N_NAMES
    more = f" … and {n_more:,} more" if n_more > 0 else ""
    return wrap(f"{lead} {shown}{more}", width, first="  ", hanging="    ")


def _next_steps(scorecard: Scorecard, width: int, ink: Ink) -> Iterator[str]:
    yield ink.paint("Next", "strong")
    for command, purpose in _steps(scorecard):
        line, *rest = wrap(purpose, width, first=f"  {pad(command, 36)}  ", hanging=" " * 40)
        yield line.replace(command, ink.paint(command, "command"), 1)
        yield from rest


def _steps(scorecard: Scorecard) -> Iterator[tuple[str, str]]:
    """What a person may do now, the nearest first."""
    groups = open_groups(scorecard)
    if groups:
        yield f"debt explain {printable(groups[0].code)}", "why it is debt and how to mend it"
    if any(group.code[:3] in _WRITABLE for group in groups):
        yield "debt fix --dry-run", "what can be written for you"
    if groups and scorecard.gate.baseline is None:
        yield "debt baseline write", "then only new debt closes the gate"
    yield "debt scan --format html=report.html", "all findings, datasets and rules"
