"""The quality gate as Dagster stored it: the one question that the deploy gate and every check on it ask."""

import dagster as dg

from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring
from debt_pipelines.score.gate import gate_description

QUALITY_GATE = "quality_gate"
OPEN = "SUCCEEDED"
NEVER_RUN = "never run"


def scorecard_key(prefix: str) -> dg.AssetKey:
    """The scorecard of a target."""
    return dg.AssetKey([prefix, "scorecard"])


def gate_key(prefix: str) -> dg.AssetCheckKey:
    """The quality gate on the scorecard of a target."""
    return dg.AssetCheckKey(scorecard_key(prefix), QUALITY_GATE)


def gate_spec(target: Target, wiring: Wiring) -> dg.AssetCheckSpec:
    """The quality gate of a target: a check that says when it closes, and blocks where the wiring wants it."""
    return dg.AssetCheckSpec(
        QUALITY_GATE,
        asset=scorecard_key(target.prefix),
        blocking=wiring.gate == "block",
        description=gate_description(target.settings.gate),
    )


def stored_status(instance: dg.DagsterInstance, target: Target) -> str:
    """The status of the last quality gate, planned ones included; anything but OPEN means closed."""
    key = gate_key(target.prefix)
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key]).get(key)
    return record.status.value if record else NEVER_RUN
