"""Great Expectations judges the fact tables; beside `suite_run`, this is the only module that imports it.

Rows come from `unexpected_index_list` over a frame with a fresh RangeIndex, because every other list it returns is
capped; results are matched by rule code, because they come back in another order; and an expectation that broke is
told apart from one that failed, because both say `success: False`.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.model.errors import RulebookError
from debt_pipelines.model.rule import Rule
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.progress import Step, tell
from debt_pipelines.rules.populations import Group, batches_of, groups_of, side_by_side
from debt_pipelines.rules.verdicts import Verdicts

if TYPE_CHECKING:
    import pandas as pd

_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}
_GX_SEVERITY = {"critical": "critical", "high": "critical", "medium": "warning", "low": "info"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule said: the failed rows of its fact table, and how many rows it could and could not judge."""

    rule: Rule
    failed: tuple[int, ...]
    n_evaluated: int
    n_not_applicable: int
    n_no_evidence: int
    error: str | None = None


def judge(rules: Iterable[Rule], facts: Frames, memory: Memory | None = None) -> list[Judgement]:
    """Judge all rules, in as few batches as may be. One judgement a rule, sorted by code.

    What was said of like rows before, as far as a memory holds it, is not asked again.
    """
    memory = memory or Memory()
    verdicts = Verdicts(memory)
    groups = groups_of(rules, facts)
    judgements = [
        Judgement(rule, (), 0, group.n_not_applicable, group.n_no_evidence)
        for group in groups
        for rule in group.rules
        if not len(group.positions)
    ]
    unknown: list[Group] = []
    for group in filter(lambda group: len(group.positions), groups):
        known = verdicts.known(group)
        if known is None:
            unknown.append(group)
        else:
            judgements.extend(_judgement(rule, group, known[rule.code], None) for rule in group.rules)
    with quiet(), memory.writing():
        validate = _Validator()
        batches = batches_of(unknown)
        for n, batch in enumerate(batches):
            tell(Step("judge", n, len(batches)))
            results = validate(*side_by_side(batch))
            for group in batch:
                verdicts.learn(group, results)
                judgements.extend(_judgement(rule, group, *results[rule.code]) for rule in group.rules)
    return sorted(judgements, key=lambda judgement: judgement.rule.code)


def _judgement(rule: Rule, group: Group, kinds: list[int], error: str | None) -> Judgement:
    counts = len(group.positions), group.n_not_applicable, group.n_no_evidence
    return Judgement(rule, group.failed(kinds), *counts, error)


def build_expectation(rule: Rule) -> Any:
    """The Great Expectations object of a rule; raises RulebookError when it does not know or accept it."""
    with quiet():
        from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        configuration = ExpectationConfiguration(
            type=rule.expectation_type,
            kwargs=dict(rule.kwargs),
            severity=_GX_SEVERITY[rule.severity],
            description=rule.title,
            meta={"code": rule.code},
        )
        return configuration.to_domain_obj()
    except Exception as error:  # it raises its own, pydantic's and plain errors alike
        words = " ".join(str(error).split()) or type(error).__name__
        raise RulebookError(f"{rule.suite}: rule {rule.code}: Great Expectations refuses it: {words}") from error


class _Validator:
    """One Great Expectations context, made when the first rows are judged; each call is a batch of its own."""

    def __init__(self) -> None:
        self._definition: Any = None

    def __call__(self, rules: list[Rule], frame: pd.DataFrame) -> dict[str, tuple[list[int], str | None]]:
        """Per rule code: the positions of the failed rows, and the error when the expectation itself broke."""
        import great_expectations as gx

        if self._definition is None:
            self._definition = batch_definition()
        expectations = [build_expectation(rule) for rule in rules]
        suite = gx.ExpectationSuite(name="rules", expectations=expectations)
        batch = self._definition.get_batch(batch_parameters={"dataframe": frame})
        result = batch.validate(suite, result_format=_RESULT_FORMAT)
        outcomes = {entry.expectation_config.meta["code"]: _outcome(entry) for entry in result.results}
        lost: tuple[list[int], str | None] = ([], "Great Expectations returned no result")
        return {rule.code: outcomes.get(rule.code, lost) for rule in rules}


def batch_definition() -> Any:
    """A definition of batches that are whole frames, in a Great Expectations context of its own."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("facts").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("all")


def _outcome(entry: Any) -> tuple[list[int], str | None]:
    error = raised_message(entry.exception_info or {})
    if error is not None:
        return [], error
    failed = entry.result.get("unexpected_index_list")
    if failed is None:
        return [], "it judges the table as a whole and names no rows, so it cannot be a rule"
    return [int(position) for position in failed], None


def raised_message(information: dict[str, Any]) -> str | None:
    """What an expectation raised, by the `exception_info` of its result; None where it ran."""
    entries = [information] if "raised_exception" in information else list(information.values())
    messages = [entry["exception_message"] for entry in entries if entry.get("raised_exception")]
    return "; ".join(str(message).strip() for message in messages) if messages else None


@contextmanager
def quiet() -> Iterator[None]:
    """Great Expectations warns and logs about its own internals; none of it concerns the user."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
