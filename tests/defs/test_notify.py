"""A webhook is told of each change of the gate exactly once, whatever happens in between; no URL is ever shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Notification
from tests.defs.notifying import Ticks, scan
from tests.webhook import Webhook, started_webhook


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with started_webhook() as server:
        monkeypatch.setenv("DEBT_WEBHOOK", server.url)
        yield server


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(tmp_path, "shop", Settings(), tmp_path / "state")


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
    ticks = Ticks(target, instance, Notification("DEBT_WEBHOOK", "json"))
    ticks.tick()
    assert webhook.told == [
        {
            "project": "shop",
            "gate": "closed",
            "reasons": "2 new critical findings",
            "run_id": run_id,
            "asset": "shop/scorecard",
            "url": f"http://dagster:3000/runs/{run_id}",
            "scorecard_url": "http://dagster:3000/assets/shop/scorecard",
            "n_new": None,
            "new": [],
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
