"""The engine's traps: capped lists, other orders, broken expectations and empty tables."""

from __future__ import annotations

import logging
import re
import warnings
from typing import Any

import pytest

from debt_pipelines.model.errors import RulebookError
from debt_pipelines.model.rule import SEVERITIES, Severity
from debt_pipelines.rules.engine import _Validator, build_expectation, judge
from debt_pipelines.rules.findings import findings_of
from tests.rules.judging import frame, judged
from tests.rules.making import make_rule

N_MANY = 1000
BROKEN = [
    ({"column": "path", "regex": "("}, "expect_column_values_to_match_regex", "Invalid regular expression"),
    (
        {"column": "path", "min_value": 1},
        "expect_column_values_to_be_between",
        "must either be None or of the same type",
    ),
]
AS_A_WHOLE: list[tuple[str, dict[str, Any]]] = [
    ("expect_table_row_count_to_be_between", {}),
    ("expect_column_max_to_be_between", {"column": "tier"}),
]


def unowned(n: int) -> list[dict[str, Any]]:
    """Datasets of which every second is owned."""
    return [{"dataset": f"file:{i}.csv", "owner": None if i % 2 else "@data"} for i in range(n)]


def test_every_failing_row_is_found_not_the_first_two_hundred() -> None:
    findings, outcomes = judged([make_rule()], {"dataset_facts": unowned(N_MANY)})
    assert {finding.subject.id for finding in findings} == {f"file:{i}.csv" for i in range(1, N_MANY, 2)}
    assert outcomes["DOC901"].n_failed == N_MANY / 2
    all_fail = judged([make_rule(kwargs={"column": "malformation"})], {"dataset_facts": unowned(N_MANY)})[0]
    assert len(all_fail) == N_MANY


def test_rows_keep_their_identity_through_filters_and_odd_indexes() -> None:
    facts = frame("dataset_facts", [{**row, "is_table": i % 3 == 0} for i, row in enumerate(unowned(60))])
    facts.index = facts.index[::-1] * 7
    rule = make_rule(applies_when=("is_table",))
    findings, _ = findings_of(judge([rule], {"dataset_facts": facts}), {"dataset_facts": facts}, {})
    assert {finding.subject.id for finding in findings} == {f"file:{i}.csv" for i in range(3, 60, 6)}


@pytest.mark.parametrize(
    ("kind", "kwargs"),
    [
        ("expect_column_pair_values_to_be_equal", {"column_A": "n_consumers", "column_B": "n_downstream"}),
        ("expect_column_values_to_be_unique", {"column": "n_downstream"}),
        ("expect_multicolumn_sum_to_equal", {"column_list": ["n_consumers", "n_downstream"], "sum_total": 2}),
    ],
)
def test_rows_are_right_for_every_shape_of_expectation(kind: str, kwargs: dict[str, Any]) -> None:
    rows = [{"dataset": f"file:{i}.csv", "n_consumers": 1, "n_downstream": n} for i, n in enumerate((7, 1, 7))]
    findings, _ = judged([make_rule(expectation_type=kind, kwargs=kwargs)], {"dataset_facts": rows})
    assert {finding.subject.id for finding in findings} == {"file:0.csv", "file:2.csv"}


@pytest.mark.parametrize(("kwargs", "kind", "message"), BROKEN)
def test_a_broken_expectation_is_an_error_and_no_debt(kwargs: dict[str, Any], kind: str, message: str) -> None:
    broken = make_rule("DOC902", expectation_type=kind, kwargs=kwargs)
    findings, outcomes = judged([make_rule(), broken], {"dataset_facts": unowned(4)})
    assert (outcomes["DOC902"].status, outcomes["DOC902"].n_failed) == ("error", 0)
    assert re.search(message, outcomes["DOC902"].error or "")
    assert "Traceback" not in (outcomes["DOC902"].error or "")
    assert {finding.code for finding in findings} == {"DOC901"}


@pytest.mark.parametrize("limit", [0, 100], ids=["fails", "holds"])
@pytest.mark.parametrize(("kind", "kwargs"), AS_A_WHOLE)
def test_an_expectation_that_names_no_rows_cannot_be_a_rule(kind: str, kwargs: dict[str, Any], limit: int) -> None:
    aggregate = make_rule(expectation_type=kind, kwargs={**kwargs, "max_value": limit})
    findings, outcomes = judged([aggregate], {"dataset_facts": unowned(4)})
    assert findings == []
    assert outcomes["DOC901"].status == "error"
    assert "names no rows" in (outcomes["DOC901"].error or "")


def test_rules_about_different_tables_are_judged_together() -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "dataset_facts": unowned(7),
        "column_facts": [{"column": str(n), "is_key": n == 2, "description": None} for n in range(5)],
        "job_facts": [{"job": "a"}],
    }
    rules = [
        make_rule("DOC901"),
        make_rule("DOC902", table="column_facts", kwargs={"column": "description"}, message="`{column}`"),
        make_rule(
            "DOC903",
            table="column_facts",
            expectation_type="expect_column_values_to_be_in_set",
            kwargs={"column": "is_key", "value_set": [False]},
            message="`{column}`",
        ),
        make_rule("DOC904", table="job_facts", kwargs={"column": "job"}, message="`{job}`"),
    ]
    findings, outcomes = judged(rules, rows)
    assert {code: outcomes[code].n_failed for code in outcomes} == {"DOC901": 3, "DOC902": 5, "DOC903": 1, "DOC904": 0}
    assert {finding.column for finding in findings if finding.code == "DOC903"} == {"2"}
    assert {finding.subject.id for finding in findings if finding.code == "DOC901"} == {
        f"file:{n}.csv" for n in (1, 3, 5)
    }


def test_rows_that_look_alike_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    heights: list[int] = []

    def counted(self: _Validator, rules: Any, frame: Any) -> Any:
        heights.append(len(frame))
        return judge_batch(self, rules, frame)

    judge_batch = _Validator.__call__
    monkeypatch.setattr(_Validator, "__call__", counted)
    owners = [{"dataset": f"file:{n}.csv", "owner": [None, "@a", "@b"][n % 3]} for n in range(N_MANY)]
    known = make_rule(
        "DOC902",
        expectation_type="expect_column_values_to_not_be_in_set",
        kwargs={"column": "owner", "value_set": ["@b"]},
    )
    for rule, height in ((make_rule(), 2), (known, 3)):
        findings, _ = judged([rule], {"dataset_facts": owners})
        assert len(findings) == sum(row["owner"] == (None if rule.code == "DOC901" else "@b") for row in owners)
        assert heights.pop() == height


def test_results_are_matched_by_code() -> None:
    rules = [
        make_rule("DOC903", kwargs={"column": "description"}),
        make_rule("DOC901"),
        make_rule("DOC902", slug="the-same-again"),
        make_rule("DOC904", expectation_type="expect_column_values_to_be_null"),
    ]
    findings, outcomes = judged(rules, {"dataset_facts": unowned(9)})
    assert {code: outcomes[code].n_failed for code in outcomes} == {"DOC901": 4, "DOC902": 4, "DOC903": 0, "DOC904": 5}
    assert len(findings) == 13


def test_judgements_come_by_code_whatever_the_groups() -> None:
    rules = [make_rule("DOC903"), make_rule("DOC902", applies_when=("is_table",)), make_rule("DOC901")]
    judgements = judge(rules, {"dataset_facts": frame("dataset_facts", unowned(4))})
    assert [judgement.rule.code for judgement in judgements] == ["DOC901", "DOC902", "DOC903"]
    assert [judgement.failed for judgement in judgements] == [(1, 3)] * 3


@pytest.mark.parametrize("severity", SEVERITIES)
def test_severity_never_changes_what_fails(severity: Severity) -> None:
    findings, outcomes = judged([make_rule(severity=severity)], {"dataset_facts": unowned(4)})
    assert (outcomes["DOC901"].status, outcomes["DOC901"].n_failed) == ("failed", 2)
    assert {finding.severity for finding in findings} == {severity}
    _, outcomes = judged([make_rule(severity=severity)], {"dataset_facts": unowned(1)})
    assert outcomes["DOC901"].status == "passed"


def test_an_empty_table_never_passes() -> None:
    _, outcomes = judged([make_rule()], {"dataset_facts": []})
    assert outcomes["DOC901"].status == "not_applicable"
    unknown = make_rule(requires=("is_content_read",))
    _, outcomes = judged([unknown], {"dataset_facts": [{"is_content_read": None}]})
    assert (outcomes["DOC901"].status, outcomes["DOC901"].n_no_evidence) == ("no_evidence", 1)


def test_what_a_row_counts_as() -> None:
    rule = make_rule(applies_when=("is_table", "is_validation_known"), requires=("is_content_read",))
    rows: list[dict[str, Any]] = [
        {"is_table": False, "is_content_read": None},  # not about this row, so nothing is missing either
        {"is_validation_known": None},  # nobody knows whether it is about this row
        {"is_validation_known": None, "is_table": False},
        {"is_content_read": None},
        {},
    ]
    _, outcomes = judged([rule], {"dataset_facts": rows})
    outcome = outcomes["DOC901"]
    assert (outcome.n_not_applicable, outcome.n_no_evidence, outcome.n_evaluated) == (2, 2, 1)


def test_mostly_still_tells_the_rows() -> None:
    tolerant = make_rule(kwargs={"column": "owner", "mostly": 0.1})
    findings, outcomes = judged([tolerant], {"dataset_facts": unowned(10)})
    assert len(findings) == 5
    assert outcomes["DOC901"].status == "failed"


def test_it_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    broken = [
        make_rule(f"DOC91{i}", expectation_type=kind, kwargs=kwargs) for i, (kwargs, kind, _) in enumerate(BROKEN)
    ]
    logger = logging.getLogger("great_expectations")
    level = logger.level
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        judged([make_rule(), *broken], {"dataset_facts": unowned(10)})
    assert capfd.readouterr() == ("", "")
    assert logger.level == level


@pytest.mark.parametrize(
    "changes",
    [
        {"expectation_type": "expect_column_values_to_be_lovely"},
        {"kwargs": {}},
        {"kwargs": {"column": "owner", "mostly": 1.5}},
        {"kwargs": {"column": "owner", "colour": "red"}},
    ],
)
def test_what_great_expectations_does_not_accept_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RulebookError, match=r"made: rule DOC901: Great Expectations refuses it"):
        build_expectation(make_rule(**changes))
    with pytest.raises(RulebookError, match=r"made: rule DOC901"):
        judged([make_rule(**changes)], {"dataset_facts": unowned(1)})
