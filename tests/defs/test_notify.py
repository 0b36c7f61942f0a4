"""A webhook is told of each change of the gate exactly once, whatever happens in between; no URL is ever shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.gate_status import QUALITY_GATE, scorecard_key
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Notification, Wiring
from tests.defs.host import QUIET

SENSOR = "shop_notify_debt_webhook"


class Webhook(HTTPServer):
    """Keeps what it is told; answers 500 while it is broken."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[dict[str, Any]] = []
        self.is_broken = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/secret-path"


class _Handler(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.server.is_broken:
            self.server.told.append(body)
        self.send_response(500 if self.server.is_broken else 200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with Webhook() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        monkeypatch.setenv("DEBT_WEBHOOK", server.url)
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(tmp_path, "shop", Settings(), tmp_path / "state")


class Ticks:
    """The sensor, tick after tick, with its cursor kept as Dagster keeps it."""

    def __init__(self, target: Target, instance: dg.DagsterInstance, form: str = "slack") -> None:
        notification = Notification("DEBT_WEBHOOK", form)  # type: ignore[arg-type]
        wiring = Wiring(notifications=(notification,), ui_url="http://dagster:3000/")
        self.sensor = build_debt_defs(target, wiring).resolve_sensor_def(SENSOR)
        self.instance = instance
        self.cursor: str | None = None

    def tick(self) -> str:
        with dg.build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            data = self.sensor.evaluate_tick(context)
        self.cursor = data.cursor or self.cursor
        assert not data.run_requests
        return str(data.skip_message)


def scan(instance: dg.DagsterInstance, ending: str) -> str:
    """A run that ends with a verdict, or without; its id."""

    @dg.asset(key=scorecard_key("shop"), check_specs=[dg.AssetCheckSpec(QUALITY_GATE, asset=scorecard_key("shop"))])
    def scorecard() -> Iterator[Any]:
        if ending == "broken":
            raise RuntimeError("no scan today")
        yield dg.MaterializeResult(
            check_results=[
                dg.AssetCheckResult(passed=ending == "open", metadata={"reasons": "2 new critical findings"})
            ]
        )

    job = dg.Definitions(assets=[scorecard]).resolve_implicit_global_asset_job_def()
    return str(job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False).run_id)


def test_each_change_is_told_once(target: Target, instance: dg.DagsterInstance, webhook: Webhook) -> None:
    ticks = Ticks(target, instance)
    assert ticks.tick() == "no scan has finished yet"
    told = []
    for ending in ("open", "closed", "closed", "broken", "broken", "open", "open"):
        scan(instance, ending)
        for _ in range(3):
            ticks.tick()
        told.append(len(webhook.told))
    assert told == [0, 1, 1, 2, 2, 3, 3]
    closed, broken, opened = (message["text"] for message in webhook.told)
    assert closed.startswith(
        ":no_entry: *shop*: the data-debt gate is closed.\n2 new critical findings\n<http://dagster:3000/runs/"
    )
    assert "broke" in broken
    assert opened.startswith(":white_check_mark: *shop*: the data-debt gate is open.")


def test_a_first_scan_that_closes_the_gate_is_news(
    target: Target, instance: dg.DagsterInstance, webhook: Webhook
) -> None:
    run_id = scan(instance, "closed")
    ticks = Ticks(target, instance, form="json")
    ticks.tick()
    assert webhook.told == [
        {
            "project": "shop",
            "gate": "closed",
            "reasons": "2 new critical findings",
            "run_id": run_id,
            "asset": "shop/scorecard",
            "url": f"http://dagster:3000/runs/{run_id}",
        }
    ]


def test_what_could_not_be_told_is_told_later(target: Target, instance: dg.DagsterInstance, webhook: Webhook) -> None:
    scan(instance, "closed")
    ticks, webhook.is_broken = Ticks(target, instance), True
    for _ in range(2):
        with pytest.raises(RuntimeError) as failed:
            ticks.tick()
        cause = str(failed.value)
        assert cause == "the webhook in DEBT_WEBHOOK could not be told: it answered 500"
    webhook.is_broken = False
    ticks.tick()
    ticks.tick()
    assert len(webhook.told) == 1


@pytest.mark.parametrize(
    ("url", "words"), [("http://127.0.0.1:9/secret", "could not be told"), ("file:///etc/secret", "no http")]
)
def test_the_url_stays_unsaid(
    target: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    monkeypatch.setenv("DEBT_WEBHOOK", url)
    scan(instance, "closed")
    with pytest.raises(RuntimeError) as failed:
        Ticks(target, instance).tick()
    said = str(failed.value)
    assert words in said
    assert "secret" not in said


def test_without_the_variable_nothing_is_sent(
    target: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEBT_WEBHOOK", raising=False)
    scan(instance, "closed")
    ticks = Ticks(target, instance)
    assert ticks.tick() == "the environment variable DEBT_WEBHOOK is not set"
    assert ticks.cursor is None
