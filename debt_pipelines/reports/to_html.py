"""The scorecard as one HTML page to read, send and print: no network, complete without script, at most 1 MB.

Every text passes through `printable` and jinja's autoescape on its way out, so no template can forget it. A
content security policy names the hashes of the one style sheet and the one script: nothing else on the page
may run or load. The lineage picture and the JSON form come last, as far as there is room for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.coverage_words import coverage_words
from debt_pipelines.reports.finding_groups import gate_reasons
from debt_pipelines.reports.html_environment import environment
from debt_pipelines.reports.html_fixes import fix_first
from debt_pipelines.reports.html_lineage import LineagePicture, lineage_picture
from debt_pipelines.reports.html_map import debt_map
from debt_pipelines.reports.html_places import Places, debt_places
from debt_pipelines.reports.html_rows import PageRows, page_rows
from debt_pipelines.reports.html_trend import trend_picture
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_json import compact
from debt_pipelines.reports.weakest_first import weakest_first

if TYPE_CHECKING:
    from debt_pipelines.reports.html_places import Place

MAX_BYTES = 1_000_000
_MAX_PICTURE = 160_000
_AROUND_PICTURE = 20_000  # the words around the picture, and the footer
_MIN_JSON = 400  # no finding takes less
_SLOTS = {name: Markup(f"<!--{name}-->") for name in ("lineage", "footer")}  # noqa: S704 - no text can hold a bare "<"


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """The page; the JSON form is embedded as long as the page stays within 1 MB."""
    places = debt_places(scorecard)
    rows = page_rows(scorecard, places)
    context = _context(scorecard, options, places, rows)
    page = _part("scorecard", context)
    room = MAX_BYTES - len(page.encode()) - _AROUND_PICTURE
    picture = lineage_picture(scorecard, places, linked=rows.linked, max_bytes=min(_MAX_PICTURE, room))
    drawn = context | {"picture": picture, "undrawn": _undrawn(scorecard, places, picture)}
    page = page.replace(_SLOTS["lineage"], _part("_lineage", drawn), 1)
    room = MAX_BYTES - len(page.encode()) - _AROUND_PICTURE
    data = None if len(scorecard.findings) * _MIN_JSON > room else compact(scorecard).replace("<", "\\u003c")
    if data is None or len(data.encode()) > room:
        return _with_footer(page, context, None)
    return _with_footer(page, context, Markup(data))  # noqa: S704 - escaped JSON


def _part(name: str, context: dict[str, Any]) -> str:
    return environment().get_template(f"{name}.html.j2").render(context)


def _with_footer(page: str, context: dict[str, Any], data: Markup | None) -> str:
    return page.replace(_SLOTS["footer"], _part("_footer", context | {"data": data}), 1)


def _undrawn(scorecard: Scorecard, places: Places, picture: LineagePicture | None) -> list[Place]:
    """The places with lineage and open debt that the picture has no room for."""
    nodes = {id for edge in scorecard.lineage.edges for id in (edge.source, edge.target)}
    return [place for id, place in places.by_id.items() if picture and id in nodes and id not in picture.drawn]


def _context(scorecard: Scorecard, options: RenderOptions, places: Places, rows: PageRows) -> dict[str, Any]:
    return {
        "card": scorecard,
        "headline": scorecard.scorecard.headline,
        "measures": [measure for measure in scorecard.scorecard.measures if measure.n_total],
        "categories": weakest_first(scorecard.scorecard.categories),
        "reasons": gate_reasons(scorecard),
        "fix_first": fix_first(scorecard, limit=options.n_findings),
        "n_new": sum(finding.status == "new" for finding in scorecard.findings),
        "n_accepted": sum(finding.status == "accepted" for finding in scorecard.findings),
        "n_changed": sum(not setting.is_default for setting in scorecard.settings),
        "rows": rows,
        "map": debt_map(places),
        "trend": trend_picture(scorecard),
        "gaps": not_judged(scorecard),
        "coverage": coverage_words(scorecard),
        "slots": _SLOTS,
    }
