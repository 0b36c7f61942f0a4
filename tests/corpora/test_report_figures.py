"""Every real repository is scanned to the end, and every report of it obeys the schema of its format.

Reports come out the same twice and fit where they must.
"""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.registry import RenderOptions, formats, render
from debt_pipelines.reports.to_json import json_schema
from tests.corpora.bundles import TRUTH, needs_corpora
from tests.corpora.conftest import ScanOf
from tests.reports.junit_rules import check_junit
from tests.reports.published_schemas import check_events, check_sarif

LARGEST_COMMENT = 65_536

pytestmark = needs_corpora


@pytest.fixture(params=sorted(TRUTH))
def card(request: pytest.FixtureRequest, scan_of: ScanOf) -> Scorecard:
    """The scorecard of one repository."""
    found: Scorecard = scan_of(request.param, "main").scorecard
    return found


def test_nothing_breaks(card: Scorecard) -> None:
    assert card.sources or card.datasets
    assert [rule.code for rule in card.rules if rule.outcome == "error"] == []
    assert [source for source in card.sources if "the crawler failed" in (source.error or "")] == []


def test_reports_obey_their_schemas_and_hold_all_findings(card: Scorecard) -> None:
    texts = {name: render(card, name, RenderOptions()) for name in formats()}
    assert len(check_sarif(texts["sarif"])["runs"][0]["results"]) == len(card.findings)
    assert sum(suite.tests for suite in check_junit(texts["junit"])) >= len(card.findings)
    assert sum("dataset" in event for event in check_events(texts["openlineage"])) == len(card.datasets)
    Draft202012Validator(json_schema()).validate(json.loads(texts["json"]))
    assert texts["csv"].count("\n") == len(card.findings) + 1
    assert len(texts["markdown"].encode()) < LARGEST_COMMENT
    for name, text in texts.items():
        assert text == render(card, name, RenderOptions()), name
        assert all(line.isprintable() for line in text.split("\n")), name
