"""The debt map: effort by place and category, as a heat table whose figures read without the heat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import FAMILY_TITLES, Family, Severity
from debt_pipelines.reports.html_places import Place, Places, gravest

HEAT_LIMITS = ((30.0, "up to 30 min"), (120.0, "up to 2 h"), (480.0, "up to 8 h"), (float("inf"), "more"))
"""Minutes up to which a cell has the heat 1, 2, 3 and 4; the same in every project, so that maps compare."""
_MAX_ROWS = 25


@dataclass(frozen=True, slots=True)
class MapCell:
    """The open debt of one place in one category."""

    minutes: float
    n_findings: int
    severity: Severity
    heat: int


@dataclass(frozen=True, slots=True)
class MapRow:
    """One place, or several summed up in `words`; a cell is empty where there is no debt."""

    place: Place | None
    words: str
    cells: tuple[MapCell | None, ...]
    minutes: float


@dataclass(frozen=True, slots=True)
class DebtMap:
    """Categories with open debt as columns, places as rows, most effort first."""

    families: tuple[tuple[Family, str], ...]
    rows: tuple[MapRow, ...]


def debt_map(places: Places) -> DebtMap | None:
    """The map; None where there is no open debt."""
    listed = list(places.by_id.values())
    findings = [finding for place in listed for finding in place.findings] + list(places.elsewhere)
    if not findings:
        return None
    found = {finding.family for finding in findings}
    families = tuple((family, title) for family, title in FAMILY_TITLES.items() if family in found)
    rows = [_row(families, place.findings, place=place) for place in listed[:_MAX_ROWS]]
    rest = listed[_MAX_ROWS:]
    if rest:
        theirs = [finding for place in rest for finding in place.findings]
        rows.append(_row(families, theirs, words=f"{len(rest):,} more datasets and stages"))
    if places.elsewhere:
        rows.append(_row(families, places.elsewhere, words="about no single dataset or stage"))
    return DebtMap(families, tuple(rows))


def _row(
    families: Iterable[tuple[Family, str]], findings: Iterable[Finding], *, place: Place | None = None, words: str = ""
) -> MapRow:
    by_family: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_family[finding.family].append(finding)
    cells = tuple(_cell(tuple(by_family[family])) if family in by_family else None for family, _ in families)
    return MapRow(place, words, cells, sum(cell.minutes for cell in cells if cell))


def _cell(findings: tuple[Finding, ...]) -> MapCell:
    minutes = sum(finding.effort_minutes for finding in findings)
    heat = next(number for number, (limit, _) in enumerate(HEAT_LIMITS, start=1) if minutes <= limit)
    return MapCell(minutes, len(findings), gravest(findings), heat)
