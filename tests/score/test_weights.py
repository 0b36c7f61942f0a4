"""Frequency, impact and priority, checked by hand against the published formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.model.rule import SEVERITIES
from debt_pipelines.model.weights import frequency, impact, priority


@pytest.mark.parametrize(("exposure", "expected"), [(None, 2), (0, 1), (1, 2), (3, 3), (7, 4), (15, 5), (1e9, 5)])
def test_frequency(exposure: float | None, expected: float) -> None:
    assert frequency(exposure) == expected


def test_impact_is_frequency_times_points() -> None:
    assert [impact(severity, 7) for severity in SEVERITIES] == [108, 36, 12, 4]


def test_priority_is_impact_per_hour() -> None:
    assert priority(54, 30) == 108
    assert priority(54, 120) == 27
    assert priority(2, 0) == priority(2, 0.5) == 120  # less than a minute counts as one


def test_unknown_runs_count_as_one_run_a_week() -> None:
    assert [impact(severity, None) for severity in SEVERITIES] == [54, 18, 6, 2]
    assert [impact(severity, 1) for severity in SEVERITIES] == [54, 18, 6, 2]


@given(st.floats(min_value=0, max_value=1e9), st.floats(min_value=0, max_value=1e9))
def test_more_runs_and_less_effort_never_weigh_less(exposure: float, more: float) -> None:
    assert 1 <= frequency(exposure) <= frequency(exposure + more) <= 5
    assert priority(9, exposure) >= priority(9, exposure + more)
