"""Incidents move the defaults towards what a team has seen, never further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from debt_pipelines.config.settings import CostSettings
from debt_pipelines.score.incidents import PastIncident, calibrated

COSTS = CostSettings()
_incidents = st.lists(st.builds(PastIncident, st.none() | st.floats(0, 100)), min_size=1, max_size=20)


def test_by_hand() -> None:
    past = [PastIncident(6.0), PastIncident(None)]
    found = calibrated(COSTS, past, 20, exposure=10, families=["QUA"])
    assert found.QUA.chance == pytest.approx((200 * 0.01 + 2) / (200 + 200))
    assert found.QUA.hours == pytest.approx((3 * 1 + 6) / 4)
    assert found.SCH == COSTS.SCH
    shared = calibrated(COSTS, past, 20, exposure=10, families=["QUA", "SCH"])
    assert shared.QUA.chance == pytest.approx((2 + 1) / 400)
    assert shared.SCH.hours == pytest.approx((3 * 2 + 0.5 * 6) / 3.5)


@pytest.mark.parametrize(
    ("past", "weeks", "exposure", "families"),
    [([], 10, 5.0, ["QUA"]), ([PastIncident(1)], 0, 5.0, ["QUA"]), ([PastIncident(1)], 10, None, ["QUA"]),
     ([PastIncident(1)], 10, 5.0, [])],
)  # fmt: skip
def test_without_experience_the_defaults_stay(
    past: list[PastIncident], weeks: float, exposure: float | None, families: list[str]
) -> None:
    assert calibrated(COSTS, past, weeks, exposure=exposure, families=families) is COSTS  # type: ignore[arg-type]


@hypothesis_settings(max_examples=200)
@given(_incidents, st.floats(0.1, 500), st.floats(0, 1000))
def test_a_figure_lies_between_the_default_and_the_experience(
    past: list[PastIncident], weeks: float, exposure: float
) -> None:
    found = calibrated(COSTS, past, weeks, exposure=exposure, families=["VAL"]).VAL
    seen = min(1.0, len(past) / max(exposure * weeks, len(past)))
    low, high = sorted((COSTS.VAL.chance, seen))
    assert low - 1e-9 <= found.chance <= high + 1e-9
    hours = [incident.hours_lost for incident in past if incident.hours_lost is not None]
    bounds = [COSTS.VAL.hours, *hours]
    assert min(bounds) - 1e-9 <= found.hours <= max(bounds) + 1e-9


@given(_incidents, st.floats(1, 50), st.floats(0.1, 100))
def test_one_more_incident_never_lowers_the_chance(past: list[PastIncident], weeks: float, exposure: float) -> None:
    fewer, more = (
        calibrated(COSTS, listed, weeks, exposure=exposure, families=["VAL"]).VAL.chance
        for listed in (past, [*past, PastIncident(None)])
    )
    assert fewer <= more + 1e-12
