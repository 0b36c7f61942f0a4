"""What of a baseline counts as fixed: only what its rule judged again and did not find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.defs.resolved import resolved_frame, resolved_from, resolved_since
from debt_pipelines.model.finding import OutcomeStatus, RuleOutcome
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.scorecard import ResolvedFinding
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules
from debt_pipelines.score.baseline import Baseline, KnownFinding, known
from tests.reports.sample import finding

RULES = tuple(rule for rule in load_rules() if rule.code in ("DOC101", "VAL101", "SCH101"))
ENTRY = KnownFinding(id="a" * 16, code="DOC101", subject="data/a.csv", first_seen="2026-01-01")


@pytest.fixture
def root(make_folder: Callable[..., Path]) -> Path:
    """A project in no repository."""
    return make_folder({"data/a.csv": "id\n1\n"})


def _resolved(
    root: Path,
    *entries: KnownFinding,
    status: OutcomeStatus = "passed",
    rules: tuple[Rule, ...] = RULES,
    n_open: int = 0,
) -> list[ResolvedFinding]:
    outcomes = [RuleOutcome(code=rule.code, status=status, n_no_evidence=n_open) for rule in RULES]
    return resolved_since(open_project(root), Baseline(findings=entries), [], outcomes, rules)


def test_what_is_not_found_any_more_is_fixed(root: Path) -> None:
    assert _resolved(root, ENTRY) == [ResolvedFinding(**ENTRY.model_dump())]


def test_what_is_still_found_is_not(root: Path) -> None:
    found = [finding("DOC101", "data/a.csv", "no text")]
    outcomes = [RuleOutcome(code="DOC101", status="failed")]
    baseline = Baseline(findings=known(found))
    assert resolved_since(open_project(root), baseline, found, outcomes, RULES) == []
    assert len(resolved_since(open_project(root), baseline, [], outcomes, RULES)) == 1


def test_accepting_a_finding_does_not_fix_it(root: Path) -> None:
    found = finding("DOC101", "data/a.csv", "no text")
    accepted = found.model_copy(update={"status": "accepted"})
    outcomes = [RuleOutcome(code="DOC101", status="failed")]
    assert resolved_since(open_project(root), Baseline(findings=known([found])), [accepted], outcomes, RULES) == []


def test_a_renamed_file_does_not_fix_it(
    make_repo: Callable[..., Path], commit: Callable[..., str], git: Callable[..., str]
) -> None:
    root = make_repo({"data/a.csv": "id\n1\n2\n3\n"})
    baseline = Baseline(revision=git(root, "rev-parse", "HEAD"), findings=known([finding("DOC101", "data/a.csv", "x")]))
    git(root, "mv", "data/a.csv", "data/b.csv")
    commit(root, {})
    outcomes = [RuleOutcome(code="DOC101", status="failed")]
    moved = [finding("DOC101", "data/b.csv", "x")]
    assert resolved_since(open_project(root), baseline, moved, outcomes, RULES) == []
    assert len(resolved_since(open_project(root), baseline, [], outcomes, RULES)) == 1


def test_where_a_rule_could_not_judge_everything_it_may_be_there_unseen(root: Path) -> None:
    assert [entry.is_certain for entry in _resolved(root, ENTRY, n_open=1)] == [False]


def test_a_rule_that_did_not_judge_fixes_nothing(root: Path) -> None:
    assert _resolved(root, ENTRY, status="error") == []
    assert _resolved(root, ENTRY, status="no_evidence") == []
    assert _resolved(root, ENTRY, rules=()) == []


def test_a_change_since_another_state_is_not_fixed(root: Path) -> None:
    drifted = ENTRY.model_copy(update={"code": "SCH101"})
    assert next(rule.table for rule in RULES if rule.code == "SCH101") == "schema_changes"
    assert _resolved(root, drifted) == []


def test_without_a_baseline_nothing_is_fixed(root: Path) -> None:
    assert resolved_since(open_project(root), None, [], [], RULES) == []


def test_the_table_gives_back_what_went_in(root: Path) -> None:
    resolved = _resolved(root, ENTRY, ENTRY.model_copy(update={"id": "b" * 16, "first_seen": None}))
    assert list(resolved_from(resolved_frame(resolved))) == resolved
    assert resolved_from(resolved_frame([])) == ()
