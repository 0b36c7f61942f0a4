"""What is new is told once, in words, the worst first; nothing is lost where something breaks in between."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import dagster as dg
import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.messages import as_mail, as_slack, links_of
from debt_pipelines.defs.news import MOST_KEPT, MOST_LISTED, NewFinding, News, Verdict, forget_old, keep_told
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Notification
from debt_pipelines.model.finding import Finding
from tests.defs.notifying import Ticks, card_of, scan, told_by
from tests.reports.sample import finding
from tests.reports.sample_parts import RULES
from tests.webhook import Webhook, started_webhook

CODE = next(iter(RULES))
UI = "http://dagster:3000"
JSON = Notification("DEBT_WEBHOOK", "json")


def debt(name: str, **changes: Any) -> Finding:
    return finding(CODE, name, f"{name} has debt", **{"status": "new", "path": name, "line": None, **changes})


ORDERS, VISITS, STOCK = debt("orders.csv"), debt("visits.csv", line=3, effort_minutes=90.0), debt("stock.csv")


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with started_webhook() as server:
        monkeypatch.setenv("DEBT_WEBHOOK", server.url)
        yield server


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(tmp_path / "shop", "shop", Settings(), tmp_path / "state")


def where(message: dict[str, Any]) -> list[str]:
    return [one["where"] for one in message["new"]]


def test_what_came_since_the_last_time_is_told(target: Target, instance: dg.DagsterInstance, webhook: Webhook) -> None:
    ticks = Ticks(target, instance, JSON)
    scan(instance, "open", target, card_of([ORDERS]))
    told_by(ticks)
    assert webhook.told == []
    scan(instance, "closed", target, card_of([ORDERS, STOCK, VISITS], closing=[VISITS]))
    told_by(ticks)
    (message,) = webhook.told
    title = RULES[CODE][2]
    assert message["new"] == [
        {"title": title, "where": "visits.csv:3", "hours": 1.5, "closes_gate": True},
        {"title": title, "where": "stock.csv", "hours": 0.5, "closes_gate": False},
    ]
    assert message["n_new"] == 2
    scan(instance, "open", target, card_of([ORDERS]))
    told_by(ticks)
    assert [(one["gate"], where(one)) for one in webhook.told[1:]] == [("open", [])]


@pytest.mark.parametrize(
    ("tell", "expected"),
    [
        ("gate", [["orders.csv"], [], ["visits.csv:3", "stock.csv"], []]),
        ("findings", [["orders.csv"], ["stock.csv"], ["visits.csv:3"], []]),
    ],
)
def test_more_that_closes_the_gate_is_news_and_other_findings_only_where_asked_for(
    target: Target,
    instance: dg.DagsterInstance,
    webhook: Webhook,
    tell: Literal["gate", "findings"],
    expected: list[list[str]],
) -> None:
    ticks, told = Ticks(target, instance, Notification("DEBT_WEBHOOK", "json", tell=tell)), []
    for findings, closing in (
        ([ORDERS], [ORDERS]),
        ([ORDERS, STOCK], [ORDERS]),
        ([ORDERS, STOCK, VISITS], [ORDERS, VISITS]),
        ([ORDERS, VISITS], [ORDERS, VISITS]),
    ):
        scan(instance, "closed", target, card_of(findings, closing=closing))
        webhook.told.clear()
        told_by(ticks, 2)
        told.append([place for message in webhook.told for place in where(message)])
    assert told == expected


def test_known_debt_of_a_baseline_is_not_news(target: Target, instance: dg.DagsterInstance, webhook: Webhook) -> None:
    known = debt("old.csv", status="known")
    scan(instance, "closed", target, card_of([known, debt("ok.csv", status="accepted"), ORDERS], closing=[ORDERS]))
    told_by(Ticks(target, instance, JSON))
    assert [where(message) for message in webhook.told] == [["orders.csv"]]


def test_a_renamed_file_brings_no_news(
    make_repo: Callable[..., Path],
    git: Callable[..., str],
    commit: Callable[..., str],
    instance: dg.DagsterInstance,
    webhook: Webhook,
    tmp_path: Path,
) -> None:
    root = make_repo({"orders.csv": "id,amount\n1,2\n2,3\n"}, name="shop")
    target = Target(root, "shop", Settings(), tmp_path / "state")
    ticks = Ticks(target, instance, Notification("DEBT_WEBHOOK", "json", tell="findings"))
    first = card_of([ORDERS], closing=[ORDERS]).model_copy(update={"revision": git(root, "rev-parse", "HEAD")})
    scan(instance, "closed", target, first)
    told_by(ticks)
    git(root, "mv", "orders.csv", "sales.csv")
    commit(root, {})
    sales = debt("sales.csv")
    scan(instance, "closed", target, card_of([sales], closing=[sales]))
    told_by(ticks)
    assert len(webhook.told) == 1


def test_what_was_not_delivered_is_still_news(target: Target, instance: dg.DagsterInstance, webhook: Webhook) -> None:
    ticks = Ticks(target, instance, JSON)
    scan(instance, "open", target, card_of([]))
    told_by(ticks)
    webhook.is_broken = True
    for findings in ([ORDERS], [ORDERS, VISITS]):
        scan(instance, "closed", target, card_of(findings, closing=findings))
        with pytest.raises(RuntimeError):
            ticks.tick()
    webhook.is_broken = False
    told_by(ticks)
    assert [where(message) for message in webhook.told] == [["orders.csv", "visits.csv:3"]]


def test_a_crash_after_the_delivery_repeats_it_and_loses_nothing(
    target: Target, instance: dg.DagsterInstance, webhook: Webhook
) -> None:
    ticks = Ticks(target, instance, JSON)
    scan(instance, "closed", target, card_of([ORDERS], closing=[ORDERS]))
    ticks.tick()
    cursor = ticks.cursor
    scan(instance, "closed", target, card_of([ORDERS, VISITS], closing=[ORDERS, VISITS]))
    ticks.tick()
    ticks.cursor = cursor
    told_by(ticks)
    assert [where(message) for message in webhook.told] == [["orders.csv"], ["visits.csv:3"], ["visits.csv:3"]]


@pytest.mark.parametrize("cursor", ["closed", '{"gate": "closed", "told": "0123456789abcdef"}'])
def test_where_it_is_not_known_what_was_told_only_what_comes_then_is(
    target: Target, instance: dg.DagsterInstance, webhook: Webhook, cursor: str
) -> None:
    ticks = Ticks(target, instance, JSON)
    ticks.cursor = cursor
    scan(instance, "closed", target, card_of([ORDERS], closing=[ORDERS]))
    told_by(ticks)
    assert webhook.told == []
    scan(instance, "closed", target, card_of([ORDERS, VISITS], closing=[ORDERS, VISITS]))
    told_by(ticks)
    assert [where(message) for message in webhook.told] == [["visits.csv:3"]]


def test_what_was_told_long_ago_is_forgotten(tmp_path: Path) -> None:
    names = [keep_told(tmp_path, card_of([debt(f"{number}.csv")])) for number in range(MOST_KEPT + 5)]
    for number, name in enumerate(names):
        os.utime(tmp_path / f"{name}.json", (number, number))
    forget_old(tmp_path, {names[0]})
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted([names[0], *names[5:]])


def test_the_scorecard_of_another_scan_is_not_told(
    target: Target, instance: dg.DagsterInstance, webhook: Webhook
) -> None:
    scan(instance, "closed", target, card_of([ORDERS]))  # written meanwhile: its gate is open
    told_by(Ticks(target, instance, JSON))
    assert [(message["gate"], message["n_new"]) for message in webhook.told] == [("closed", None)]


def news(n_new: int) -> News:
    found = [
        NewFinding(f"Rule <{n}>", f"data/<!channel>{n}.csv", 0.05 + n, n == 0) for n in range(min(n_new, MOST_LISTED))
    ]
    return News(Verdict("closed", "1 new critical finding & more", "run-1"), tuple(found), n_new)


def test_at_most_ten_are_listed_and_nobody_is_mentioned_by_a_name_of_the_project(target: Target) -> None:
    said = as_slack(target, news(13), links_of(target, news(13), f"{UI}/"))
    lines = said.splitlines()
    assert lines[:4] == [
        ":no_entry: *shop*: the data-debt gate is closed.",
        "1 new critical finding &amp; more",
        "13 new findings:",
        "• Rule &lt;0&gt;: data/&lt;!channel&gt;0.csv (minutes, closes the gate)",
    ]
    assert lines[4] == "• Rule &lt;1&gt;: data/&lt;!channel&gt;1.csv (1.1 h)"
    assert lines[-2:] == [
        "and 3 more",
        f"<{UI}/runs/run-1|The run in Dagster> · <{UI}/assets/shop/scorecard|The scorecard>",
    ]
    assert said.count("•") == MOST_LISTED


def test_a_mail_has_a_subject_of_one_line(tmp_path: Path) -> None:
    target = Target(tmp_path, "shop\nBcc: everybody@example.com", Settings(), tmp_path)
    subject, text = as_mail(target, news(1), links_of(target, news(1), None))
    assert subject == "shop Bcc: everybody@example.com: the data-debt gate is closed"
    assert text.endswith("1 new finding:\n- Rule <0>: data/<!channel>0.csv (minutes)")
