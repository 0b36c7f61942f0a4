"""No check stays planned: what a broken or blocked step keeps from running fails, and says why.

Dagster leaves a check that did not run as planned for ever, which is neither a pass nor a failure.
"""

import functools
import typing
from collections.abc import Callable, Iterable, Iterator

import dagster as dg

Step = Callable[..., Iterator[typing.Any]]


def telling(keys: Iterable[dg.AssetCheckKey]) -> Callable[[Step], Step]:
    """A decorator of a step: when it breaks, the checks of its run that have no result yet fail."""
    told = tuple(keys)

    def decorated(step: Step) -> Step:
        @functools.wraps(step)
        def guarded(*arguments, **options):
            try:
                yield from step(*arguments, **options)
            except Exception as error:
                context = dg.AssetExecutionContext.get()
                reason = f"The scan broke: {type(error).__name__}: {error}"
                fail_planned(context, told, reason)
                raise

        return guarded

    return decorated


def fail_planned(context: dg.AssetExecutionContext, keys: Iterable[dg.AssetCheckKey], reason: str) -> None:
    """Fail those of the checks that this run has planned and not run yet."""
    wanted = list(keys)
    if not wanted:
        return
    stored = context.instance.event_log_storage.get_latest_asset_check_execution_by_key(wanted)
    for key, record in stored.items():
        if record.run_id == context.run.run_id and record.status.value == "PLANNED":
            context.log_event(
                dg.AssetCheckEvaluation(
                    asset_key=key.asset_key,
                    check_name=key.name,
                    passed=False,
                    metadata={},
                    severity=dg.AssetCheckSeverity.ERROR,
                    description=reason,
                )
            )
