"""Suite facts: is each suite bound to data, is it run, and is it a copy of another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import Record, bind
from debt_pipelines.facts.git_time import day_of
from debt_pipelines.model.check_fact_rows import SuiteFact

if TYPE_CHECKING:
    import pandas as pd

_BINDABLE = frozenset({"great_expectations"})
"""Tools whose suites name no data themselves; elsewhere a check is written where its data is, or is named."""
_COPIED = frozenset({"great_expectations", "soda"})
"""Tools whose suites are files that are easily copied."""
_BOUNDLESS = frozenset({"presence", "nullness", "uniqueness"})
"""Kinds of checks that say all by their type; two of another kind are alike only where their limits are known."""
_MIN_CHECKS = 3
_SILENT_DAYS = 90
_N_NAMED = 5

Content = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Suite:
    """One suite with the rows of its checks."""

    key: tuple[str, str, str]
    rows: list[Record]

    @property
    def name(self) -> str:
        path, name, _tool = self.key
        return f"{path}:{name}"

    @property
    def n_checks(self) -> int:
        return len({row["position"] for row in self.rows})

    @property
    def last_run_at(self) -> str | None:
        return max((row["last_run_at"] for row in self.rows if row["last_run_at"]), default=None)

    @property
    def is_run(self) -> bool | None:
        known = {row["is_run"] for row in self.rows} - {None}
        return any(known) if known else None

    @property
    def is_comparable(self) -> bool:
        return self.key[2] in _COPIED and self.n_checks >= _MIN_CHECKS

    def content(self) -> Content | None:
        """Its checks in a fixed order, or None where some limits are not known."""
        if not all(row["limits"] is not None or row["kind"] in _BOUNDLESS for row in self.rows):
            return None
        checks = {(row["position"], row["type"], row["column"] or "", row["limits"] or "{}") for row in self.rows}
        return tuple(sorted((self.key[2], *check[1:]) for check in checks))


def build(frames: Frames) -> pd.DataFrame:
    """The `suite_facts` table: one row per suite."""
    grouped: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for row in records(frames["assertions"]):
        grouped[row["path"], row["suite"], row["tool"]].append(row)
    suites = [_Suite(key, rows) for key, rows in sorted(grouped.items())]
    bindings = {row["reference"]: row for row in records(frames["bindings"])}
    may_be_bound, newest, groups = _may_be_bound_unseen(frames), _newest_results(suites), _groups(suites)
    rows = [
        _fact(suite, groups[suite.name], bindings, newest.get(suite.key[2]), may_be_bound=may_be_bound)
        for suite in suites
    ]
    return frame_of("suite_facts", rows)


def _groups(suites: list[_Suite]) -> dict[str, list[_Suite]]:
    """For each suite those with the same checks, itself among them."""
    by_content: dict[Content, list[_Suite]] = defaultdict(list)
    for suite in suites:
        content = suite.content() if suite.is_comparable else None
        by_content[((suite.name,),) if content is None else content].append(suite)
    return {suite.name: group for group in by_content.values() for suite in group}


def _fact(
    suite: _Suite, alike: list[_Suite], bindings: dict[str, Record], newest: str | None, *, may_be_bound: bool
) -> SuiteFact:
    path, name, tool = suite.key
    found = [bindings[row["reference"]] for row in suite.rows if row["reference"] in bindings]
    is_bound = bool(found) or any(row["reference"] and row["reference_source"] == "declared" for row in suite.rows)
    is_first = alike[0] is suite
    return SuiteFact(
        suite=suite.name,
        name=name,
        tool=tool,
        path=path,
        line=min((row["line"] for row in suite.rows if row["line"]), default=None),
        n_checks=suite.n_checks,
        datasets=", ".join(sorted({binding["dataset"] for binding in found})) or None,
        is_bindable=tool in _BINDABLE,
        is_bound=True if is_bound else None if may_be_bound else False,
        binding_confidence=max((binding["confidence"] for binding in found), default=None),
        is_first_copy=is_first,
        is_comparable=is_first and suite.is_comparable,
        is_content_known=None if suite.content() is None else True,
        n_copies=len(alike),
        copies=", ".join(other.key[1] for other in alike[1 : 1 + _N_NAMED]) or None,
        **_runs(suite, newest),
    )


def _may_be_bound_unseen(frames: Frames) -> bool:
    """Whether code may bind suites, or something that was not read: then one without a binding proves nothing."""
    code = records(frames["code_files"])
    is_code_seen = any(row["n_files"] for row in code) and not any(row["n_blank"] for row in code)
    is_used_in_code = any(row["check_tools"] for row in code)
    return not is_code_seen or is_used_in_code or bind(frames).unread_checks


def _newest_results(suites: list[_Suite]) -> dict[str, str]:
    """Per tool: the date of the last result that any of its suites has."""
    newest: dict[str, str] = {}
    for suite in suites:
        date = suite.last_run_at
        if date is not None:
            newest[suite.key[2]] = max(newest.get(suite.key[2], date), date)
    return newest


def _runs(suite: _Suite, newest: str | None) -> dict[str, Any]:
    """Whether it has results; a suite whose results stopped long before those of others is not run any more."""
    is_run, last = suite.is_run, suite.last_run_at
    problem = None
    if is_run is False:
        problem = "has never been run, while results of others are kept"
    elif last and newest and _day(newest) - _day(last) > _SILENT_DAYS:
        problem = f"was last run on {day_of(last)}, and others until {day_of(newest)}"
    return {
        "is_run": is_run,
        "last_run_at": last,
        "run_problem": problem,
        "is_run_known": None if is_run is None else True,
    }


def _day(date: str) -> int:
    """The day of a date as a number."""
    return datetime.fromisoformat(date).date().toordinal()
