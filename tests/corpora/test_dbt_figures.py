"""dbt projects of others: nodes, columns, texts and tests are exactly those that were counted by other means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dbt import crawl
from debt_pipelines.project.project import open_project
from tests.corpora.bundles import clone, needs_corpora

pytestmark = needs_corpora

FIGURES = {
    "dbt-labs__jaffle_shop_duckdb": (5, 2, 21, 16, 20, 0),
    "GokuMohandas__data-engineering": (1, 1, 4, 4, 5, 0),
    "ccao-data__data-architecture-dbt": (166, 166, 1834, 1753, 141, 179),
}
"""Nodes, those described, their columns, those described, tests of columns, tables of sources."""


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_of_a_dbt_project(name: str, tmp_path: Path) -> None:
    tables: dict[str, list[Any]] = {"sightings": [], "descriptions": [], "assertions": [], "sources": []}
    for row in crawl(open_project(clone(name, "main", tmp_path)), Settings()):
        tables.setdefault(row.table, []).append(row)
    texts = [row for row in tables["descriptions"] if not _is_source(row.reference)]
    columns = [row for row in texts if row.subject_kind == "column"]
    described = {row.reference for row in texts if row.subject_kind == "dataset"}
    seen = {row.path for row in tables["sightings"]}
    nodes = {path for path in seen if not _is_source(path)} | {row.reference for row in texts}
    assert (
        len(nodes),
        len(described),
        len(columns),
        sum(row.text is not None for row in columns),
        sum(map(_is_written_at_column, tables["assertions"])),
        sum(map(_is_source, seen)),
    ) == FIGURES[name]
    assert {row.status for row in tables["sources"]} == {"read"}
    assert not any("{{" in (row.text or "") for row in texts)
    assert not any(row.vacuous_reason for row in tables["assertions"])


def _is_source(reference: str) -> bool:
    return reference.startswith("dbt://") and "/source." in reference


def _is_written_at_column(row: Any) -> bool:
    """Tests of the table that name a column in their arguments do not count as tests of columns."""
    return row.column is not None and not _is_source(row.reference) and '"column_name"' not in (row.limits or "")
