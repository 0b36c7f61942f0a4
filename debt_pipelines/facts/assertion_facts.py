"""Assertion facts: can each check fail, and does the column it checks exist."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.wording import folded
from debt_pipelines.model.fact_rows import AssertionFact

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `assertion_facts` table: one row per check and column it names."""
    bindings = {row["reference"]: row for row in records(frames["bindings"])}
    read = {row["dataset"]: row["schema_path"] for row in records(frames["datasets"]) if row["is_schema_read"]}
    columns: dict[str, set[str]] = defaultdict(set)
    for row in records(frames["columns"]):
        columns[row["path"]].add(folded(row["column"]))
    counts: Counter[str] = Counter()
    written: set[tuple[str, str, int]] = set()
    rows: list[AssertionFact] = []
    for row in records(frames["assertions"]):
        binding = bindings.get(row["reference"] or "")
        dataset = binding["dataset"] if binding else None
        has_column = folded(row["column"]) in columns[read[dataset]] if row["column"] and dataset in read else None
        place = (row["path"], row["suite"], row["position"])
        name = f"{row['path']}:{row['suite']}/{row['type']}/{row['column'] or '*'}"
        counts[name] += 1
        rows.append(
            AssertionFact(
                assertion=name if counts[name] == 1 else f"{name}/{counts[name]}",
                suite=row["suite"],
                type=row["type"],
                dataset=dataset,
                column=row["column"],
                path=row["path"],
                line=row["line"],
                is_on_column=row["column"] is not None,
                is_first_row=place not in written,
                is_column_present=has_column,
                binding_confidence=binding["confidence"] if binding else None,
                vacuous_reason=row["vacuous_reason"],
            )
        )
        written.add(place)
    return frame_of("assertion_facts", rows)
