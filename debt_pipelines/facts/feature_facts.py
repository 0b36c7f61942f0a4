"""Feature facts: what a model is declared to use, and whether anything says what it is.

A feature that names no dataset belongs to the table that has most of the features declared with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import Record, bind
from debt_pipelines.facts.wording import best_text, folded
from debt_pipelines.model.text_fact_rows import FeatureFact

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `feature_facts` table: one row per feature and place."""
    texts = _Texts(frames)
    tables = _Tables(frames)
    declared: dict[tuple[str, str | None], list[Record]] = defaultdict(list)
    for row in records(frames["features"]):
        if row["role"] == "feature":
            declared[row["path"], row["view"]].append(row)
    facts: dict[tuple[str, str], FeatureFact] = {}
    for rows in declared.values():
        dataset_of = tables.of_features(rows)
        for row in rows:
            fact = texts.fact(row, *dataset_of[row["feature"]])
            facts.setdefault((fact.place, folded(fact.column)), fact)
    return frame_of("feature_facts", (facts[key] for key in sorted(facts)))


class _Tables:
    """The tables by what a feature may be read from: the dataset named, or the columns they have."""

    def __init__(self, frames: Frames) -> None:
        self.bindings = {row["reference"]: row["dataset"] for row in records(frames["bindings"])}
        dataset_of = dict(zip(frames["datasets"]["schema_path"], frames["datasets"]["dataset"], strict=True))
        self.having: dict[str, dict[str, str]] = defaultdict(dict)
        columns = frames["columns"] if len(frames["features"]) else frames["columns"].iloc[:0]
        for path, column in zip(columns["path"].tolist(), columns["column"].tolist(), strict=True):
            if path in dataset_of:
                self.having[folded(column)][dataset_of[path]] = column

    def of_features(self, rows: list[Record]) -> dict[str, tuple[str | None, str]]:
        """Per feature of one declaration its dataset and what the column is called there."""
        n_had = Counter(dataset for row in rows for dataset in self.having.get(folded(row["feature"]), ()))
        found: dict[str, tuple[str | None, str]] = {}
        for row in rows:
            having = self.having.get(folded(row["feature"]), {})
            bound = self.bindings.get(row["reference"] or "")
            best = max(sorted(having), key=lambda dataset: n_had[dataset], default=None)
            dataset: str | None = bound or (None if row["reference"] else best)
            found[row["feature"]] = dataset, str(having.get(dataset or "", row["feature"]))
        return found


class _Texts:
    """What is written about features: where they are declared, and about the columns of that name."""

    def __init__(self, frames: Frames) -> None:
        bound = bind(frames)
        self.is_known = None if bound.unread_descriptions else True
        self.by_name: dict[str, list[str | None]] = defaultdict(list)
        rows = records(frames["descriptions"]) if len(frames["features"]) else []
        for row in rows:
            if row["subject_kind"] == "column" and row["column"]:
                self.by_name[folded(row["column"])].append(row["text"])

    def fact(self, row: Record, dataset: str | None, column: str) -> FeatureFact:
        text, problem = best_text([row["description"], *self.by_name.get(folded(row["feature"]), ())])
        place = dataset or row["view"] or row["path"]
        return FeatureFact(
            place=place,
            target=place.removeprefix("file:"),
            column=column,
            view=row["view"],
            dataset=dataset,
            path=row["path"],
            line=row["line"],
            tool=row["tool"],
            description=text,
            description_problem=problem,
            is_description_known=True if text else self.is_known,
        )
