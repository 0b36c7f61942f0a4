"""Validation results of Great Expectations that are kept in the tree: which checks have run, when, and how it went.

Results are found by their content: in the store of a project, and exported to anywhere. A result speaks of a check
that has the same type, columns and limits; where a suite leaves a limit to a parameter, the result may hold any value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypedDict

from debt_pipelines.crawlers.great_expectations_limits import limits_of
from debt_pipelines.crawlers.great_expectations_strength import columns_of, short_type
from debt_pipelines.crawlers.great_expectations_suites import Expectation, dicts, expectation_of
from debt_pipelines.project.documents import parse_json

Word = Literal["passed", "failed", "error"]
_STORES = frozenset({"validations", "validation_results"})
_WORST_FIRST: tuple[Word, ...] = ("failed", "error", "passed")


class History(TypedDict):
    """What is recorded of one check, as fields of its row."""

    is_run: bool | None
    last_result: Word | None
    last_run_at: str | None
    n_failures_in_row: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """One suite run on one batch: when, on what, and how each check went."""

    suite: str
    path: str
    at: str | None
    batch: dict[str, Any]
    outcomes: list[tuple[str, list[str | None], dict[str, Any], Word]]

    @property
    def is_in_store(self) -> bool:
        """Whether it lies where a project keeps the results of all its suites."""
        return not _STORES.isdisjoint(self.path.split("/")[:-1])


@dataclass(slots=True)
class Results:
    """The runs of the suites of one project, each with the datasets it was on."""

    of_suite: defaultdict[str, list[tuple[Run, frozenset[str]]]] = field(default_factory=lambda: defaultdict(list))
    are_kept: bool = False

    def add(self, run: Run, references: Iterable[str]) -> None:
        """Note one run."""
        self.of_suite[run.suite].append((run, frozenset(references)))
        self.are_kept = self.are_kept or run.is_in_store

    def references(self, suite: str) -> set[str]:
        """The datasets that a suite has been run on."""
        return {reference for _run, references in self.of_suite.get(suite, ()) for reference in references}

    def history(self, suite: str, reference: str, expectation: Expectation) -> History:
        """What is recorded of one check on one dataset; nothing where its suite ran before it was written so."""
        if suite not in self.of_suite:
            return _unknown(is_run=False if self.are_kept else None)
        runs = self.of_suite[suite]
        told_apart = [run for run, references in runs if reference in references or not references]
        words: dict[str, list[Word]] = defaultdict(list)
        for run in told_apart if len(self.references(suite)) > 1 else [run for run, _references in runs]:
            words[run.at or ""].extend(_words(run, expectation))
        dated = [(at, _worst(found)) for at, found in sorted(words.items(), reverse=True) if found]
        if not dated:
            return _unknown(is_run=None)
        passed = [position for position, (_at, word) in enumerate(dated) if word == "passed"]
        return History(
            is_run=True,
            last_result=dated[0][1],
            last_run_at=dated[0][0] or None,
            n_failures_in_row=passed[0] if passed else len(dated),
        )


def _unknown(*, is_run: bool | None) -> History:
    return History(is_run=is_run, last_result=None, last_run_at=None, n_failures_in_row=None)


def read_runs(path: str, text: str) -> list[Run]:
    """The runs that a file holds: one validation result, or all of a checkpoint; raises UnreadableError."""
    return [run for result in _validations(parse_json(text)) if (run := _run(path, result))]


def _validations(data: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(data, dict):
        return
    if isinstance(data.get("results"), list):
        yield data
    for entry in dicts(data.get("run_results")):
        inner = entry.get("validation_result", entry)
        yield from (part for part in dicts([inner]) if isinstance(part.get("results"), list))


def _run(path: str, result: dict[str, Any]) -> Run | None:
    written = result.get("meta")
    meta: dict[str, Any] = written if isinstance(written, dict) else {}
    name = result.get("suite_name") or meta.get("expectation_suite_name")
    outcomes = [outcome for entry in dicts(result["results"]) if (outcome := _outcome(entry))]
    if not isinstance(name, str) or not outcomes:
        return None
    batches = dicts([meta.get(key) for key in ("active_batch_definition", "batch_kwargs")])
    return Run(name, path, _time(meta), batches[0] if batches else {}, outcomes)


def _outcome(entry: dict[str, Any]) -> tuple[str, list[str | None], dict[str, Any], Word] | None:
    expectation = expectation_of(entry.get("expectation_config"))
    success = entry.get("success")
    if expectation is None or not isinstance(success, bool):
        return None
    raised = entry.get("exception_info")
    is_error = any(part.get("raised_exception") is True for part in dicts([raised, *dicts(raised)]))
    word: Word = "passed" if success else "error" if is_error else "failed"
    return (*_identity(expectation), word)


def _identity(expectation: Expectation) -> tuple[str, list[str | None], dict[str, Any]]:
    kwargs = expectation.kwargs
    return short_type(expectation.type), columns_of(kwargs), limits_of(expectation.type, kwargs)


def _words(run: Run, expectation: Expectation) -> Iterator[Word]:
    """How the check went in one run, once for each time that it was told."""
    name, columns, limits = _identity(expectation)
    left_open = {key for key, value in limits.items() if isinstance(value, dict) and "$PARAMETER" in value}
    wanted = {key: value for key, value in limits.items() if key not in left_open}
    for ran, ran_columns, ran_limits, word in run.outcomes:
        told = {key: value for key, value in ran_limits.items() if key not in left_open}
        if (ran, ran_columns, told) == (name, columns, wanted):
            yield word


def _worst(words: list[Word]) -> Word:
    return next(word for word in _WORST_FIRST if word in words)


def _time(meta: dict[str, Any]) -> str | None:
    """When it ran (ISO 8601, UTC)."""
    run = meta.get("run_id")
    for written in (run.get("run_time") if isinstance(run, dict) else None, meta.get("validation_time")):
        try:
            time = datetime.fromisoformat(str(written))
        except ValueError:
            continue
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
    return None
