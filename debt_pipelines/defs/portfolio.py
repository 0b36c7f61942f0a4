"""One asset over the scorecards of several projects: which is worst, and whose gate is closed.

It reads what each scan told Dagster, so the projects may be scanned by other code locations and on other machines.
"""

import typing
from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from debt_pipelines.defs.gate_status import OPEN, gate_key, scorecard_key

_FIGURES = ("letter", "backlog_hours", "findings", "critical_findings", "debt_ratio", "confidence")
_COLUMNS = {
    "project": "string", "gate": "string", "letter": "string", "backlog_hours": "float", "findings": "int",
    "critical_findings": "int", "debt_ratio": "float", "confidence": "float", "scanned_at": "string",
}  # fmt: skip
Row = dict[str, typing.Any]


def portfolio_asset(name: str, prefixes: Sequence[str]) -> dg.AssetsDefinition:
    """The portfolio of the projects with these prefixes; it is made anew whenever one of their scorecards is."""

    @dg.asset(
        key=dg.AssetKey([name]),
        deps=[scorecard_key(prefix) for prefix in prefixes],
        group_name=name,
        kinds={"python"},
        automation_condition=dg.AutomationCondition.any_deps_updated() & ~dg.AutomationCondition.in_progress(),
        description="The data debt of all projects: letter, backlog and gate of each, the worst first.",
    )
    def portfolio(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        rows = [_row(context.instance, prefix) for prefix in prefixes]
        rows.sort(key=lambda row: (row["gate"] == "open", -(row["backlog_hours"] or 0), row["project"]))
        hours = [row["backlog_hours"] for row in rows if row["backlog_hours"] is not None]
        return dg.MaterializeResult(
            metadata={
                "projects": len(rows),
                "scanned_projects": sum(row["scanned_at"] is not None for row in rows),
                "closed_gates": sum(row["gate"] == "closed" for row in rows),
                "backlog_hours": float(sum(hours)),
                "findings": sum(row["findings"] or 0 for row in rows),
                "scorecards": dg.MetadataValue.table(
                    [dg.TableRecord(row) for row in rows],
                    schema=dg.TableSchema(columns=[dg.TableColumn(column, kind) for column, kind in _COLUMNS.items()]),
                ),
            }
        )

    return portfolio


def _row(instance: dg.DagsterInstance, prefix: str) -> Row:
    """What Dagster knows of the last scorecard of a project; empty figures where it was never scanned."""
    event = instance.get_latest_materialization_event(scorecard_key(prefix))
    told = event.asset_materialization.metadata if event and event.asset_materialization else {}
    figures = {name: told[name].value if name in told else None for name in _FIGURES}
    moment = datetime.fromtimestamp(event.timestamp, UTC).isoformat(timespec="seconds") if event else None
    return {"project": prefix, "gate": _gate(instance, prefix), **figures, "scanned_at": moment}


def _gate(instance: dg.DagsterInstance, prefix: str) -> str:
    key = gate_key(prefix)
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key]).get(key)
    return "never run" if record is None else "open" if record.status.value == OPEN else "closed"
