"""The badge as SVG, for a README: no network, no font of its own, readable by a screen reader."""

from __future__ import annotations

from markupsafe import escape

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.badge_words import LABEL, color, message
from debt_pipelines.reports.registry import RenderOptions

_CHARACTER, _NARROW = 6.9, 4  # px, about those of Verdana at 11 px; `textLength` makes them exact
_PADDING = 6


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """Two boxes of 20 px, the label and the message."""
    said = message(scorecard)
    left, right = _width(LABEL), _width(said)
    title = escape(f"{LABEL}: {said}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{title}">\n'
        f"  <title>{title}</title>\n"
        f'  <rect width="{left + right}" height="20" rx="3" fill="#24292f"/>\n'
        f'  <path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{color(scorecard)}"/>\n'
        '  <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" aria-hidden="true">\n'
        f"    {_text(LABEL, _PADDING, left)}\n"
        f"    {_text(said, left + _PADDING, right)}\n"
        "  </g>\n"
        "</svg>\n"
    )


def _width(text: str) -> int:
    return round(sum(_NARROW if character in " ,." else _CHARACTER for character in text)) + 2 * _PADDING


def _text(text: str, x: int, width: int) -> str:
    return f'<text x="{x}" y="14" textLength="{width - 2 * _PADDING}">{escape(text)}</text>'
