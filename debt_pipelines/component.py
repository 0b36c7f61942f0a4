"""Dagster components: one YAML in a team's own project scans a repository, another sums several up.

Their state is the graph of the scanned project. `dg dev` refreshes it at start; `dg utils refresh-defs-state` does so
when an image is built.
"""

import typing
from pathlib import Path

import dagster as dg
from dagster.components import DefsStateConfig, DefsStateConfigArgs, ResolvedDefsStateConfig
from pydantic import ConfigDict, Field, model_validator

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.executors import executor_of
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.notification_attributes import NotificationAttributes
from debt_pipelines.defs.portfolio import portfolio_asset
from debt_pipelines.defs.target import Target, prefix_of, read_target
from debt_pipelines.defs.target_graph import MOST_DATASETS, TargetGraph, read_graph
from debt_pipelines.defs.wiring import DAILY, MOST_SHARDS, Execution, ExecutorName, GatePolicy, Surface, Wiring
from debt_pipelines.model.errors import SettingsError


class _Attributes(dg.Model, dg.Resolvable):
    model_config = ConfigDict(extra="forbid")


class SurfaceAttributes(_Attributes):
    """How much of the project the asset graph shows; a check costs a scan about 0.05 s, an observation 0.01 s."""

    max_datasets: int = Field(500, ge=0, le=MOST_DATASETS, description="Nodes at most; beyond it one a stage or folder")
    max_checks: int = Field(20, ge=0, le=1000, description="Debt checks on the worst datasets, at most")
    max_observed: int = Field(100, ge=0, le=5000, description="Datasets whose debt is plotted after a scan, at most")


def _settings(_context: dg.ResolutionContext, model: Settings | None) -> Settings | None:
    return model


class DebtScan(dg.StateBackedComponent, dg.Model, dg.Resolvable):
    """Scans a data or ML repository for debt and publishes a scorecard with a gate."""

    model_config = ConfigDict(extra="forbid")

    target: str = Field(description="Folder of the repository; relative to the Dagster project")
    name: str | None = Field(None, description="Prefix of everything made; by default the name of the scanned project")
    settings: typing.Annotated[
        typing.Any,  # Dagster takes no model of ours here; what YAML may hold is said below
        dg.Resolver(
            _settings,
            model_field_type=Settings,
            description="Settings as in debt.toml; each key given here stands in for that of the scanned project",
        ),
    ] = None
    cron: str | None = Field(None, description="When to scan, in UTC; a schedule is on when this is given")
    watch: bool = Field(False, description="Scan whenever the commit, a DVC file or data in the work tree changes")
    interval_seconds: int = Field(30, ge=1, le=86_400, description="How often the sensors look for changes and news")
    fresh_hours: float | None = Field(
        None, gt=0.1, description="How old a scorecard may become; by default two scans of `cron` missed"
    )
    gate: GatePolicy = Field("block", description="`block` fails the run on a closed gate, `warn` only says so")
    blocks: list[str] = Field([], description="Assets of yours (a/b) whose downstream waits while the gate is closed")
    surface: SurfaceAttributes = SurfaceAttributes()
    notify: list[NotificationAttributes] = Field([], description="Who is told what is new, once")
    executor: ExecutorName = Field("in_process", description="Where the steps run: an executor of Dagster, by its name")
    executor_config: dict[str, typing.Any] = Field({}, description="The options of that executor, as Dagster has them")
    shards: int = Field(1, ge=1, le=MOST_SHARDS, description="Steps that read the data side by side, before the crawl")
    ui_url: str | None = Field(None, description="Where the Dagster UI is, for links in notifications")
    defs_state: ResolvedDefsStateConfig = DefsStateConfigArgs.local_filesystem()

    @model_validator(mode="after")
    def _blocks_only_where_it_may(self) -> typing.Self:
        if self.blocks and self.gate == "warn":
            raise ValueError("`blocks` holds assets back, which `gate: warn` does not: leave one of them out")
        return self

    @model_validator(mode="after")
    def _executor_is_there(self) -> typing.Self:
        try:
            executor_of(self._execution)
        except SettingsError as error:
            raise ValueError(f"{error.message} ({error.hint})" if error.hint else error.message) from error
        return self

    @property
    def _execution(self) -> Execution:
        return Execution(self.executor, self.executor_config)

    @classmethod
    def get_spec(cls) -> dg.ComponentTypeSpec:
        """What `dg list components` says of it."""
        return dg.ComponentTypeSpec(tags=["data-quality", "technical-debt"])

    @classmethod
    def load(cls, attributes: typing.Any, context: dg.ComponentLoadContext) -> typing.Self:
        """The component of a YAML file, with its target made absolute."""
        loaded = super().load(attributes, context)
        target = context.project_root / Path(loaded.target).expanduser()
        found: typing.Self = loaded.model_copy(update={"target": str(target)})
        return found

    @property
    def defs_state_config(self) -> DefsStateConfig:
        """Where the state is kept: under the target's folder name and prefix."""
        name = prefix_of(self.name or Path(self.target).name)
        return DefsStateConfig.from_args(self.defs_state, default_key=f"DebtScan[{name}]")

    def write_state_to_path(self, state_path: Path) -> None:
        """Read the target and write its graph; the target itself is not changed."""
        state_path.parent.mkdir(parents=True, exist_ok=True)
        state_path.write_text(read_graph(self.scan_target).model_dump_json(), "utf-8")

    def build_defs_from_state(self, context: dg.ComponentLoadContext, state_path: Path | None) -> dg.Definitions:  # noqa: ARG002
        """The assets, checks and automation of the target, with its datasets where its graph is known."""
        graph = TargetGraph.model_validate_json(state_path.read_text("utf-8")) if state_path else None
        return build_debt_defs(self.scan_target, self.wiring, graph)

    @property
    def scan_target(self) -> Target:
        """What is scanned, with the settings of this component laid over its own."""
        return read_target(Path(self.target), name=self.name, settings=self.settings)

    @property
    def wiring(self) -> Wiring:
        """How it sits in Dagster."""
        return Wiring(
            cron=self.cron or DAILY,
            is_scheduled=self.cron is not None,
            is_watched=self.watch,
            interval_seconds=self.interval_seconds,
            fresh_hours=self.fresh_hours,
            gate=self.gate,
            blocks=tuple(tuple(dg.AssetKey.from_user_string(key).path) for key in self.blocks),
            surface=Surface(**self.surface.model_dump()),
            notifications=tuple(one.notification() for one in self.notify),
            ui_url=self.ui_url,
            execution=self._execution,
            shards=self.shards,
            has_report=True,
        )


class DebtPortfolio(dg.Component, dg.Model, dg.Resolvable):
    """Sums up the scorecards of several scanned projects in one asset."""

    model_config = ConfigDict(extra="forbid")

    scans: list[str] = Field(min_length=1, description="The names of the scanned projects, as their DebtScan has them")
    name: str = Field("debt_portfolio", description="Key and group of the asset")

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:  # noqa: ARG002
        """The portfolio asset."""
        return dg.Definitions(assets=[portfolio_asset(prefix_of(self.name), [prefix_of(name) for name in self.scans])])
