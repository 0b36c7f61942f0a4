"""The change between two runs has its causes, and they add up to it exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from debt_pipelines.history.run import RunFinding
from debt_pipelines.history.split import open_units, renamed_findings, split_change
from debt_pipelines.model.trend import Trend
from tests.history.making import RULE, finding, run

BEFORE = {"VAL101": RULE}


def causes(trend: Trend) -> dict[str, float]:
    """The causes that have a share."""
    said = trend.model_dump(exclude={"since", "revision", "change_minutes"})
    return {name.removesuffix("_minutes"): minutes for name, minutes in said.items() if minutes}


@pytest.mark.parametrize(
    ("earlier", "later", "after", "expected"),
    [
        ([finding("a")], [], {}, {"fixed": -60}),
        ([], [finding("a")], {}, {"introduced": 60}),
        ([finding("a", 60)], [finding("a", 45)], {}, {"fixed": -15}),
        ([finding("a", 60)], [finding("a", 90)], {}, {"introduced": 30}),
        ([finding("a")], [finding("a", status="accepted")], {}, {"accepted": -60}),
        ([finding("a", status="ignored")], [finding("a", 70)], {}, {"accepted": 70}),
        ([finding("a", status="accepted")], [], {}, {}),
        ([], [finding("a", status="accepted")], {}, {}),
        ([finding("a", status="new")], [finding("a", status="known")], {}, {}),
        ([finding("a")], [], {"VAL101": None}, {"rule_set": -60}),
        ([finding("a")], [], {"VAL101": {"rule": "b", "unjudged": 0}}, {"rule_set": -60}),
        ([finding("a", 60)], [finding("a", 90)], {"VAL101": {"rule": "b", "unjudged": 0}}, {"rule_set": 30}),
        ([], [finding("a", code="VAL102")], {"VAL102": RULE}, {"rule_set": 60}),
        ([finding("a")], [], {"VAL101": {"rule": "a", "unjudged": 1}}, {"evidence": -60}),
        ([finding("a")], [], {"VAL101": {"rule": "a", "unjudged": None}}, {"evidence": -60}),
        ([], [finding("a")], {"VAL101": {"rule": "a", "unjudged": 1}}, {"introduced": 60}),
        ([finding("a")], [finding("a", 50)], {"VAL101": {"rule": "a", "unjudged": 1}}, {"fixed": -10}),
        ([finding("a"), finding("b", 30)], [finding("b", 30), finding("c", 5)], {}, {"fixed": -60, "introduced": 5}),
    ],
)
def test_the_cause_of_a_change(
    earlier: list[RunFinding], later: list[RunFinding], after: dict[str, Any], expected: dict[str, float]
) -> None:
    evidence = {code: entry for code, entry in (BEFORE | after).items() if entry}
    trend = split_change(run(0, evidence=BEFORE), run(1, evidence=evidence), earlier, later)
    assert causes(trend) == expected
    assert trend.change_minutes == sum(expected.values())
    assert (trend.since, trend.revision) == (run(0).moment, run(0).revision)


def test_what_a_rule_sees_again_was_not_introduced() -> None:
    blind = run(0, evidence={"VAL101": {"rule": "a", "unjudged": 2}})
    assert causes(split_change(blind, run(1, evidence=BEFORE), [], [finding("a")])) == {"evidence": 60}


def test_another_version_of_the_tool_is_no_work_of_the_team() -> None:
    newer = run(1, evidence=BEFORE, versions={"debt_pipelines": "2"})
    assert causes(split_change(run(0, evidence=BEFORE), newer, [finding("a")], [finding("b")])) == {}
    gone = split_change(run(0, evidence=BEFORE), newer, [finding("a")], [])
    assert causes(gone) == {"rule_set": -60}


_CODES = ("VAL101", "VAL102", "DOC101")
_findings = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(
        st.sampled_from(_CODES),
        st.sampled_from(["new", "known", "accepted", "ignored"]),
        st.floats(0, 10_000, allow_nan=False),
    ),
)
_evidence = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        _CODES,
        st.fixed_dictionaries({"rule": st.sampled_from("xy"), "unjudged": st.none() | st.integers(0, 2)}),
    ),
)


@hypothesis_settings(max_examples=500)
@given(_findings, _findings, _evidence, _evidence, st.booleans())
def test_the_causes_add_up_to_the_change(
    earlier: dict[str, Any], later: dict[str, Any], before: Any, after: Any, is_updated: bool
) -> None:
    old, new = (
        [finding(code + name, minutes, code=code, status=status) for name, (code, status, minutes) in said.items()]
        for said in (earlier, later)
    )
    first, second = run(0, evidence=before), run(1, evidence=after)
    second = replace(second, versions={"debt_pipelines": "2"}) if is_updated else second
    trend = split_change(first, second, old, new)
    parts = trend.model_dump(exclude={"since", "revision", "change_minutes"}).values()
    difference = sum(map(open_units, new)) - sum(map(open_units, old))
    assert sum(round(minutes * 1000) for minutes in parts) == difference == round(trend.change_minutes * 1000)
    assert trend.fixed_minutes <= 0 <= trend.introduced_minutes
    back = split_change(replace(second, moment=first.moment), first, new, old)
    assert back.change_minutes == -trend.change_minutes


def test_a_renamed_file_is_neither_fixed_nor_introduced() -> None:
    old = [finding("a", 60), finding("b", 30), finding("c", 10)]
    moved = finding("n", 60, subject="file:new/a.csv")
    came = finding("m", 30, subject="file:m.csv")
    follow = {"file:a.csv": "file:new/a.csv"}
    found = renamed_findings(old, [moved, came, old[2]], lambda: lambda subject: follow.get(subject, subject))
    assert found == {"n": "a"}
    new = [replace(moved, renamed_from="a"), came, old[2]]
    trend = split_change(run(0, old), run(1, new), old, new)
    assert (trend.change_minutes, trend.introduced_minutes, trend.fixed_minutes) == (0, 30, -30)
    grown = [replace(moved, renamed_from="a", minutes=75), *old[1:]]
    trend = split_change(run(0, old), run(1, grown), old, grown)
    assert (trend.introduced_minutes, trend.fixed_minutes) == (15, 0)
    accepted = [replace(moved, renamed_from="a", status="accepted"), *old[1:]]
    assert split_change(run(0, old), run(1, accepted), old, accepted).accepted_minutes == -60


def test_git_is_asked_only_where_a_rule_lost_a_finding_and_gained_one() -> None:
    def never() -> Callable[[str], str]:
        raise AssertionError

    gone, came = finding("a"), finding("b", code="DOC101")
    assert renamed_findings([gone], [came], never) == {}
    assert renamed_findings([gone], [gone, finding("b")], never) == {}
