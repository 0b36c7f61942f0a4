"""The single checks and schema changes of each dataset, as the scorecard lists them: the telling ones of very many."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, records, tuples
from debt_pipelines.model.entries import AssertionEntry, DatasetEntry, SchemaBaseline, SchemaChangeEntry
from debt_pipelines.score.demand_words import demand_words

if TYPE_CHECKING:
    import pandas as pd

MAX_ASSERTIONS = 200
MAX_CHANGES = 20
_SHORT = 10
_HASH = re.compile(r"[0-9a-f]{32,}(\.dir)?")
_CHECK = [
    "tool", "type", "kind", "column", "strength", "vacuous_reason", "severity", "is_run", "last_result",
    "last_run_at", "path", "line",
]  # fmt: skip
_LIMITS = ["limits", "declared_type"]
_CHANGE = ["kind", "column", "before", "after", "is_breaking"]
_VERSION = ["baseline_revision", "committed_at"]
_OF_VALUES = ("changed_nullability", "changed_domain", "shifted_distribution")
Details = dict[str, dict[str, Any]]


def with_details(datasets: Iterable[DatasetEntry], frames: Frames) -> tuple[DatasetEntry, ...]:
    """The datasets, each with its checks and with what became of its columns since an earlier version."""
    details: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for part in (_assertions(frames), _schema_changes(frames["schema_changes"])):
        for dataset, update in part.items():
            details[dataset] |= update
    return tuple(
        entry.model_copy(update=details[entry.id]) if entry.id in details else entry  # validated part by part
        for entry in datasets
    )


def _assertions(frames: Frames) -> Details:
    """The checks bound to each dataset, in the order they are written; of too many first those that matter."""
    checks, bindings = frames["assertions"][["reference", *_CHECK, *_LIMITS]], frames["bindings"]
    if checks.empty or bindings.empty:
        return {}
    named = bindings[["reference", "dataset", "confidence"]]
    bound = checks.merge(named, on="reference", validate="many_to_one").drop(columns="reference")
    kept = _first(bound, MAX_ASSERTIONS, by=_rank(bound))
    limits = list(tuples(kept[_LIMITS]))
    demands = {pair: demand_words(*pair) for pair in set(limits)}
    listed: defaultdict[str, list[AssertionEntry]] = defaultdict(list)
    for row, pair in zip(records(kept.drop(columns=_LIMITS)), limits, strict=True):
        listed[row.pop("dataset")].append(AssertionEntry(**row, demands=demands[pair]))
    return {dataset: {"assertions": tuple(entries)} for dataset, entries in listed.items()}


def _rank(checks: pd.DataFrame) -> pd.Series:
    """0 for a check that failed, 1 for one that cannot fail, 2 for the others."""
    failed = checks["last_result"].isin(["failed", "error"])
    return (2 - checks["strength"].eq(0)).where(~failed, 0)


def _schema_changes(facts: pd.DataFrame) -> Details:
    """What each dataset was compared with, and what had changed; nothing of those that could not be compared."""
    is_compared = facts["kind"].notna() & facts["baseline"].notna()
    compared = facts.loc[is_compared, ["dataset", "baseline", *_CHANGE, *_VERSION]]
    compared = compared.rename(columns={"baseline_revision": "revision"})
    changed = compared[compared["kind"].ne("unchanged")].drop(columns="baseline")
    rank = changed["kind"].isin(_OF_VALUES) - 2 * changed["is_breaking"].astype(int)
    listed: defaultdict[str, list[SchemaChangeEntry]] = defaultdict(list)
    for row in records(_first(changed, MAX_CHANGES, by=rank)):
        if _HASH.fullmatch(row["revision"]):
            row["revision"] = row["revision"][:_SHORT]
        listed[row.pop("dataset")].append(SchemaChangeEntry(**row))
    counts = changed["dataset"].value_counts().to_dict()
    heads = compared.drop_duplicates("dataset")[["dataset", "baseline", "revision", "committed_at"]]
    return {
        dataset: {
            "schema_baseline": SchemaBaseline(**row),
            "schema_changes": tuple(listed[dataset]),
            "n_schema_changes": counts.get(dataset, 0),
        }
        for row in records(heads.rename(columns={"baseline": "kind"}))
        for dataset in [row.pop("dataset")]
    }


def _first(frame: pd.DataFrame, limit: int, *, by: pd.Series) -> pd.DataFrame:
    """The first rows of each dataset by a rank, in their old order."""
    if frame.empty or frame["dataset"].value_counts().iloc[0] <= limit:
        return frame
    ranked = frame.assign(rank=by).sort_values("rank", kind="stable")
    return frame.loc[ranked.groupby("dataset", sort=False).head(limit).index.sort_values()]
