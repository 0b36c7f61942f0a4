"""What an orchestrator makes by itself: the assets of Dagster, and what runs them or tells of their failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.schema import Row

AutomationKind = Literal["schedule", "sensor", "condition", "alert", "unknown"]
PlaceKind = Literal["path", "uri", "table", "dbt"]
ASSET_SCHEME = "dagster://"
"""How the path of an asset begins: its code location and its key follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DagsterAsset(Row):
    """One asset of a Dagster project."""

    table: ClassVar[str] = "dagster_assets"
    asset: Annotated[str, "Path of the dataset that it is, e.g. dagster://shop/mart/orders"]
    key: Annotated[str, "Its key, the parts joined by slashes"]
    location: Annotated[str, "Code location that it belongs to"]
    group: Annotated[str | None, "Group it is in, where that is written"] = None
    job: Annotated[str | None, "Job that makes it; empty for one that is made elsewhere"] = None
    place_kind: Annotated[PlaceKind | None, "What is written of where its data lies"] = None
    place: Annotated[str | None, "That place: a path, a URL, a table or a model of dbt"] = None
    path: Annotated[str, "File that defines it, or the webserver that tells of it"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation(Row):
    """One thing that runs an asset, or tells somebody when a run fails; one row an asset."""

    table: ClassVar[str] = "automations"
    location: Annotated[str | None, "Code location that it is for; empty for all of them"]
    kind: Annotated[
        AutomationKind, "Schedule, sensor, automation condition, alert, or what cannot be told of either sort"
    ]
    name: Annotated[str, "Its name"]
    asset: Annotated[str | None, "Path of the asset it is about; empty for all of the location"] = None
    is_target_known: Annotated[bool, "Which assets it is about can be told"] = True
    cron: Annotated[str | None, "When it runs, as in a crontab"] = None
    is_running: Annotated[bool | None, "Switched on; empty when only a running Dagster knows"] = None
    path: Annotated[str, "File it stands in, or the webserver that tells of it"]
    line: Annotated[int | None, "Line, from 1"] = None
