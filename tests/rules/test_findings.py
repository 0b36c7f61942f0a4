"""Findings: told once, the same over time, in backlog order."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.model.finding import Subject, fingerprint
from debt_pipelines.model.rule import Escalation
from debt_pipelines.rules.engine import judge
from debt_pipelines.rules.findings import backlog_key, findings_of
from debt_pipelines.rules.result_frames import findings_frame, findings_from, outcomes_frame, outcomes_from
from debt_pipelines.rules.rulebook import load_rules
from tests.rules.judging import frame, judged
from tests.rules.making import make_rule

RULES = {rule.code: rule for rule in load_rules()}
OTHER = "file:data/visits.csv"


@pytest.mark.parametrize(
    ("parent", "child", "parent_row", "child_row"),
    [
        ("DOC101", "DOC201", {"description": None}, {"description": None}),
        ("VAL101", "VAL102", {"is_validated": False}, {"is_critical": True, "n_strong_assertions": 0}),
    ],
)
def test_a_failed_parent_silences_its_child_on_that_dataset_only(
    parent: str, child: str, parent_row: dict[str, Any], child_row: dict[str, Any]
) -> None:
    rows = {"dataset_facts": [parent_row], "column_facts": [child_row, {**child_row, "dataset": OTHER}]}
    findings, outcomes = judged([RULES[parent], RULES[child]], rows)
    assert [(entry.code, entry.dataset) for entry in findings if entry.code == child] == [(child, OTHER)]
    assert (outcomes[child].n_failed, outcomes[child].n_subsumed) == (1, 1)
    findings, outcomes = judged([RULES[child]], rows)
    assert outcomes[child].n_failed == 2


def test_a_child_that_is_silenced_everywhere_has_not_passed() -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "dataset_facts": [{"description": None}],
        "column_facts": [{"description": None}, {"column": "id", "description": None}],
    }
    _, outcomes = judged([RULES["DOC101"], RULES["DOC201"]], rows)
    outcome = outcomes["DOC201"]
    assert (outcome.status, outcome.n_evaluated, outcome.n_failed, outcome.n_subsumed) == ("not_applicable", 2, 0, 2)
    rows["column_facts"].append({"column": "day", "is_observed": None, "is_documentable": None})
    _, outcomes = judged([RULES["DOC101"], RULES["DOC201"]], rows)
    assert outcomes["DOC201"].status == "no_evidence"
    rows["column_facts"].append({"column": "vat"})
    _, outcomes = judged([RULES["DOC101"], RULES["DOC201"]], rows)
    assert outcomes["DOC201"].status == "passed"


def test_a_parent_about_a_column_silences_that_column_only() -> None:
    described: dict[str, Any] = {"table": "column_facts", "kwargs": {"column": "description"}, "message": "`{column}`"}
    parent = make_rule("DOC901", applies_when=("is_key",), **described)
    child = make_rule("DOC902", subsumed_by=("DOC901",), **described)
    rows: list[dict[str, Any]] = [
        {"column": "id", "is_key": True, "description": None},
        {"column": "vat", "description": None},
    ]
    findings, outcomes = judged([parent, child], {"column_facts": rows})
    assert {(entry.code, entry.column) for entry in findings} == {("DOC901", "id"), ("DOC902", "vat")}
    assert outcomes["DOC902"].n_subsumed == 1


def test_a_parent_that_broke_or_is_not_judged_silences_nothing() -> None:
    bounds = {"column": "path", "min_value": 1}
    broken = make_rule("DOC901", expectation_type="expect_column_values_to_be_between", kwargs=bounds)
    child = make_rule("DOC902", subsumed_by=("DOC901", "DOC903"))
    _, outcomes = judged([broken, child], {"dataset_facts": [{"owner": None}]})
    assert (outcomes["DOC901"].status, outcomes["DOC902"].n_failed) == ("error", 1)


def test_fingerprints_outlive_lines_counts_and_words() -> None:
    before, _ = judged([RULES["SCH101"]], {"schema_changes": [{"kind": "removed_column"}]})
    changed = {"kind": "removed_column", "line": 99, "n_readers": 3, "baseline_revision": "f" * 40}
    after, _ = judged([RULES["SCH101"]], {"schema_changes": [changed]})
    assert before[0].id == after[0].id
    assert before[0].message != after[0].message


def test_fingerprints_differ_by_rule_subject_and_evidence_key() -> None:
    subject = Subject(kind="dataset", id="file:a.csv")
    prints = {
        fingerprint("DOC101", subject),
        fingerprint("DOC301", subject),
        fingerprint("DOC101", Subject(kind="dataset", id="file:b.csv")),
        fingerprint("DOC101", Subject(kind="column", id="file:a.csv")),
        fingerprint("DOC101", subject, "part"),
    }
    assert len(prints) == 5
    assert all(len(print_) == 16 for print_ in prints)


def test_fingerprints_never_change() -> None:
    # Baselines hold them: another value here makes all known debt new.
    assert fingerprint("DOC101", Subject(kind="dataset", id="file:a.csv")) == "e5c1bb08ad8fe9e7"
    assert fingerprint("REP115", Subject(kind="source", id="dvc.yaml"), "train") == "8b6ee8a110d795b6"


def test_two_parts_of_one_file_are_two_findings() -> None:
    broken = {"is_pipeline_metadata": True, "status": "error", "error": "has no `cmd`"}
    rows = [{**broken, "part": "train"}, {**broken, "part": "test"}, {**broken, "part": "test"}]
    findings, _ = judged([RULES["REP115"]], {"source_facts": rows})
    assert len(findings) == 2


def test_owner_and_tier_come_from_the_dataset() -> None:
    facts = {"dataset_facts": frame("dataset_facts", [{"owner": None}])}
    datasets = {"file:data/orders.csv": {"owner": "@data", "tier": 1}}
    findings, _ = findings_of(judge([RULES["DOC301"]], facts), facts, datasets)
    assert (findings[0].owner, findings[0].is_tier_1) == ("@data", True)
    findings, _ = findings_of(judge([RULES["DOC301"]], facts), facts, {"file:other.csv": {"owner": "@x", "tier": 1}})
    assert (findings[0].owner, findings[0].is_tier_1) == (None, False)


def test_only_stable_rules_that_are_no_advice_can_gate() -> None:
    rules = [
        make_rule("DOC901"),
        make_rule("DOC902", is_advice=True),
        make_rule("DOC903", lifecycle="experimental"),
        make_rule("DOC904", lifecycle="deprecated"),
    ]
    findings, _ = judged(rules, {"dataset_facts": [{"owner": None}]})
    advice = {entry.code: entry.is_advice for entry in findings}
    assert advice == {"DOC901": False, "DOC902": True, "DOC903": True, "DOC904": True}
    assert advice == {rule.code: not rule.gates for rule in rules}


def test_the_first_escalation_that_holds_gives_the_severity() -> None:
    steps = (Escalation(when="is_tier_1", severity="critical"), Escalation(when="is_content_read", severity="low"))
    rows: list[dict[str, Any]] = [
        {"dataset": "a", "owner": None, "is_tier_1": True},
        {"dataset": "b", "owner": None},
        {"dataset": "c", "owner": None, "is_content_read": None},
    ]
    findings, _ = judged([make_rule(severity_when=steps)], {"dataset_facts": rows})
    assert {entry.subject.id: entry.severity for entry in findings} == {"a": "critical", "b": "low", "c": "medium"}


def test_what_a_message_shows() -> None:
    rule = make_rule(message="`{dataset}` {description_problem}{n_consumers} {{x}} {data_path}")
    rows = [{"owner": None, "dataset": "file:a{b}.csv", "data_path": "f" * 40}]
    findings, _ = judged([rule], {"dataset_facts": rows})
    assert findings[0].message == "`a{b}.csv` 1 {x} ffffffffff"


def test_backlog_order() -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "edge_facts": [{"is_stale": True}, {"edge": "x", "is_phantom": True}],
        "job_facts": [{"is_declared": False, "is_orphan": True}, {"graph_problem": "it depends on itself"}],
        "dataset_facts": [{"is_validated": False}],
    }
    findings, _ = judged([RULES[code] for code in ("REP101", "PIP104", "REP107", "PIP105", "VAL101")], rows)
    assert [finding.code for finding in findings] == ["PIP104", "REP101", "REP107", "VAL101", "PIP105"]
    assert findings == sorted(findings, key=backlog_key)
    first = findings[1].model_copy(update={"effort_minutes": 1.0, "id": "~"})
    assert sorted([*findings, first], key=backlog_key)[1] is first
    compliance = findings[-1].model_copy(update={"family": "CMP"})
    assert sorted([*findings, compliance], key=backlog_key)[0] is compliance


def test_weights_are_those_of_the_published_model() -> None:
    findings, _ = judged([RULES["REP101"]], {"edge_facts": [{"is_stale": True}]})
    # Runs are unknown, so frequency counts 2; critical is 27 points; 30 minutes are half an hour.
    assert (findings[0].exposure, findings[0].impact, findings[0].priority) == (None, 54.0, 108.0)


def test_the_hand_over_keeps_everything() -> None:
    findings, outcomes = judged([RULES["PIP104"]], {"edge_facts": [{"is_phantom": True}]})
    assert findings_from(findings_frame(findings)) == findings
    assert outcomes_from(outcomes_frame(outcomes.values())) == list(outcomes.values())
    assert records(findings_frame([])) == records(outcomes_frame([])) == []
    assert findings_from(findings_frame([])) == []
    assert outcomes_from(outcomes_frame([])) == []
