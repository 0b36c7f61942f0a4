"""The lineage of a scorecard as a picture that stands in Markdown itself: nothing to load, no file beside it."""

from __future__ import annotations

import base64
import re

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.html_lineage_part import lineage_of, part_of
from debt_pipelines.reports.html_places import debt_places
from debt_pipelines.reports.lineage.registry import LineageReport, render
from debt_pipelines.reports.markdown_text import plain
from debt_pipelines.reports.registry import RenderOptions

_SIZES = (60, 30, 15)
_MAX_BYTES = 40_000
_MAX_WIDTH = 1_000
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')


def lineage_image(scorecard: Scorecard) -> str | None:
    """Markdown with the picture of what bears most debt, and what it leaves out; None where nothing is linked."""
    whole = lineage_of(scorecard)
    minutes = {id: place.minutes for id, place in debt_places(scorecard).by_id.items()}
    for size in _SIZES:
        part = part_of(whole, minutes, size)
        if part is None:
            return None
        report = LineageReport(scorecard.project.name, scorecard.revision, part.graph)
        svg = _fitted(render(report, "svg", RenderOptions())).encode()
        if len(svg) <= _MAX_BYTES:
            image = f"![lineage](data:image/svg+xml;base64,{base64.b64encode(svg).decode()})"
            return "\n\n".join([image, *map(plain, part.notes)])
    return None


def _fitted(svg: str) -> str:
    """The picture no wider than the window that shows it, which would cut it off."""
    size = _SIZE.search(svg)
    if size is None or int(size[1]) <= _MAX_WIDTH:
        return svg
    height = int(size[2]) * _MAX_WIDTH // int(size[1])
    return _SIZE.sub(f'width="{_MAX_WIDTH}" height="{height}"', svg, count=1)
