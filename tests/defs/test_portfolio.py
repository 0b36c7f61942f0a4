"""The portfolio: the worst project first, from what each scan told Dagster, and what was never scanned is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg

from debt_pipelines.defs.gate_status import QUALITY_GATE, scorecard_key
from debt_pipelines.defs.portfolio import portfolio_asset
from tests.defs.host import run


def scorecard(prefix: str, *, hours: float, is_open: bool) -> dg.AssetsDefinition:
    key = scorecard_key(prefix)

    @dg.asset(key=key, check_specs=[dg.AssetCheckSpec(QUALITY_GATE, asset=key)])
    def made() -> Iterator[Any]:
        told = {"backlog_hours": hours, "findings": 3, "letter": dg.MetadataValue.text("C")}
        yield dg.MaterializeResult(metadata=told, check_results=[dg.AssetCheckResult(passed=is_open)])

    return made


def test_the_worst_project_comes_first(instance: dg.DagsterInstance) -> None:
    for made in (scorecard("calm", hours=9.5, is_open=True), scorecard("sick", hours=2.0, is_open=False)):
        run(dg.Definitions(assets=[made]), instance)
    run(dg.Definitions(assets=[portfolio_asset("debts", ["calm", "new", "sick"])]), instance)
    event = instance.get_latest_materialization_event(dg.AssetKey("debts"))
    assert event is not None
    assert event.asset_materialization is not None
    told: dict[str, Any] = dict(event.asset_materialization.metadata)
    rows = [record.data for record in told["scorecards"].value.records]
    assert [(row["project"], row["gate"], row["backlog_hours"], row["letter"]) for row in rows] == [
        ("sick", "closed", 2.0, "C"),
        ("new", "never run", None, None),
        ("calm", "open", 9.5, "C"),
    ]
    figures = {name: told[name].value for name in ("projects", "scanned_projects", "closed_gates", "backlog_hours")}
    assert figures == {"projects": 3, "scanned_projects": 2, "closed_gates": 1, "backlog_hours": 11.5}


def test_it_is_made_anew_after_a_scan(instance: dg.DagsterInstance) -> None:
    definitions = dg.Definitions(
        assets=[scorecard("calm", hours=1, is_open=True), portfolio_asset("debts", ["calm"])],
    )
    first = dg.evaluate_automation_conditions(definitions, instance, asset_selection=dg.AssetSelection.assets("debts"))
    run(definitions, instance, dg.AssetSelection.assets(scorecard_key("calm")))
    second = dg.evaluate_automation_conditions(
        definitions, instance, asset_selection=dg.AssetSelection.assets("debts"), cursor=first.cursor
    )
    assert (first.total_requested, second.total_requested) == (0, 1)
