"""Runs a team's own suite over a frame with Great Expectations: what each expectation said, and which ones broke.

Expectations are built one by one, because a suite drops those it does not know without a word; results are matched by
position, because they come back in another order; and one that broke is told apart from one that failed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debt_pipelines.rules.engine import batch_definition, quiet, raised_message

if TYPE_CHECKING:
    import pandas as pd

_RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
_NOT_ABOUT_DATA = frozenset(
    {"batch_id", "table", "result_format", "include_config", "catch_exceptions", "meta", "auto", "profiler_config"}
)
"""Keyword arguments of the first generation that say how to run an expectation, not what must hold."""
_PARAMETER = "$PARAMETER"


@dataclass(frozen=True, slots=True)
class Demand:
    """One expectation to run: its type in snake case, its keyword arguments, and where it stands in its suite."""

    position: int
    type: str
    kwargs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one expectation said of a frame; counts are rows, None where it judges no single rows."""

    position: int
    is_met: bool
    n_evaluated: int | None = None
    n_unexpected: int | None = None
    observed: str | None = None
    error: str | None = None


def run_suite(
    frame: pd.DataFrame, demands: Sequence[Demand], *, parameters: Mapping[str, Any] | None = None
) -> list[Answer]:
    """One answer a demand, in their order; one that Great Expectations cannot run has an `error`, and is not met."""
    given = dict(parameters or {})
    with quiet():
        built: dict[int, Any] = {}
        answers: dict[int, Answer] = {}
        for demand in demands:
            try:
                built[demand.position] = _expectation(demand, given)
            except Exception as error:  # noqa: BLE001 (it raises its own, pydantic's and plain errors alike)
                answers[demand.position] = _broken(demand.position, error)
        if built:
            definition = batch_definition()
            batch = definition.get_batch(batch_parameters={"dataframe": frame})
            answers |= _validated(batch, built, given)
    return [answers[demand.position] for demand in demands]


def _validated(batch: Any, built: Mapping[int, Any], given: dict[str, Any]) -> dict[int, Answer]:
    """The answers to all expectations at once; one at a time where one of them breaks the whole."""
    import great_expectations as gx

    suite = gx.ExpectationSuite(name="suite", expectations=list(built.values()))
    try:
        result = batch.validate(suite, result_format=_RESULT_FORMAT, expectation_parameters=given)
    except Exception as error:  # noqa: BLE001 (as above)
        if len(built) == 1:
            return {position: _broken(position, error) for position in built}
        singles = (_validated(batch, {position: one}, given) for position, one in built.items())
        return {position: answer for single in singles for position, answer in single.items()}
    answers = {answer.position: answer for answer in map(_answer, result.results)}
    lost = RuntimeError("Great Expectations returned no result")
    return {position: answers.get(position) or _broken(position, lost) for position in built}


def _expectation(demand: Demand, given: Mapping[str, Any]) -> Any:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    missing = sorted(set(_parameters_in(demand.kwargs)) - set(given))
    if missing:
        raise ValueError(f"the suite parameter `{missing[0]}` is not given")
    kwargs = {name: value for name, value in demand.kwargs.items() if name not in _NOT_ABOUT_DATA}
    configuration = ExpectationConfiguration(type=demand.type, kwargs=kwargs, meta={"position": demand.position})
    return configuration.to_domain_obj()


def _parameters_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if _PARAMETER in value:
            yield str(value[_PARAMETER])
        for inner in value.values():
            yield from _parameters_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parameters_in(inner)


def _answer(entry: Any) -> Answer:
    position = int(entry.expectation_config.meta["position"])
    error = raised_message(entry.exception_info or {})
    if error is not None:
        return _broken(position, RuntimeError(error))
    result = entry.result or {}
    observed = result.get("observed_value")
    return Answer(
        position,
        bool(entry.success),
        n_evaluated=_count(result, "element_count"),
        n_unexpected=_count(result, "unexpected_count"),
        observed=None if observed is None else str(observed),
    )


def _count(result: Mapping[str, Any], name: str) -> int | None:
    value = result.get(name)
    return None if value is None else int(value)


def _broken(position: int, error: Exception) -> Answer:
    return Answer(position, False, error=" ".join(str(error).split()) or type(error).__name__)
