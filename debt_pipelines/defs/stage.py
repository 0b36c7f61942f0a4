"""What all steps of a scan share: the keys of their assets, how tables are declared, read and written."""

import typing

import dagster as dg

from debt_pipelines.defs.blocks import block_keys
from debt_pipelines.defs.done import mark_done, require_done, unmark
from debt_pipelines.defs.gate_status import gate_key
from debt_pipelines.defs.metadata import column_schema
from debt_pipelines.defs.planned import telling
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import UNATTENDED, Wiring
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.tables import SCHEMAS

OWNERS = ("team:data-platform",)


class Stage:
    """One target and how it sits in Dagster; everything made of it carries the target's prefix."""

    def __init__(
        self,
        target: Target,
        rules: typing.Sequence[Rule],
        wiring: Wiring = UNATTENDED,
        *,
        further_checks: typing.Iterable[dg.AssetCheckKey] = (),
    ) -> None:
        self.target = target
        self.store = target.store
        self.rules = rules
        self.wiring = wiring
        self.telling = telling((*self.check_keys, *further_checks))

    def key(self, name: str) -> dg.AssetKey:
        """The key of an asset of this target."""
        return dg.AssetKey([self.target.prefix, name])

    @property
    def check_keys(self) -> list[dg.AssetCheckKey]:
        """The checks that one step or another gives: those of the suites, the gate, and what it blocks."""
        suites = [dg.AssetCheckKey(self.key("findings"), suite) for suite in self.suites]
        return [*suites, gate_key(self.target.prefix), *block_keys(self.target, self.wiring)]

    @property
    def suites(self) -> dict[str, list[Rule]]:
        """The rules of each suite: one asset check a suite."""
        suites: dict[str, list[Rule]] = {}
        for rule in self.rules:
            suites.setdefault(rule.suite, []).append(rule)
        return suites

    def specs(self, group: str, tables: typing.Iterable[str], after: typing.Iterable[str]) -> list[dg.AssetSpec]:
        """The assets of some tables: each with what it holds, and the assets that it is made of."""
        deps = [self.key(name) for name in after]
        return [
            dg.AssetSpec(
                self.key(table),
                deps=deps,
                group_name=f"{self.target.prefix}_{group}",
                description=SCHEMAS[table].description,
                kinds={"python", "parquet"},
                owners=list(OWNERS),
                metadata={"dagster/column_schema": column_schema(SCHEMAS[table])},
            )
            for table in tables
        ]

    def read(self, *groups: typing.Iterable[str]) -> dict[str, typing.Any]:
        """The frames of tables that earlier steps have written."""
        return {table: self.store.read(table) for tables in groups for table in tables}

    def after(self, step: str) -> None:
        """Make sure that an earlier step of this run has written its tables; raises StaleTablesError."""
        require_done(dg.AssetExecutionContext.get(), self.target, step)

    def written(
        self, step: str, frames: typing.Mapping[str, typing.Any], tables: typing.Iterable[str]
    ) -> typing.Iterator[dg.MaterializeResult]:
        """Write the tables of a step, and say of each how many rows it has and where it lies."""
        unmark(self.target, step)
        for table in tables:
            path = self.store.write(table, frames[table])
            metadata = {"dagster/row_count": len(frames[table]), "path": dg.MetadataValue.path(path)}
            yield dg.MaterializeResult(self.key(table), metadata=metadata)
        mark_done(dg.AssetExecutionContext.get(), self.target, step)
