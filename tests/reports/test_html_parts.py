"""The parts of the HTML scorecard: where debt lies, what a fix gains, the trend and the lineage that is drawn."""

from __future__ import annotations

import re

from debt_pipelines.model.entries import EdgeEntry, Lineage, NodeEntry
from debt_pipelines.model.finding import Finding, Subject
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.html_fixes import fix_first
from debt_pipelines.reports.html_lineage import lineage_picture
from debt_pipelines.reports.html_map import debt_map
from debt_pipelines.reports.html_places import anchor, debt_places
from debt_pipelines.reports.html_text import short_evidence
from debt_pipelines.reports.html_trend import trend_picture
from tests.reports.html_sample import history, huge_scorecard
from tests.reports.sample import finding, scorecard

SALES, FEATURES = "data/sales.csv", "data/features.parquet"


def card_of(*findings: Finding) -> Scorecard:
    return scorecard().model_copy(update={"findings": findings})


def test_debt_lies_with_the_dataset_else_with_the_stage() -> None:
    job = scorecard().jobs[0]
    edge = Subject(kind="edge", id=f"{job.id}<-{SALES}")
    places = debt_places(
        card_of(
            finding("VAL101", SALES, "no check"),
            finding("REP101", SALES, "stale", dataset=None, effort_minutes=90.0).model_copy(update={"subject": edge}),
            finding("CFG101", "params.yaml:lr", "unused"),
            finding("DOC101", SALES, "not described", status="accepted"),
        )
    )
    assert {id: [found.code for found in place.findings] for id, place in places.by_id.items()} == {
        job.id: ["REP101"],
        SALES: ["VAL101"],
    }
    assert [found.code for found in places.elsewhere] == ["CFG101"]


def test_map_sums_effort_by_place_and_category_most_first() -> None:
    found = debt_map(
        debt_places(
            card_of(
                finding("VAL101", SALES, "no check", effort_minutes=20.0),
                finding("VAL101", FEATURES, "no check", effort_minutes=100.0),
                finding("SCH112", SALES, "lacks a column", effort_minutes=500.0),
                finding("VAL101", SALES, "no other check", effort_minutes=20.0),
            )
        )
    )
    assert found is not None
    assert [family for family, _ in found.families] == ["SCH", "VAL"]
    rows = {row.place.name if row.place else row.words: row for row in found.rows}
    assert list(rows) == [SALES, FEATURES]
    schema, checks = rows[SALES].cells
    assert schema is not None
    assert checks is not None
    assert (schema.minutes, schema.heat, schema.severity) == (500, 4, "critical")
    assert (checks.minutes, checks.heat, checks.n_findings) == (40, 2, 2)
    assert rows[FEATURES].cells[0] is None
    assert rows[SALES].minutes == 540


def test_map_sums_up_what_it_has_no_room_for() -> None:
    found = debt_map(debt_places(huge_scorecard(100, 400)))
    assert found is not None
    assert found.rows[25].words == "75 more datasets and stages"
    assert found.rows[26].words == "about no single dataset or stage"
    assert debt_map(debt_places(card_of())) is None


def test_fix_gains_the_share_of_impact_and_pays_back() -> None:
    first, second, third = fix_first(
        card_of(
            finding("REP101", SALES, "stale", impact=60.0, weekly_hours=0.5, effort_minutes=60.0),
            finding("REP102", SALES, "changed", impact=30.0, weekly_hours=0.2, effort_minutes=60.0),
            finding("DOC101", SALES, "not described", impact=10.0),
        ),
        limit=10,
    ).fixes
    assert [fix.gain for fix in (first, second, third)] == [0.6, 0.3, 0.1]
    # A run suffers once: without the dearest of two, what is left costs 0.2 h, so 0.3 h are saved.
    assert first.weekly_minutes is not None
    assert round(first.weekly_minutes, 6) == 18
    assert first.payback_weeks == 3.3
    assert second.payback_weeks is None
    assert third.weekly_minutes is None


def test_trend_draws_a_dot_a_run_by_time() -> None:
    card = scorecard().model_copy(update={"history": history(3)})
    picture = trend_picture(card)
    assert picture is not None
    assert picture.svg is not None
    assert re.findall(r'class="dots" d="([^"]+)"', picture.svg) == ["M12.0 12.0h0M500.0 24.5h0M988.0 37.1h0"]
    assert picture.top_minutes == 600
    assert 'class="accepted"' in picture.svg
    assert trend_picture(scorecard()) is None
    single = trend_picture(card.model_copy(update={"history": history(1)}))
    assert single is not None
    assert single.svg is None


def test_picture_of_a_large_graph_shows_where_debt_lies() -> None:
    card = huge_scorecard(0, 1_000)
    deep = card.datasets[400].id
    card = card.model_copy(update={"findings": (finding("VAL101", deep, "no check", dataset=deep),)})
    picture = lineage_picture(card, debt_places(card), linked={deep}, max_bytes=100_000)
    assert picture is not None
    beside = {edge.source for edge in card.lineage.edges if edge.target == deep}
    beside |= {edge.target for edge in card.lineage.edges if edge.source == deep}
    assert picture.drawn == {deep, *beside}
    assert picture.svg.count('class="badge high"') == 1
    assert f'href="#{anchor(deep)}"' in picture.svg
    assert lineage_picture(card, debt_places(card), linked=(), max_bytes=100) is None


def test_picture_folds_a_template_and_adds_up_its_debt() -> None:
    base = scorecard()
    ids = [f"dvc.yaml:train@{number}" for number in range(50)]
    jobs = tuple(base.jobs[0].model_copy(update={"id": id, "name": id, "path": "dvc.yaml"}) for id in ids)
    nodes = [NodeEntry(id=id, kind="job", n_upstream=0, n_downstream=0, cycle=None) for id in ids]
    nodes.append(NodeEntry(id=SALES, kind="dataset", n_upstream=0, n_downstream=50, cycle=None))
    edges = tuple(EdgeEntry(source=SALES, target=id, kind="reads") for id in ids)
    findings = tuple(finding("REP102", id, "changed", dataset=None) for id in ids[:3])
    card = base.model_copy(
        update={"jobs": jobs, "findings": findings, "lineage": Lineage(nodes=tuple(nodes), edges=edges)}
    )
    picture = lineage_picture(card, debt_places(card), linked=(), max_bytes=100_000)
    assert picture is not None
    assert picture.svg.count("<rect") == 4  # the dataset, the stage and its shadow, the badge
    assert "3 findings, 1.5 h to fix, the gravest high" in picture.svg
    assert picture.notes == ("Stages of one template are drawn as one.",)
    assert picture.drawn == {SALES, *ids}


def test_evidence_leaves_out_what_the_message_tells() -> None:
    found = finding(
        "SCH112",
        SALES,
        "lacks `unit_price`",
        evidence={"column": "unit_price", "n_readers": 2, "share": 0.5, "by": None},
    )
    assert short_evidence(found) == [("readers", "2"), ("share", "0.5")]
    both = found.model_copy(update={"evidence": {"n_readers": 2, "readers": "a, b"}})
    assert short_evidence(both) == [("number of readers", "2"), ("readers", "a, b")]
