"""The sensor that tells news, tick after tick, and scans that end as a test wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.gate_status import QUALITY_GATE, scorecard_key
from debt_pipelines.defs.scorecard_file import write_scorecard
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Notification, Wiring
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Gate, GateReason, Scorecard
from tests.defs.host import QUIET
from tests.reports.sample import empty_scorecard
from tests.reports.sample_parts import rules

WEBHOOK = Notification("DEBT_WEBHOOK")
REASON = "2 new critical findings"


class Ticks:
    """The sensor, tick after tick, with its cursor kept as Dagster keeps it."""

    def __init__(self, target: Target, instance: dg.DagsterInstance, notification: Notification = WEBHOOK) -> None:
        wiring = Wiring(notifications=(notification,), ui_url="http://dagster:3000/")
        self.sensor = build_debt_defs(target, wiring).resolve_sensor_def(f"shop_notify_{notification.variable.lower()}")
        self.instance = instance
        self.cursor: str | None = None

    def tick(self) -> str:
        """One look; gives why nothing was asked for."""
        with dg.build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            data = self.sensor.evaluate_tick(context)
        self.cursor = data.cursor or self.cursor
        assert not data.run_requests
        return str(data.skip_message)


def scan(instance: dg.DagsterInstance, ending: str, target: Target | None = None, card: Scorecard | None = None) -> str:
    """A run that ends with a verdict, or without, and with a scorecard where one is given; its id."""
    if target is not None and card is not None:
        target.folder.mkdir(parents=True, exist_ok=True)
        write_scorecard(target.scorecard_path, card)

    @dg.asset(key=scorecard_key("shop"), check_specs=[dg.AssetCheckSpec(QUALITY_GATE, asset=scorecard_key("shop"))])
    def scorecard() -> Iterator[Any]:
        if ending == "broken":
            raise RuntimeError("no scan today")
        check = dg.AssetCheckResult(passed=ending == "open", metadata={"reasons": REASON})
        yield dg.MaterializeResult(check_results=[check])

    job = dg.Definitions(assets=[scorecard]).resolve_implicit_global_asset_job_def()
    return str(job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False).run_id)


def card_of(findings: Sequence[Finding], *, closing: Sequence[Finding] = ()) -> Scorecard:
    """A scorecard with these findings, of which some close the gate."""
    reason = GateReason(condition="severity", message=REASON, findings=tuple(finding.id for finding in closing))
    gate = Gate(passed=not closing, baseline=None, reasons=(reason,) if closing else ())
    found = tuple(findings)
    return empty_scorecard().model_copy(update={"findings": found, "gate": gate, "rules": rules(found)})


def told_by(ticks: Ticks, n_ticks: int = 3) -> None:
    """Let the sensor look some times."""
    for _ in range(n_ticks):
        ticks.tick()
