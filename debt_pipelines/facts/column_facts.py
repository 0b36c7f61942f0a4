"""Column facts: every column that the data has or that somebody wrote about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import STRONG, Bound, Record, bind
from debt_pipelines.facts.column_contract import ColumnContract
from debt_pipelines.facts.column_quality import ColumnQuality
from debt_pipelines.facts.wording import best_text, folded
from debt_pipelines.model.fact_rows import ColumnFact

if TYPE_CHECKING:
    import pandas as pd

WIDE_TABLE_COLUMNS = 30
"""Above this, only keys, features and tables that are mostly described owe a description of every column."""
_MOSTLY = 0.5
_PATTERN = re.compile(r"[*…<>{}\[\]]|\.\.")


def build(frames: Frames) -> pd.DataFrame:
    """The `column_facts` table."""
    bound = bind(frames)
    observed: dict[str, list[Record]] = defaultdict(list)
    for row in records(frames["columns"]):
        observed[row["path"]].append(row)
    features = {folded(row["feature"]) for row in records(frames["features"]) if row["role"] == "feature"}
    reach = {row["node"]: row["n_downstream"] for row in records(frames["lineage"])}
    quality, contract = ColumnQuality(frames, bound), ColumnContract(frames, bound)
    rows: list[ColumnFact] = []
    for dataset in records(frames["datasets"]):
        if dataset["kind"] == "table":
            n_downstream = reach.get(dataset["dataset"], 0)
            seen = observed[dataset["schema_path"]]
            table = _Table(dataset, seen, bound, features, quality, contract, n_downstream)
            rows.extend(table.facts())
    return frame_of("column_facts", rows)


class _Table:
    """One table: its observed columns, and what is written about them."""

    def __init__(
        self,
        dataset: Record,
        observed: list[Record],
        bound: Bound,
        features: set[str],
        quality: ColumnQuality,
        contract: ColumnContract,
        n_downstream: int,
    ) -> None:
        self.dataset = dataset
        self.observed = observed
        self.features = features
        self.quality = quality
        self.contract = contract
        self.n_downstream = n_downstream
        self.is_described = None if bound.unread_descriptions else True
        self.is_checked = None if bound.unread_checks else True
        self.keys = {folded(key) for key in (dataset["primary_key"] or "").split(",") if key}
        self.written: dict[str, list[Record]] = defaultdict(list)
        for row in bound.descriptions.get(dataset["dataset"], []):
            if row["subject_kind"] == "column":
                self.written[folded(row["column"])].append(row)
        self.n_strong: dict[str, int] = defaultdict(int)
        for row in bound.assertions.get(dataset["dataset"], []):
            if row["column"] and row["strength"] >= STRONG:
                self.n_strong[folded(row["column"])] += 1

    def facts(self) -> Iterator[ColumnFact]:
        if not self.dataset["is_schema_read"]:
            yield self.unread()
            return
        names = {folded(row["column"]) for row in self.observed}
        matched = names & self.written.keys()
        owes_all = len(self.observed) <= WIDE_TABLE_COLUMNS or len(matched) >= _MOSTLY * len(self.observed)
        for row in self.observed:
            yield self.present(row, owes_all=owes_all)
        is_bound = len(matched) >= _MOSTLY * len(self.written)
        for name in sorted(self.written.keys() - names):
            yield self.absent(self.written[name][0], is_bound=is_bound)

    def present(self, row: Record, *, owes_all: bool) -> ColumnFact:
        name = folded(row["column"])
        text, problem = best_text([entry["text"] for entry in self.written.get(name, [])])
        is_critical = name in self.keys or name in self.features
        is_head = self.dataset["is_first_of_declaration"]
        return ColumnFact(
            dataset=self.dataset["dataset"],
            column=row["column"],
            path=row["path"],
            line=row["line"],
            logical_type=row["logical_type"],
            is_observed=True,
            is_documented=name in self.written,
            is_documentable=is_head and (owes_all or is_critical),
            is_description_known=True if text else self.is_described,
            is_validation_known=True if self.n_strong[name] else self.is_checked,
            description=text,
            description_problem=problem,
            is_key=name in self.keys,
            is_feature=name in self.features,
            is_critical=is_critical,
            n_strong_assertions=self.n_strong[name],
            n_downstream=self.n_downstream,
            **self.quality.of_column(self.dataset, row),
            **self.contract.of_column(self.dataset, row["column"]),
        )

    def absent(self, row: Record, *, is_bound: bool) -> ColumnFact:
        """A column that only documentation names; a pattern, or a text about another table, proves nothing."""
        is_name = is_bound and not _PATTERN.search(row["column"])
        return self.missing(
            row["column"], row["path"], row["line"], is_observed=False if is_name else None, is_documented=True
        )

    def unread(self) -> ColumnFact:
        return self.missing(None, self.dataset["source_path"], self.dataset["line"], is_observed=None)

    def missing(
        self,
        column: str | None,
        path: str,
        line: int | None,
        *,
        is_observed: bool | None,
        is_documented: bool = False,
    ) -> ColumnFact:
        is_unread = column is None
        return ColumnFact(
            dataset=self.dataset["dataset"],
            column=column,
            path=path,
            line=line,
            logical_type=None,
            is_observed=is_observed,
            is_documented=is_documented,
            is_documentable=None if is_unread and self.dataset["is_first_of_declaration"] else False,
            is_description_known=self.is_described,
            is_validation_known=self.is_checked,
            description=None,
            description_problem=None,
            is_key=False,
            is_feature=False,
            is_critical=None if is_unread and (self.features or self.keys) else False,
            n_strong_assertions=0,
            n_downstream=self.n_downstream,
            **(self.quality.of_unread() if is_unread else self.quality.of_absent()),
            **(
                self.contract.of_unread(self.dataset)
                if column is None
                else self.contract.of_absent(self.dataset, column, is_observed=is_observed)
            ),
        )
