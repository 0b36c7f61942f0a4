"""What suites and dictionaries say, brought to the datasets they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from debt_pipelines.catalog.frames import Frames, records

Record = dict[str, Any]
FactsOf = Callable[[Record], dict[str, Any]]
"""From a record of a job, an edge or a dataset to some of its facts, by name."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Descriptions and assertions by dataset identifier, each record with the `confidence` of its binding.

    `unread_*` says that some source of the kind could not be read, so that absence proves nothing.
    """

    descriptions: dict[str, list[Record]]
    assertions: dict[str, list[Record]]
    unread_checks: bool
    unread_descriptions: bool


def bind(frames: Frames) -> Bound:
    """Join `descriptions`, `assertions` and `artifacts` to datasets through `bindings`."""
    bindings = {row["reference"]: row for row in records(frames["bindings"])}
    dataset_of_path = {row["path"]: row["dataset"] for row in records(frames["datasets"])}
    descriptions = _by_dataset(records(frames["descriptions"]), bindings)
    for row in records(frames["artifacts"]):
        if row["description"] and row["target"] in dataset_of_path:
            entry = {"subject_kind": "dataset", "column": None, "text": row["description"], "confidence": 1.0}
            descriptions[dataset_of_path[row["target"]]].append(entry)
    unread = {row["kind"] for row in records(frames["sources"]) if row["status"] != "read"}
    return Bound(
        dict(descriptions),
        dict(_by_dataset(records(frames["assertions"]), bindings)),
        unread_checks=not unread.isdisjoint(("suite", "crawler")),
        unread_descriptions=not unread.isdisjoint(("description", "crawler")),
    )


def _by_dataset(rows: list[Record], bindings: dict[str, Record]) -> defaultdict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in rows:
        binding = bindings.get(row["reference"] or "")
        if binding is not None:
            found[binding["dataset"]].append(row | {"confidence": binding["confidence"]})
    return found


def combined(frames: Frames, *views: Callable[[Frames], FactsOf]) -> FactsOf:
    """One function that gives the facts of several views."""
    parts = [view(frames) for view in views]
    return lambda record: {name: value for part in parts for name, value in part(record).items()}
