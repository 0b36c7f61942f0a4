"""Great Expectations judges the fact tables; beside `suite_run`, this is the only module that imports it.

Rows come from `unexpected_index_list` over a frame with a fresh RangeIndex, because every other list it returns is
capped; results are matched by rule code, because they come back in another order; and an expectation that broke is
told apart from one that failed, because both say `success: False`.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import filterfalse
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.model.errors import RulebookError
from debt_pipelines.model.rule import Rule
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.progress import Step, tell
from debt_pipelines.rules.populations import Group, groups_of
from debt_pipelines.rules.questions import Question, is_row_wise, questions_of, side_by_side
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

    What was said of like values before, as far as a memory holds it, is not asked again.
    """
    groups = groups_of(rules, facts)
    judgements = [_judgement(rule, group) for group in groups if not len(group.positions) for rule in group.rules]
    asked = [group for group in groups if len(group.positions)]
    questions = questions_of(filter(is_row_wise, asked))
    tell(Step("judge", 0, 1))
    judge_batch = _Validator()
    memory = memory or Memory()
    with quiet(), memory.writing():
        answers = _answers(questions, Verdicts(memory), judge_batch)
        for group in filterfalse(is_row_wise, asked):
            results = judge_batch(list(group.rules), group.rows)
            for rule in group.rules:
                places, error = results[rule.code]
                judgements.append(_judgement(rule, group, group.labels(places), error))
    for question, (verdicts, error) in zip(questions, answers, strict=True):
        for asking in question.askings:
            is_answered = verdicts.keys() >= set(asking.words)
            failed = asking.failed(verdicts) if is_answered else ()
            judgements.append(_judgement(asking.rule, asking.group, failed, None if is_answered else error))
    return sorted(judgements, key=lambda judgement: judgement.rule.code)


def _answers(
    questions: Sequence[Question], verdicts: Verdicts, judge_batch: _Validator
) -> list[tuple[dict[str, bool], str | None]]:
    """Of each question by word whether the value fails, and the error of an expectation that broke."""
    known = [verdicts.known(question.rule) for question in questions]
    unknown = {
        n: replace(question, values={word: value for word, value in question.values.items() if word not in said})
        for n, (question, said) in enumerate(zip(questions, known, strict=True))
        if not said.keys() >= question.values.keys()
    }
    results = judge_batch(*side_by_side(list(unknown.values()))) if unknown else {}
    answers: list[tuple[dict[str, bool], str | None]] = [(said, None) for said in known]
    for n, question in unknown.items():
        places, error = results[question.rule.code]
        failed = set(places)
        said = {word: place in failed for place, word in enumerate(question.values)} if error is None else {}
        if said:
            verdicts.learn(question.rule, said)
        answers[n] = known[n] | said, error
    return answers


def _judgement(rule: Rule, group: Group, failed: tuple[int, ...] = (), error: str | None = None) -> Judgement:
    return Judgement(rule, failed, len(group.positions), group.n_not_applicable, group.n_no_evidence, error)


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
