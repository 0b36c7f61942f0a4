"""A starter suite of Great Expectations for each table that nothing validates, and what is missing of the others.

Suites are written where the project keeps its suites, in the form of those that are there. Each names its table in
`meta`, so that it is bound without any further configuration.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from debt_pipelines.catalog.frames import records
from debt_pipelines.fixes.patch import Debt, Patch
from debt_pipelines.fixes.starter_checks import (
    Check,
    TableSeen,
    completeness_checks,
    key_checks,
    starter_checks,
    table_checks,
    value_checks,
)
from debt_pipelines.model.finding import Finding

WHOLE, COLUMN, KEY, TRIAD = "VAL101", "VAL102", "VAL103", "VAL104"
_DEFAULT_FOLDER = "gx/expectations"
_OLD_NAME = '"expectation_suite_name"'
_NOT_WORD = re.compile(r"\W+")


def propose(debt: Debt) -> Iterator[Patch]:
    """One new suite for each table with a finding that checks would settle."""
    by_dataset: dict[str, list[Finding]] = defaultdict(list)
    for finding in debt.of(WHOLE, COLUMN, KEY, TRIAD):
        if finding.dataset is not None:
            by_dataset[finding.dataset].append(finding)
    if not by_dataset:
        return
    style, tables = _style(debt), _tables(debt, set(by_dataset))
    names = Counter[str]()
    for dataset, findings in sorted(by_dataset.items()):
        found = tables.get(dataset)
        checks = _checks(found[1], findings) if found else []
        if found is None or not checks:
            continue
        path, is_new = found[0], any(finding.code == WHOLE for finding in findings)
        stem = _NOT_WORD.sub("_", path.rpartition("/")[2].partition(".")[0]).strip("_")
        name = style.free_name(debt, stem if is_new else f"{stem}_additions", names)
        text = style.text(name, path, checks)
        what = f"{len(checks)} expectations on `{path}`"
        yield Patch(f"{style.folder}/{name}.json", None, text, what, settled=tuple(findings))


def _checks(table: TableSeen, findings: list[Finding]) -> list[Check]:
    """The checks that settle the findings of one table."""
    codes = {finding.code for finding in findings}
    if WHOLE in codes:
        return starter_checks(table)
    found: list[Check] = []
    if TRIAD in codes:
        found += [*table_checks(table), *completeness_checks(table)]
    if KEY in codes:
        found += key_checks(table)
    for finding in findings:
        if finding.code == COLUMN and finding.column is not None:
            found += value_checks(table, finding.column)
    return list({json.dumps([check.type, check.kwargs], sort_keys=True): check for check in found}.values())


def _tables(debt: Debt, wanted: set[str]) -> dict[str, tuple[str, TableSeen]]:
    """The tables whose columns were read, and are well formed: the path of each, and what is known of it."""
    columns: dict[str, list[dict[str, Any]]] = defaultdict(list)
    profiles: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    read = [row for row in records(debt.frames["datasets"]) if row["is_schema_read"] and not row["malformation"]]
    datasets = [row for row in read if row["dataset"] in wanted]
    paths = {row["schema_path"] for row in datasets}
    seen, measured = debt.frames["columns"], debt.frames["profiles"]
    for row in records(seen[seen["path"].isin(paths)]):
        if not row["is_nested"]:
            columns[row["path"]].append(row)
    for row in records(measured[measured["path"].isin(paths)]):
        profiles[row["path"]][row["column"]] = row
    facts = debt.frames["column_facts"]
    critical = facts.loc[facts["is_critical"].eq(True), ["dataset", "column"]]
    features = {dataset: frozenset(group["column"]) for dataset, group in critical.groupby("dataset")}
    found: dict[str, tuple[str, TableSeen]] = {}
    for row in datasets:
        listed = columns[row["schema_path"]]
        key = tuple(name for name in (row["primary_key"] or "").split(",") if name)
        names = [column["column"] for column in listed]
        found[row["dataset"]] = (
            row["path"],
            TableSeen(
                columns=names,
                types={column["column"]: column["logical_type"] for column in listed},
                profiles=profiles[row["schema_path"]],
                key=key if set(key) <= set(names) else (),
                critical=features.get(row["dataset"], frozenset()) - set(key),
            ),
        )
    return found


@dataclass(frozen=True, slots=True)
class _Style:
    """Where suites lie in a project, and in which form they are written."""

    folder: str
    is_old: bool

    def free_name(self, debt: Debt, stem: str, names: Counter[str]) -> str:
        """A name that no suite has yet."""
        while True:
            names[stem] += 1
            name = stem if names[stem] == 1 else f"{stem}_{names[stem]}"
            if f"{self.folder}/{name}.json" not in debt.project.files:
                return name

    def text(self, name: str, path: str, checks: list[Check]) -> str:
        """The suite as a file."""
        meta = {
            "dataset": path,
            "notes": "A starter made from what the table holds now: read it, change it, extend it.",
        }
        key, type_key = ("expectation_suite_name", "expectation_type") if self.is_old else ("name", "type")
        listed = [
            {type_key: check.type, "kwargs": check.kwargs, "meta": {"evidence": check.evidence}} for check in checks
        ]
        return json.dumps({key: name, "expectations": listed, "meta": meta}, indent=2, ensure_ascii=False) + "\n"


def _style(debt: Debt) -> _Style:
    """The folder and the form of most suites of the project."""
    suites = debt.frames["assertions"]
    paths = sorted(set(suites.loc[suites["tool"].eq("great_expectations"), "path"]))
    paths = [path for path in paths if path.endswith(".json")]
    if not paths:
        return _Style(_DEFAULT_FOLDER, is_old=False)
    folder = Counter(path.rpartition("/")[0] for path in paths).most_common(1)[0][0]
    n_old = sum(_OLD_NAME in debt.project.text(path) for path in paths)
    return _Style(folder, is_old=2 * n_old > len(paths))
