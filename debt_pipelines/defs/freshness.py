"""How old a scorecard may become: as the team says, else as its schedule promises."""

import itertools
from datetime import UTC, datetime, timedelta

import dagster as dg

from debt_pipelines.defs.wiring import Wiring

_NAMED = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_START = datetime(2024, 1, 1, tzinfo=UTC)
_FORMAT = "%Y-%m-%dT%H:%M"
_A_DAY = timedelta(days=1)
_LEEWAY = timedelta(hours=1)
"""What a scan may take, with the wait before it."""


def freshness_of(wiring: Wiring) -> dg.FreshnessPolicy | None:
    """The policy of a scorecard; None where neither hours nor a schedule are set.

    On a schedule one scan that is missed warns, and a second one fails; hours that are set fail at once.
    """
    if wiring.fresh_hours is not None:
        return dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=wiring.fresh_hours))
    if not wiring.is_scheduled:
        return None
    gap = longest_gap(wiring.cron)
    return dg.FreshnessPolicy.time_window(fail_window=2 * gap + _LEEWAY, warn_window=gap + _LEEWAY)


def longest_gap(cron: str) -> timedelta:
    """The longest time between two ticks of a schedule, or up to a day more where it leaves days out.

    Raises DagsterInvalidDefinitionError when it is no schedule.
    """
    ticks = _ticks(_NAMED.get(cron.strip(), cron))
    days = ticks.cron_schedule.split()[2:]
    if days == ["*", "*", "*"]:
        return _longest(ticks, horizon=_A_DAY)
    # Only whole days, because four years of minutes would take minutes to count.
    return _longest(_ticks(" ".join(("0", "0", *days))), horizon=1461 * _A_DAY)


def _ticks(cron: str) -> dg.TimeWindowPartitionsDefinition:
    return dg.TimeWindowPartitionsDefinition(start=_START, cron_schedule=cron, fmt=_FORMAT, timezone="UTC")


def _longest(ticks: dg.TimeWindowPartitionsDefinition, *, horizon: timedelta) -> timedelta:
    keys = ticks.get_partition_keys(current_time=_START + horizon + _A_DAY)
    moments = [datetime.strptime(key, _FORMAT).replace(tzinfo=UTC) for key in keys]
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    return max(gaps, default=horizon)
