"""Dataset facts: description, declared schema, checks, owner and state of every dataset."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts import (
    dataset_checks,
    dataset_history,
    dataset_origin,
    dataset_partitions,
    dataset_quality,
    dataset_storage,
)
from debt_pipelines.facts.bound import Bound, FactsOf, Record, bind, combined
from debt_pipelines.facts.wording import MIN_DATASET_WORDS, best_text, says_check
from debt_pipelines.model.data_rows import STRONG
from debt_pipelines.model.fact_rows import DatasetFact
from debt_pipelines.model.orchestration_rows import ASSET_SCHEME

if TYPE_CHECKING:
    import pandas as pd

_DOCUMENTABLE_KINDS = ("table", "directory", "other")
_VERSIONED = ("git", "dvc", "import")
_DECLARED = (*_VERSIONED, "warehouse")


def build(frames: Frames) -> pd.DataFrame:
    """The `dataset_facts` table; needs `column_facts`."""
    bound = bind(frames)
    lineage = {row["node"]: row for row in records(frames["lineage"])}
    undocumented = _undocumented_columns(frames["column_facts"])
    checking = _checked_by_jobs(frames)
    facts_of = combined(
        frames,
        dataset_checks.view,
        dataset_history.view,
        dataset_origin.view,
        dataset_partitions.view,
        dataset_quality.view,
        dataset_storage.view,
    )
    rows = [
        _fact(row, bound, lineage[row["dataset"]], undocumented[row["dataset"]], row["dataset"] in checking, facts_of)
        for row in _named(frames)
    ]
    return frame_of("dataset_facts", rows)


def _named(frames: Frames) -> Iterator[Record]:
    """The datasets, with whether code or a text of the project is known to name each."""
    mentions = frames["mentions"]
    names = set(mentions.loc[mentions["kind"].eq("dataset") & mentions["path"].notna(), "reference"])
    return (row | {"is_named": row["path"] in names} for row in records(frames["datasets"]))


def _fact(
    dataset: Record, bound: Bound, node: Record, n_undocumented: int, is_checked: bool, facts_of: FactsOf
) -> DatasetFact:
    descriptions = bound.descriptions.get(dataset["dataset"], [])
    assertions = bound.assertions.get(dataset["dataset"], [])
    texts = [row["text"] for row in descriptions if row["subject_kind"] == "dataset"]
    name = dataset["path"].rpartition("/")[2].partition(".")[0]
    text, problem = best_text(texts, name=name, min_words=MIN_DATASET_WORDS)
    is_validated = bool(assertions) or is_checked
    is_declared = dataset["is_schema_declared"] or _declares_schema(descriptions, assertions)
    is_table = dataset["kind"] == "table" and not _is_phantom(dataset)
    known = {"description": text, "is_checked_by_job": is_checked, "is_schema_declared": is_declared}
    return DatasetFact(
        dataset=dataset["dataset"],
        path=dataset["source_path"],
        line=dataset["line"],
        kind=dataset["kind"],
        storage=dataset["storage"],
        tier=dataset["tier"],
        is_tier_1=dataset["tier"] == 1,
        is_table=is_table,
        is_documentable=_is_documentable(dataset),
        is_present=dataset["is_present"],
        n_consumers=node["n_consumers"],
        n_downstream=node["n_downstream"],
        description=text,
        description_problem=problem,
        n_undocumented_columns=n_undocumented,
        is_first_of_declaration=dataset["is_first_of_declaration"],
        is_description_known=None if bound.unread_descriptions and text is None else True,
        is_validation_known=None if bound.unread_checks and not is_validated else True,
        is_schema_declared=is_declared,
        is_schema_owed=is_table and dataset["storage"] != "warehouse",
        is_checked_by_job=is_checked,
        is_validated=is_validated,
        n_assertions=len(assertions),
        n_strong_assertions=sum(row["strength"] >= STRONG for row in assertions),
        owner=dataset["owner"],
        malformation=dataset["malformation"],
        data_path=dataset["malformation_path"],
        malformation_line=dataset["malformation_line"],
        is_content_read=True if dataset["is_schema_read"] or dataset["malformation"] else None,
        **facts_of(dataset | known),
    )


def _is_documentable(dataset: Record) -> bool:
    return (
        dataset["kind"] in _DOCUMENTABLE_KINDS
        and (dataset["storage"] in _DECLARED or dataset["is_present"] or _is_made_asset(dataset))
        and dataset["is_first_of_declaration"]
        and not dataset["is_contained"]
    )


def _is_made_asset(dataset: Record) -> bool:
    """Whether it is an asset that the Dagster project makes itself, wherever its data lies."""
    return dataset["path"].startswith(ASSET_SCHEME) and not dataset["is_external"]


def _is_phantom(dataset: Record) -> bool:
    """Whether nothing shows that it is there; a table that others load into a warehouse counts once it is read."""
    is_own = dataset["storage"] == "warehouse" and (dataset["import_kind"] is None or dataset["is_named"])
    return not (is_own or dataset["storage"] in _VERSIONED or dataset["is_present"])


def _declares_schema(descriptions: list[Record], assertions: list[Record]) -> bool:
    """Whether a dictionary gives types, or a suite says which columns there are."""
    has_types = any(row.get("declared_type") for row in descriptions)
    return has_types or any(row["kind"] in ("presence", "type") for row in assertions)


def _undocumented_columns(columns: pd.DataFrame) -> Counter[str]:
    owed = columns[columns["is_documentable"].eq(True) & columns["description"].isna()]
    return Counter(owed["dataset"])


def _checked_by_jobs(frames: Frames) -> set[str]:
    """Datasets that a job reads or writes whose name or command says that it checks data: its reports need no check."""
    touched: dict[str, set[str]] = defaultdict(set)
    for row in records(frames["lineage_edges"]):
        if row["kind"] == "reads":
            touched[row["target"]].add(row["source"])
        elif row["kind"] == "writes":
            touched[row["source"]].add(row["target"])
    jobs = records(frames["jobs"])
    checking = [row["job"] for row in jobs if says_check(f"{row['name']} {row['command'] or ''}")]
    return {dataset for job in checking for dataset in touched[job]}
