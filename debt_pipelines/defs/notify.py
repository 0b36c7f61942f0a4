"""Tells a team what is new about its data debt, once, with the reasons and a link.

The sensors read the stored state of the gate, rather than follow the events of runs as Dagster's run-status sensors
do: those move on after a failed delivery, so that its news were lost, and see only the runs of jobs they know. Here
the cursor moves once the receiver has accepted the news; until then they are told at the next tick.
"""

import json
import os

import dagster as dg
from pydantic import ValidationError

from debt_pipelines.defs import delivery, messages
from debt_pipelines.defs.gate_status import OPEN, gate_key
from debt_pipelines.defs.news import (
    GateState,
    News,
    Told,
    Verdict,
    forget_old,
    keep_told,
    news_of,
    read_told,
    scorecard_of,
)
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Notification, Wiring
from debt_pipelines.model.rule import Frozen

_DONE = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


class Cursor(Frozen):
    """What was told last: the state of the gate, and under which name its findings are kept."""

    gate: GateState | None = None
    told: str | None = None


def notification_sensors(target: Target, wiring: Wiring) -> list[dg.SensorDefinition]:
    """One sensor a receiver; each is on from the start, because naming one asks for it."""
    taken: dict[str, int] = {}
    sensors = []
    for one in wiring.notifications:
        name = f"{target.prefix}_notify_{one.variable.lower()}"
        taken[name] = taken.get(name, 0) + 1
        sensors.append(_sensor(target, wiring, one, name if taken[name] == 1 else f"{name}_{taken[name]}"))
    return sensors


def _sensor(target: Target, wiring: Wiring, notification: Notification, name: str) -> dg.SensorDefinition:
    folder = target.folder / "told" / name

    @dg.sensor(
        name=name,
        minimum_interval_seconds=wiring.interval_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Tells what is new about the data debt of {target.name}, by way of {notification.variable}.",
    )
    def notify(context: dg.SensorEvaluationContext) -> dg.SkipReason | dg.SensorResult:
        secret = os.environ.get(notification.variable)
        if not secret:
            return dg.SkipReason(f"the environment variable {notification.variable} is not set")
        verdict = _verdict(context.instance, target)
        if verdict is None:
            return dg.SkipReason("no scan has finished yet")
        before = _cursor_of(context.cursor)
        told = read_told(folder, before.told) if before.told else None
        scorecard = scorecard_of(target, verdict) if verdict.state != "broken" else None
        news = news_of(target, verdict, scorecard, told)
        is_told, is_kept = _worth(news, before, told, notification), scorecard is not None and told is None
        if not (is_told or is_kept or verdict.state != before.gate):
            return dg.SkipReason(f"the gate is {verdict.state}, as told before")
        kept = keep_told(folder, scorecard) if scorecard else before.told
        if is_told:
            _deliver(secret, target, news, wiring, notification)
        forget_old(folder, {one for one in (kept, before.told) if one})
        cursor = Cursor(gate=verdict.state, told=kept)
        return dg.SensorResult(skip_reason=f"the gate is {verdict.state}", cursor=cursor.model_dump_json())

    return notify


def _worth(news: News, before: Cursor, told: Told | None, notification: Notification) -> bool:
    """Whether there is something to tell: the gate has changed, or findings have come since the last time.

    A gate that is open at the first look is none, nor are findings where it is not known which were told.
    """
    if news.verdict.state != before.gate:
        return before.gate is not None or news.verdict.state != "open"
    return told is not None and bool(news.n_closing or (news.n_new and notification.tell == "findings"))


def _cursor_of(text: str | None) -> Cursor:
    """The cursor as it was kept; an older one was the state of the gate alone."""
    said = text if text and text.startswith("{") else json.dumps({"gate": text})
    try:
        return Cursor.model_validate_json(said)
    except ValidationError:
        return Cursor()


def _verdict(instance: dg.DagsterInstance, target: Target) -> Verdict | None:
    """How the last scan ended; None while its run is not over, or before the first scan."""
    key = gate_key(target.prefix)
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key]).get(key)
    if record is None:
        return None
    if record.status.value == OPEN:
        return Verdict("open", "", record.run_id)
    evaluation = record.event.asset_check_evaluation if record.event else None
    if evaluation is None:
        run = instance.get_run_by_id(record.run_id)
        is_over = run is None or run.status in _DONE
        return Verdict("broken", "The scan ended before its quality gate.", record.run_id) if is_over else None
    reasons = evaluation.metadata.get("reasons")
    if reasons is None:
        return Verdict("broken", evaluation.description or "", record.run_id)
    return Verdict("closed", str(reasons.value), record.run_id)


def _deliver(secret: str, target: Target, news: News, wiring: Wiring, notification: Notification) -> None:
    links = messages.links_of(target, news, wiring.ui_url)
    if notification.form == "json":
        delivery.post(secret, messages.as_json(target, news, links), notification)
    elif notification.form == "slack":
        delivery.post(secret, {"text": messages.as_slack(target, news, links)}, notification)
    elif notification.form == "slack_app":
        delivery.post_as_app(secret, messages.as_slack(target, news, links), notification)
    else:
        delivery.send_mail(secret, *messages.as_mail(target, news, links), notification)
