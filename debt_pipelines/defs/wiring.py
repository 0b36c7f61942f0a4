"""How a target sits in Dagster: when it is scanned, what it stops, what of it the graph shows, and whom it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

GatePolicy = Literal["block", "warn"]
NotificationForm = Literal["slack", "json", "slack_app", "email"]
ExecutorName = Literal["in_process", "multiprocess", "dask", "celery", "k8s"]
DAILY = "0 6 * * *"
MOST_SHARDS = 64


@dataclass(frozen=True, slots=True)
class Surface:
    """How much of a target the asset graph shows; each check and each event costs a scan some time."""

    max_datasets: int = 500
    max_checks: int = 20
    max_observed: int = 100


@dataclass(frozen=True, slots=True)
class Notification:
    """Where news are told, and which.

    The environment variable holds what must stay secret: the URL of a webhook (`slack`, `json`), the token of a Slack
    app (`slack_app`), the URL of a mail server (`email`). `tell` says what is news: a gate that closes, opens or has
    further findings behind it (`gate`), or any new finding as well (`findings`).
    """

    variable: str
    form: NotificationForm = "slack"
    channel: str | None = None
    to: tuple[str, ...] = ()
    sender: str | None = None
    tell: Literal["gate", "findings"] = "gate"


@dataclass(frozen=True, slots=True)
class Execution:
    """Where steps run: Dagster's name of an executor, and its options as Dagster has them."""

    executor: ExecutorName = "in_process"
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_distributed(self) -> bool:
        """Whether steps may run on several machines."""
        return self.executor in ("dask", "celery", "k8s")


@dataclass(frozen=True, slots=True)
class Wiring:
    """All that Dagster needs to know of a target beside the target itself; nothing runs by itself unless it says so.

    `interval_seconds` is how often its sensors look, `fresh_hours` how old a scorecard may become; where that is left
    out, the schedule says so.
    """

    cron: str = DAILY
    is_scheduled: bool = False
    is_watched: bool = False
    interval_seconds: int = 30
    fresh_hours: float | None = None
    gate: GatePolicy = "block"
    blocks: tuple[tuple[str, ...], ...] = ()
    surface: Surface = Surface()
    notifications: tuple[Notification, ...] = ()
    ui_url: str | None = None
    execution: Execution = Execution()
    shards: int = 1
    has_report: bool = False
    """Whether each scan also writes the HTML report, for people who come from the UI."""


UNATTENDED = Wiring()
"""Everything by default: shown and gated, and nothing runs by itself."""
