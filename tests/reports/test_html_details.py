"""The checks and changes of a dataset in the HTML scorecard."""

from __future__ import annotations

import pytest

from debt_pipelines.model.entries import AssertionEntry, DatasetEntry, SchemaBaseline
from debt_pipelines.reports import to_html
from debt_pipelines.reports.html_details import changes_words, details_cost, details_of, since_words
from debt_pipelines.reports.html_environment import environment
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.hostile_names import LONG, QUOTES, SCRIPT
from tests.reports.sample import scorecard
from tests.reports.sample_checks import check
from tests.reports.sample_parts import datasets

SALES = datasets()[0]
MACROS = '{% import "_details.html.j2" as detail with context %}{{ detail.checks(shown) }}{{ detail.changes(shown) }}'


def entry_of(*checks: AssertionEntry) -> DatasetEntry:
    return SALES.model_copy(update={"assertions": checks, "n_assertions": len(checks)})


def test_checks_stand_by_column_in_the_order_of_the_table() -> None:
    checks = [check("x", column) for column in ("gone", "unitprice", "order_id", None, "order_id")]
    groups = details_of(entry_of(*checks)).groups
    assert [(column, len(rows)) for column, rows in groups] == [
        (None, 1),
        ("order_id", 2),
        ("unitprice", 1),
        ("gone", 1),
    ]


@pytest.mark.parametrize(
    ("strength", "reason", "words"),
    [
        (1.0, None, ("strong", "strong")),
        (0.5, None, ("strong", "strong")),
        (0.49, None, ("weak", "weak")),
        (0.0, None, ("idle", "cannot fail")),
        (0.0, "`mostly` is 0", ("idle", "cannot fail: `mostly` is 0")),
    ],
)
def test_strength_is_told_in_a_word(strength: float, reason: str | None, words: tuple[str, str]) -> None:
    ((_, (row,)),) = details_of(entry_of(check("x", "a", strength=strength, vacuous_reason=reason))).groups
    assert (row.strength_class, row.strength) == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"last_result": "passed", "is_run": True}, ("passed", "passed")),
        ({"last_result": "failed", "last_run_at": "2026-01-20T09:30:00Z"}, ("failed", "failed on 2026-01-20")),
        ({"last_result": "error"}, ("error", "error")),
        ({"is_run": True}, ("run", "has run")),
        ({"is_run": False}, ("never", "never run")),
        ({}, ("unknown", "unknown")),
    ],
)
def test_a_run_is_told_only_where_it_is_known(values: dict[str, object], words: tuple[str, str]) -> None:
    ((_, (row,)),) = details_of(entry_of(check("x", "a", **values))).groups
    assert (row.result_class, row.result) == words


def test_of_many_checks_those_that_failed_or_cannot_fail_are_shown() -> None:
    checks = [check("x", f"c{number}") for number in range(70)]
    checks += [check("x", "idle", strength=0.0), check("x", "failed", last_result="failed")]
    details = details_of(entry_of(*checks))
    assert {"idle", "failed"} <= {column for column, _ in details.groups}
    assert (sum(len(rows) for _, rows in details.groups), details.n_checks_left_out) == (60, 12)


def test_a_scorecard_of_an_older_version_says_nothing_of_single_checks() -> None:
    older = SALES.model_copy(update={"assertions": (), "schema_changes": (), "schema_baseline": None})
    details = details_of(older.model_copy(update={"n_schema_changes": 0}))
    assert (details.groups, details.n_checks_left_out, details.changes) == ((), 0, ())
    assert details_cost(details) == 0
    assert environment().from_string(MACROS).render(shown=details).strip() == ""


@pytest.mark.parametrize(
    ("kind", "revision", "date", "words"),
    [
        ("revision", "2be483cc6e" * 4, "2026-01-12T08:00:00+00:00", "commit 2be483cc6e of 2026-01-12"),
        ("version", "snapshot 12345678", None, "version snapshot 12345678"),
        ("scan", "2be483cc6e" * 4, "2026-01-12T08:00:00+00:00", "an earlier scan of 2026-01-12"),
        ("partition", "data/2025.csv", None, "the file before it, data/2025.csv"),
    ],
)
def test_the_earlier_version_is_named(kind: str, revision: str, date: str | None, words: str) -> None:
    baseline = SchemaBaseline.model_validate({"kind": kind, "revision": revision, "committed_at": date})
    assert since_words(baseline) == words


def test_changes_are_counted_only_where_something_was_compared() -> None:
    assert changes_words(SALES) == "5 changes since commit 2be483cc6e of 2026-01-12"
    assert changes_words(SALES.model_copy(update={"n_schema_changes": 0})).startswith("none found since commit")
    assert changes_words(SALES.model_copy(update={"schema_baseline": None})) == ""


def test_page_tells_checks_and_changes() -> None:
    page = to_html.render(scorecard(), RenderOptions())
    demands = "<code>expect_column_values_to_be_between</code> min 0; max 10000; mostly 0.99 "
    demands += '<span class="quiet">(range)</span>'
    marks = '<span class="mark strong">strong</span></td><td><span class="mark unknown">unknown</span>'
    assert f"<td>{demands}</td><td>{marks}</td>" in page
    assert '<code>expect_column_to_exist</code> <span class="quiet">(presence, only warns)</span>' in page
    assert '<span class="quiet">(domain, bound by name)</span>' in page
    assert "<caption>Changes since commit 2be483cc6e of 2026-01-12</caption>" in page
    assert '<span class="severity high">removed column, breaking</span>' in page
    assert "2 more changes, not listed here." in page


@pytest.mark.parametrize("text", [SCRIPT, QUOTES * 30, LONG, "需要予測" * 90])
def test_cost_is_no_less_than_what_is_printed(text: str) -> None:
    changes = {"column": text, "demands": text, "vacuous_reason": text, "path": text, "tool": text, "type": text}
    entry = SALES.model_copy(
        update={
            "assertions": tuple(check.model_copy(update=changes) for check in SALES.assertions),
            "n_assertions": 300,
            "schema_changes": tuple(
                change.model_copy(update={"column": text, "before": text, "after": text})
                for change in SALES.schema_changes
            ),
        }
    )
    for shown in map(details_of, (entry, SALES)):
        assert len(environment().from_string(MACROS).render(shown=shown).encode()) <= details_cost(shown)
