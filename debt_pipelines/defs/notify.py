"""Tells a webhook when the quality gate closes or opens: once for each change, with the reasons and a link.

The URL is taken from an environment variable when the sensor runs, and is never shown. What was told is kept in the
sensor's cursor only once the webhook has accepted it, so a failed delivery is tried again at the next tick.
"""

import json
import os
import typing
import urllib.error
import urllib.request

import dagster as dg

from debt_pipelines.defs.gate_status import OPEN, gate_key, scorecard_key
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Notification, Wiring

_SENSOR_SECONDS = 30
_TIMEOUT_SECONDS = 10
_DONE = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
State = typing.Literal["open", "closed", "broken"]


class _News(typing.NamedTuple):
    """The state of the gate, why it is so, and the run that found it."""

    state: State
    reasons: str
    run_id: str


def notification_sensors(target: Target, wiring: Wiring) -> list[dg.SensorDefinition]:
    """One sensor a webhook; each is on from the start, because naming a webhook asks for it."""
    return [_sensor(target, wiring, one) for one in wiring.notifications]


def _sensor(target: Target, wiring: Wiring, notification: Notification) -> dg.SensorDefinition:
    @dg.sensor(
        name=f"{target.prefix}_notify_{notification.variable.lower()}",
        minimum_interval_seconds=_SENSOR_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Tells the webhook in {notification.variable} when the data-debt gate closes or opens.",
    )
    def notify(context: dg.SensorEvaluationContext) -> dg.SkipReason | dg.SensorResult:
        url = os.environ.get(notification.variable)
        if not url:
            return dg.SkipReason(f"the environment variable {notification.variable} is not set")
        news = _news(context.instance, target)
        if news is None:
            return dg.SkipReason("no scan has finished yet")
        if news.state == context.cursor:
            return dg.SkipReason(f"the gate is {news.state}, as told before")
        if context.cursor is not None or news.state != "open":
            _post(url, _payload(target, news, wiring.ui_url, notification.form), notification.variable)
        return dg.SensorResult(skip_reason=f"the gate is {news.state}", cursor=news.state)

    return notify


def _news(instance: dg.DagsterInstance, target: Target) -> _News | None:
    """The last state of the gate; None while its run is not over, or before the first scan."""
    key = gate_key(target.prefix)
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key]).get(key)
    if record is None:
        return None
    if record.status.value == OPEN:
        return _News("open", "", record.run_id)
    evaluation = record.event.asset_check_evaluation if record.event else None
    if evaluation is None:
        run = instance.get_run_by_id(record.run_id)
        is_over = run is None or run.status in _DONE
        return _News("broken", "The scan ended before its quality gate.", record.run_id) if is_over else None
    reasons = evaluation.metadata.get("reasons")
    if reasons is None:
        return _News("broken", evaluation.description or "", record.run_id)
    return _News("closed", str(reasons.value), record.run_id)


def _payload(target: Target, news: _News, ui_url: str | None, form: str) -> dict[str, typing.Any]:
    base = (ui_url or "").rstrip("/")
    link = f"{base}/runs/{news.run_id}" if base else None
    if form == "json":
        fields = {"project": target.name, "gate": news.state, "reasons": news.reasons, "run_id": news.run_id}
        return {**fields, "asset": scorecard_key(target.prefix).to_user_string(), "url": link}
    mark = {"open": ":white_check_mark:", "closed": ":no_entry:", "broken": ":warning:"}[news.state]
    words = "the scan of its data debt broke" if news.state == "broken" else f"the data-debt gate is {news.state}"
    text = f"{mark} *{target.name}*: {words}." + (f"\n{news.reasons}" if news.reasons else "")
    return {"text": text + (f"\n<{link}|The run in Dagster>" if link else "")}


def _post(url: str, payload: dict[str, typing.Any], variable: str) -> None:
    """Send it; raises RuntimeError, which names the variable and never the URL."""
    if not url.startswith(("http://", "https://")):
        raise RuntimeError(f"{variable} holds no http(s) URL")
    body, headers = json.dumps(payload).encode(), {"Content-Type": "application/json"}
    try:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 (checked above)
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        reason = f"it answered {error.code}"
    except (OSError, ValueError) as error:
        reason = type(error).__name__
    raise RuntimeError(f"the webhook in {variable} could not be told: {reason}")
