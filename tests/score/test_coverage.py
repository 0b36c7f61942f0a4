"""Coverage by checks: shares of the tables, each counted once, overall and by group."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.scores import Coverage, Measure
from debt_pipelines.score.coverage import coverage_of, measures_of
from tests.rules.judging import frame


def covered(*rows: dict[str, Any]) -> Coverage:
    return coverage_of({"dataset_facts": frame("dataset_facts", rows)})


def test_shares_of_the_tables() -> None:
    bare = {f"has_{kind}_check": False for kind in ("volume", "completeness", "uniqueness", "domain", "freshness")}
    found = covered(
        {"dataset": "file:data/a.csv", "owner": "@data"},
        {"dataset": "file:data/b.csv", "is_validated": False, "owner": None, **bare},
        {"dataset": "file:c.csv", "is_validated": False, "is_validation_known": None, "tier": 1, **bare},
        {"dataset": "dbt:shop/orders", **bare},
        {"dataset": "file:model.pkl", "is_table": False},
        {"dataset": "file:data/eu.csv", "is_first_of_declaration": False},
    )
    assert (found.n_tables, found.n_validated, found.n_unknown, found.share) == (4, 2, 1, 0.5)
    kinds = {kind.kind: (kind.n_tables, kind.share) for kind in found.kinds}
    assert kinds["volume"] == (1, 0.25)
    assert kinds["schema"] == (4, 1.0)
    assert list(kinds) == ["volume", "completeness", "schema", "uniqueness", "domain", "freshness"]
    folders = [(group.name, group.n_tables, group.n_validated, group.share) for group in found.folders]
    assert folders == [(".", 1, 0, 0.0), ("data", 2, 1, 0.5), ("dbt", 1, 1, 1.0)]
    assert [(group.name, group.n_tables) for group in found.owners] == [("@data", 3), ("nobody", 1)]
    assert [(group.name, group.n_tables) for group in found.tiers] == [("tier 1", 1), ("tier 3", 3)]


def test_a_project_without_tables() -> None:
    found = covered({"is_table": False})
    assert (found.n_tables, found.share, found.folders) == (0, None, ())
    assert {kind.share for kind in found.kinds} == {None}


def measured(**rows: list[dict[str, Any]]) -> dict[str, Measure]:
    tables = ("dataset_facts", "column_facts", "repository_facts", "model_facts")
    return {found.name: found for found in measures_of({name: frame(name, rows.get(name, [])) for name in tables})}


def test_measures_tell_numerator_and_denominator() -> None:
    found = measured(
        dataset_facts=[
            {"dataset": "file:a.csv", "description": "orders", "is_living": True, "has_freshness_check": True},
            {
                "dataset": "file:b.csv", "description": None, "is_validated": False, "is_living": True,
                "has_freshness_check": False, "is_freshness_known": True, "has_rhythm": True, "is_overdue": True,
            },
            {"dataset": "file:c.csv", "description": None, "is_description_known": None, "has_rhythm": True,
             "is_overdue": None, "is_living": False},
        ],
        column_facts=[{"dataset": "file:a.csv", "column": "x", "description": None, "is_documentable": True}],
        repository_facts=[{"has_pipeline": True, "is_automated": False}],
        model_facts=[{"is_live": True, "staleness": "older"}, {"is_live": True, "staleness": None}],
    )  # fmt: skip
    figures = {name: (entry.n, entry.n_total, entry.n_unknown, entry.share) for name, entry in found.items()}
    assert figures == {
        "documentation": (1, 3, 1, 0.3333),
        "validation": (2, 3, 0, 0.6667),
        "monitoring": (1, 2, 0, 0.5),
        "automation": (0, 1, 0, 0.0),
        "freshness": (1, 2, 1, 0.5),
        "model_staleness": (1, 2, 0, 0.5),
    }


def test_there_is_no_share_of_nothing() -> None:
    assert {entry.share for entry in measured().values()} == {None}
