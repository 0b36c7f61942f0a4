"""Every fact table has its declared columns, whatever it is built from; and the plain table of sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.catalog.frames import empty_frame
from debt_pipelines.facts.registry import BUILDERS, build_facts
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.tables import FACT_TABLES, SCHEMAS

Catalog = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("table", sorted(BUILDERS))
def test_a_builder_on_empty_frames_gives_the_declared_columns(catalog: Catalog, table: str) -> None:
    frames = catalog()
    frames |= {earlier: empty_frame(earlier) for earlier in FACT_TABLES}
    built = BUILDERS[table](frames)
    assert tuple(built.columns) == SCHEMAS[table].column_names
    assert len(built) == (table in ("project_facts", "repository_facts"))


def test_all_tables_are_built_and_the_frames_given_stay(catalog: Catalog) -> None:
    frames = catalog(Source(path="dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="read"))
    before = {table: frame.copy() for table, frame in frames.items()}
    found = build_facts(frames)
    assert tuple(found) == FACT_TABLES
    assert all(tuple(found[table].columns) == SCHEMAS[table].column_names for table in FACT_TABLES)
    assert set(frames) == set(before)
    assert all(frames[table].equals(before[table]) for table in before)


def test_building_again_gives_the_same(catalog: Catalog) -> None:
    frames = catalog(Source(path="dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="read"))
    once, twice = build_facts(frames), build_facts(frames)
    assert all(once[table].equals(twice[table]) for table in FACT_TABLES)


def test_sources(facts: Callable[..., list[dict[str, Any]]]) -> None:
    rows = facts(
        "source_facts",
        Source(path="dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="error", error="bad", line=3, part="train"),
        Source(path="a.csv", crawler="tables", kind="data", status="read"),
        Source(path="checks.yml", crawler="unread_tools", kind="suite", status="skipped", error="not read yet"),
        Source(path="tables", crawler="tables", kind="crawler", status="error", error="failed"),
    )
    assert [(row["source"], row["part"], row["line"], row["error"]) for row in rows] == [
        ("dvc.yaml", "train", 3, "bad"),
        ("a.csv", None, None, None),
        ("checks.yml", None, None, "not read yet"),
        ("tables", None, None, "failed"),
    ]
    assert [row["is_pipeline_metadata"] for row in rows] == [True, False, False, False]
    assert [row["is_other_source"] for row in rows] == [False, True, True, True]
    assert [row["is_attempted"] for row in rows] == [True, True, False, True]
