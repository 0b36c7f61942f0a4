"""How a target sits in Dagster: when it is scanned, what it stops, what of it the graph shows, and whom it tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GatePolicy = Literal["block", "warn"]
DAILY = "0 6 * * *"


@dataclass(frozen=True, slots=True)
class Surface:
    """How much of a target the asset graph shows; each check and each event costs a scan some time."""

    max_datasets: int = 500
    max_checks: int = 20
    max_observed: int = 100


@dataclass(frozen=True, slots=True)
class Notification:
    """Where a change of the gate is told: a webhook, by the name of the environment variable that holds its URL."""

    variable: str
    form: Literal["slack", "json"] = "slack"


@dataclass(frozen=True, slots=True)
class Wiring:
    """All that Dagster needs to know of a target beside the target itself; nothing runs by itself unless it says so."""

    cron: str = DAILY
    is_scheduled: bool = False
    is_watched: bool = False
    gate: GatePolicy = "block"
    blocks: tuple[tuple[str, ...], ...] = ()
    surface: Surface = Surface()
    notifications: tuple[Notification, ...] = ()
    ui_url: str | None = None


UNATTENDED = Wiring()
"""Everything by default: shown and gated, and nothing runs by itself."""
