"""What Great Expectations has said is kept: it is asked again only about rows that look like none it has seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.model.rule import Rule
from debt_pipelines.project.memory import Memory
from debt_pipelines.rules import verdicts
from debt_pipelines.rules.engine import Judgement, _Validator, judge
from tests.rules.judging import frame
from tests.rules.making import make_rule

OWNED = make_rule("DOC901")
FEW = make_rule(
    "DOC902",
    expectation_type="expect_column_values_to_be_between",
    kwargs={"column": "n_consumers", "max_value": 2},
)
LOCAL = make_rule(
    "DOC903",
    expectation_type="expect_column_values_to_be_in_set",
    kwargs={"column": "is_table", "value_set": [True]},
    applies_when=("is_validation_known",),
)
Asked = list[list[str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The codes that Great Expectations is asked about, a list a batch."""
    codes: Asked = []
    judge_batch = _Validator.__call__

    def noted(self: _Validator, rules: list[Rule], batch: Any) -> Any:
        codes.append(sorted(rule.code for rule in rules))
        return judge_batch(self, rules, batch)

    monkeypatch.setattr(_Validator, "__call__", noted)
    return codes


def said(rules: list[Rule], rows: list[dict[str, Any]], memory: Memory | None) -> list[Judgement]:
    return judge(rules, {"dataset_facts": frame("dataset_facts", rows)}, memory)


def rows(*values: tuple[str | None, int | None, bool]) -> list[dict[str, Any]]:
    return [
        {"dataset": f"file:{n}.csv", "owner": owner, "n_consumers": count, "is_table": is_table}
        for n, (owner, count, is_table) in enumerate(values)
    ]


def test_what_was_judged_is_known_to_the_next_process(tmp_path: Path, asked: Asked) -> None:
    rules, facts = [OWNED, FEW, LOCAL], rows(("@a", 1, True), (None, 7, False), ("@b", 2, True))
    first = said(rules, facts, Memory(tmp_path / "memory.sqlite"))
    assert asked == [["DOC901", "DOC902", "DOC903"]]
    assert [judgement.failed for judgement in first] == [(1,), (1,), (1,)]
    assert said(rules, facts, Memory(tmp_path / "memory.sqlite", "another project")) == first
    assert said(rules, facts[::-1], Memory(tmp_path / "memory.sqlite")) == first
    assert len(asked) == 1


def test_only_rows_like_none_before_are_judged(asked: Asked) -> None:
    memory = Memory()
    said([OWNED, FEW, LOCAL], rows(("@a", 1, True), (None, 7, True)), memory)
    (owned, few, local) = said([OWNED, FEW, LOCAL], rows(("@new", 7, False), (None, 1, True)), memory)
    assert asked[1:] == [["DOC903"]]
    assert (owned.failed, few.failed, local.failed) == ((1,), (0,), (0,))
    (few,) = said([FEW], rows(("@a", 3, True), ("@a", None, True)), memory)
    assert asked[2:] == [["DOC902"]]
    assert few.failed == (0,)


def test_values_that_are_only_equal_in_python_are_told_apart(asked: Asked) -> None:
    def in_set(*values: object, column: str = "owner") -> Rule:
        kwargs = {"column": column, "value_set": list(values)}
        return make_rule("DOC902", expectation_type="expect_column_values_to_be_in_set", kwargs=kwargs)

    memory = Memory()
    for rule in (in_set("1"), in_set("1", column="n_consumers"), in_set(1, column="n_consumers"), in_set(True)):
        facts = rows(("1", 1, True), ("2", 2, True))
        assert said([rule], facts, memory) == said([rule], facts, None)


@pytest.mark.parametrize(
    "rule",
    [
        make_rule(expectation_type="expect_column_values_to_match_regex", kwargs={"column": "owner", "regex": "("}),
        make_rule(expectation_type="expect_column_values_to_be_unique", kwargs={"column": "owner"}),
    ],
    ids=["broken", "rows that depend on one another"],
)
def test_what_no_value_decides_is_always_asked(rule: Rule, asked: Asked) -> None:
    memory, facts = Memory(), rows(("@a", 1, True), ("@a", 1, True))
    assert said([rule], facts, memory) == said([rule], facts, memory)
    assert len(asked) == 2


def test_another_limit_and_other_libraries_judge_anew(monkeypatch: pytest.MonkeyPatch, asked: Asked) -> None:
    memory, facts = Memory(), rows(("@a", 5, True))
    assert said([FEW], facts, memory)[0].failed == (0,)
    wider = FEW.model_copy(update={"kwargs": {**FEW.kwargs, "max_value": 9}})
    assert said([wider], facts, memory)[0].failed == ()
    monkeypatch.setattr(verdicts, "_reader", lambda: "newer libraries")
    assert said([FEW], facts, memory)[0].failed == (0,)
    assert len(asked) == 3


def test_very_many_values_are_not_kept(asked: Asked) -> None:
    memory, facts = Memory(), rows(*(("@a", n, True) for n in range(verdicts._MAX_VALUES + 1)))
    assert said([FEW], facts, memory) == said([FEW], facts, memory)
    assert len(asked) == 2
