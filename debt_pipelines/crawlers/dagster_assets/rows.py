"""The rows of an asset graph: datasets, what makes them of what, texts, owners, and what runs them by itself."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.catalog.tabular.lattice import of_words
from debt_pipelines.crawlers.dagster_assets.graph import Asset, Graph, Place, Trigger, asset_path
from debt_pipelines.crawlers.file_rows import description_row
from debt_pipelines.model.data_rows import Owner, Sighting
from debt_pipelines.model.orchestration_rows import Automation, DagsterAsset
from debt_pipelines.model.pipeline_rows import Flow
from debt_pipelines.model.schema import Row

CRAWLER = "dagster_assets"


def rows_of(graph: Graph) -> Iterator[Row]:
    """All rows of a graph; a key that only others name is an asset that is made elsewhere."""
    told: set[str] = set()
    for asset in graph.assets:
        told.add(asset.id)
        yield from _asset_rows(graph, asset)
    for asset in graph.assets:
        for dep in asset.deps:
            location = graph.home_of(dep, asset.location)
            path = asset_path(location, dep)
            if path not in told:
                told.add(path)
                yield from _named_rows(graph, asset, dep, location)
    for trigger in graph.triggers:
        yield from _trigger_rows(graph, trigger)


def _asset_rows(graph: Graph, asset: Asset) -> Iterator[Row]:
    kind, place = asset.place or _source_of_dbt(graph, asset) or (None, None)
    yield DagsterAsset(
        asset=asset.id, key=asset.key, location=asset.location, group=asset.group, job=asset.job_id,
        place_kind=kind, place=place, path=asset.path, line=asset.line,
    )  # fmt: skip
    yield _sighting(asset.id, asset.path, asset.line, is_external=asset.job is None)
    if asset.description:
        yield description_row(CRAWLER, asset.path, asset.id, None, asset.description, line=asset.line)
    for column in asset.columns:
        declared = of_words(column.type or "")
        yield description_row(
            CRAWLER, asset.path, asset.id, column.name, column.text, line=column.line, declared_type=declared
        )
    if asset.owners:
        yield Owner(
            pattern=asset.id,
            is_reference=True,
            owner=" ".join(owner.removeprefix("team:") for owner in asset.owners),
            tool=CRAWLER,
            path=asset.path,
            line=asset.line,
        )
    yield from _flows(graph, asset)


def _source_of_dbt(graph: Graph, asset: Asset) -> Place | None:
    """The source of dbt that an asset beside models of dbt is by its key, as Dagster has it: source and table."""
    is_beside = asset.location in graph.of_dbt and asset.key.count("/") == 1
    return ("dbt", f"source.{asset.key.replace('/', '.')}") if is_beside else None


def _flows(graph: Graph, asset: Asset) -> Iterator[Flow]:
    """What makes the asset, of what; one that is made elsewhere has a job where it says what it is made from."""
    job = asset.job_id or (f"asset.{asset.location}.{asset.key}" if asset.deps else None)
    if job is None:
        return
    name = asset.job or asset.key
    paths = [asset_path(graph.home_of(dep, asset.location), dep) for dep in asset.deps]
    for direction, target in (("out", asset.id), *(("dep", path) for path in paths)):
        yield Flow(
            job=job,
            kind="dagster_asset",
            name=name,
            direction="out" if direction == "out" else "dep",
            target=target,
            path=asset.path,
            line=asset.line,
            description=None if asset.is_one_of_many else asset.description,
            owner=None,
        )


def _named_rows(graph: Graph, asset: Asset, key: str, location: str) -> Iterator[Row]:
    """An asset that others are made from and that nothing here defines: a model of dbt where there is one, perhaps."""
    path = asset_path(location, key)
    yield DagsterAsset(
        asset=path,
        key=key,
        location=location,
        place_kind="dbt" if location in graph.of_dbt else None,
        place=key if location in graph.of_dbt else None,
        path=asset.path,
        line=asset.line,
    )
    yield _sighting(path, asset.path, asset.line, is_external=True)


def _sighting(path: str, source_path: str, line: int | None, *, is_external: bool) -> Sighting:
    return Sighting(
        path=path,
        crawler=CRAWLER,
        kind="other",
        storage="external" if is_external else "none",
        source_path=source_path,
        line=line,
    )


def _trigger_rows(graph: Graph, trigger: Trigger) -> Iterator[Automation]:
    """One row for each asset that it is about, or one for all of them."""
    is_known = trigger.keys is not None or trigger.is_for_all
    paths: list[str | None] = [
        asset_path(graph.home_of(key, trigger.location or ""), key) for key in sorted(trigger.keys or ())
    ]
    for path in paths if trigger.keys is not None else [None]:
        yield Automation(
            location=trigger.location,
            kind=trigger.kind,
            name=trigger.name,
            asset=path,
            is_target_known=is_known,
            cron=trigger.cron,
            is_running=trigger.is_running,
            path=trigger.path,
            line=trigger.line,
        )
