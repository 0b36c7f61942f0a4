"""Cuts and weighs text for the HTML scorecard, so that a page of any project stays a page one can open."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from debt_pipelines.model.finding import EvidenceValue, Finding
from debt_pipelines.reports.cells import clip, shorten_middle, shorten_words
from debt_pipelines.reports.printable import one_line, printable

_TICKED = re.compile(r"`([^`\n]+)`")
_NAME = 60
_PATH = 100
_PROSE = 260
_N_EVIDENCE = 4
_FACT = 40


def short_name(text: str) -> str:
    """A name of a column, an owner or a rule."""
    return shorten_middle(printable(text), _NAME)


def short_path(text: str) -> str:
    """A path or an identifier made of one."""
    return shorten_middle(printable(text), _PATH)


def short_prose(text: str) -> str:
    """A message, a description or a command."""
    return clip(shorten_words(one_line(text), _PATH), _PROSE)


def ticked(text: str) -> Markup:
    """A message with what stands between backticks set as code; everything else is escaped."""
    return Markup(_TICKED.sub(r"<code>\1</code>", str(escape(printable(text)))))  # noqa: S704 - escaped just before


def short_evidence(finding: Finding) -> list[tuple[str, str]]:
    """The first few facts behind a finding that its message does not tell already, as words."""
    facts = [
        (_spelled(name, finding.evidence), _in_words(value))
        for name, value in finding.evidence.items()
        if value is not None and not (isinstance(value, str) and value in finding.message)
    ]
    return [
        (clip(printable(name), _FACT), shorten_middle(printable(value), _FACT)) for name, value in facts[:_N_EVIDENCE]
    ]


def weight(*texts: str) -> int:
    """How many bytes the texts take in the page, escaped and encoded."""
    return sum(len(escape(text).encode()) for text in texts)


def _spelled(name: str, evidence: Mapping[str, EvidenceValue]) -> str:
    """The name of a fact as a reader says it: `n_readers` are `readers`, unless these are told by name as well."""
    noun = name.removeprefix("n_")
    words = f"number_of_{noun}" if noun != name and noun in evidence else noun
    return words.replace("_", " ")


def _in_words(value: EvidenceValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
