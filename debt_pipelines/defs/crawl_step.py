"""The first step of a scan: the tables of what the project says, and before it the reading of data over many workers.

Reading and measuring the data is what a crawl spends its time on, and what can be shared out: what is read of a
content is the same whoever reads it. So shards read ahead, each into a memory of its own, and the crawl takes over
what they have read. It makes the same rows in the same order as without them, only sooner. The shards are a fixed
number of ops that pass nothing on but their order: no IO manager is asked, and every executor can run them.
"""

import typing

import dagster as dg

from debt_pipelines.defs.shards import Shards
from debt_pipelines.defs.stage import Stage
from debt_pipelines.model.tables import METADATA_TABLES

_DESCRIPTION = "Reads everything the project says of its data and pipelines, without changing it."


def crawl_step(stage: Stage) -> dg.AssetsDefinition:
    """The assets of the metadata tables: one op, or a graph with as many further ops as there are shards."""
    return _sharded(stage) if stage.wiring.shards > 1 else _whole(stage)


def _whole(stage: Stage) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"{stage.target.prefix}_crawl",
        specs=stage.specs("crawl", METADATA_TABLES, ()),
        description=_DESCRIPTION,
    )
    @stage.telling
    def crawl_tables(context: dg.AssetExecutionContext) -> typing.Iterator[dg.MaterializeResult]:
        yield from stage.written("crawl", _crawled(stage, context.instance), METADATA_TABLES)

    return crawl_tables


def _crawled(stage: Stage, instance: dg.DagsterInstance) -> dict[str, typing.Any]:
    from debt_pipelines.defs.analysis import crawl
    from debt_pipelines.defs.dagster_runs import crawl_runs

    target, project = stage.target, stage.target.open()
    runs = crawl_runs(target, instance)
    try:
        return crawl(project, target.settings, baseline=target.new_since, runs=runs)
    finally:
        project.memory.close()


def _sharded(stage: Stage) -> dg.AssetsDefinition:
    prefix, numbers = stage.target.prefix, range(stage.wiring.shards)
    outs = {
        table: dg.AssetOut.from_spec(spec, dagster_type=dg.Nothing)
        for table, spec in zip(METADATA_TABLES, stage.specs("crawl", METADATA_TABLES, ()), strict=True)
    }
    plan, crawl = _plan_op(stage), _crawl_op(stage)
    readers = [_reader_op(stage, number) for number in numbers]

    @dg.graph_multi_asset(name=f"{prefix}_crawl", outs=outs, group_name=f"{prefix}_crawl")
    def crawl_tables():
        planned = plan()
        read = [reader(start=getattr(planned, _part(number))) for number, reader in enumerate(readers)]
        made = crawl(after=[planned.whole, *read])
        return {table: getattr(made, table) for table in METADATA_TABLES}

    return crawl_tables


def _plan_op(stage: Stage) -> dg.OpDefinition:
    parts = {_part(number): dg.Out(dg.Nothing, is_required=False) for number in range(stage.wiring.shards)}

    @dg.op(
        name=f"{stage.target.prefix}_plan",
        out={"whole": dg.Out(dg.Nothing), **parts},
        description="Shares out the data that no earlier scan has read; a shard with nothing to read is skipped.",
    )
    @stage.telling
    def plan(context: dg.OpExecutionContext) -> typing.Iterator[dg.Output[None]]:
        project = stage.target.open()
        filled = _shards(stage, context).plan(project, stage.target.settings, stage.wiring.shards)
        project.memory.close()
        yield dg.Output(None, "whole", metadata={f"files in {_part(number)}": n for number, n in filled.items()})
        for number in filled:
            yield dg.Output(None, _part(number))

    return plan


def _reader_op(stage: Stage, number: int) -> dg.OpDefinition:
    @dg.op(
        name=f"{stage.target.prefix}_read_{number}",
        ins={"start": dg.In(dg.Nothing)},
        out=dg.Out(dg.Nothing),
        description="Reads and measures its part of the data, into a memory of its own.",
    )
    @stage.telling
    def read(context: dg.OpExecutionContext) -> typing.Iterator[dg.Output[None]]:
        _shards(stage, context).read(number, stage.target.open(), stage.target.settings)
        yield dg.Output(None)

    return read


def _crawl_op(stage: Stage) -> dg.OpDefinition:
    @dg.op(
        name=f"{stage.target.prefix}_tables",
        ins={"after": dg.In(dg.Nothing)},
        out={table: dg.Out(dg.Nothing) for table in METADATA_TABLES},
        description=_DESCRIPTION,
    )
    @stage.telling
    def tables(context: dg.OpExecutionContext) -> typing.Iterator[dg.Output[None]]:
        _shards(stage, context).gather(stage.target.open().memory)
        results = stage.written("crawl", _crawled(stage, context.instance), METADATA_TABLES)
        for table, result in zip(METADATA_TABLES, results, strict=True):
            yield dg.Output(None, table, metadata=result.metadata)

    return tables


def _shards(stage: Stage, context: dg.OpExecutionContext) -> Shards:
    return Shards(stage.target.folder / "shards", context.run.get_root_run_id() or context.run_id)


def _part(number: int) -> str:
    return f"shard_{number}"
