"""Pages in the Dagster UI say what is wrong and what to fix first; no name in them becomes a link or a picture."""

from __future__ import annotations

import base64
import re

from markdown_it import MarkdownIt

from debt_pipelines.model.entries import EdgeEntry
from debt_pipelines.model.finding import RuleOutcome
from debt_pipelines.model.scorecard import Gate
from debt_pipelines.reports.lineage_image import lineage_image
from debt_pipelines.reports.ui_text import dataset_text, described, family_text, gate_text, scorecard_text
from tests.reports.html_sample import hostile_scorecard
from tests.reports.sample import empty_scorecard, finding, large_scorecard, scorecard


def _html(text: str) -> str:
    """The page as the UI makes it: tables, and no HTML of its own."""
    page: str = MarkdownIt("gfm-like", {"html": False, "linkify": False}).render(text)
    return page


def _plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", _html(text))


def test_the_page_has_verdict_figures_first_fixes_scores_and_what_was_not_judged() -> None:
    card = scorecard()
    page = _plain(scorecard_text(card))
    parts = [
        card.scorecard.headline.verdict.replace("`", ""),
        "to fix",
        "Fix first",
        "Scores, the weakest first",
        "Not judged",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    first = card.findings[0]
    assert first.code in page
    assert f"{first.path}:{first.line}" in page


def test_at_most_ten_fixes_stand_on_the_page_and_the_rest_is_counted() -> None:
    one = finding("VAL101", "a.csv", "no check")
    rules = [one.model_copy(update={"code": f"VAL{number}"}) for number in range(101, 114)]
    page = _html(scorecard_text(scorecard().model_copy(update={"findings": tuple(rules)})))
    assert page.count("<code>VAL1") == 10
    assert "3 more rules found something" in page


def test_a_scorecard_without_debt_asks_for_nothing() -> None:
    page = scorecard_text(empty_scorecard())
    assert "Fix first" not in page
    assert "0 findings, 0 h to fix" in page


def test_the_gate_names_what_closes_it() -> None:
    card = scorecard()
    closing = {id for reason in card.gate.reasons for id in reason.findings}
    page = _html(gate_text(card))
    assert "<strong>The gate is closed.</strong>" in page
    assert set(re.findall(r"<td><code>([0-9a-f]{8})</code></td>", page)) == {id[:8] for id in closing}
    opened = card.model_copy(update={"gate": Gate(passed=True, baseline=None, reasons=())})
    assert gate_text(opened).startswith("**The gate is open.**")


def test_a_family_says_what_it_found_or_how_many_rules_could_tell() -> None:
    outcomes = [RuleOutcome(code="VAL101", status="passed"), RuleOutcome(code="VAL102", status="no_evidence")]
    assert family_text("Validation", [], outcomes) == "Validation: no finding. 1 rule passed, 1 had nothing to go by."
    broken = [RuleOutcome(code="VAL103", status="error")]
    assert family_text("Validation", [], broken).startswith("Could not be judged: `VAL103` broke.")
    found = [finding("VAL101", f"{number}.csv", "no check") for number in range(7)]
    assert "**7 findings, 3.5 h to fix**" in family_text("Validation", found, outcomes)
    assert family_text("Validation", found, outcomes).endswith("and 2 more findings.")


def test_a_dataset_says_its_debt_and_what_to_ask() -> None:
    grave = finding("REP101", "a.csv", "`train` ran on another version", severity="critical")
    page = _html(dataset_text([grave, finding("VAL101", "a.csv", "no check")]))
    assert "2 findings, 1 critical" in page
    assert f"<code>{grave.id[:8]}</code>" in page
    assert dataset_text([]) == "No open debt was found."


def test_no_name_becomes_a_link_a_picture_or_markup() -> None:
    card = hostile_scorecard()
    for page in map(_html, (scorecard_text(card), gate_text(card), dataset_text(card.findings))):
        assert not re.search(r"<(a|img|script|h1)\b", page)


def test_a_description_is_one_line_without_links_and_pictures_and_else_as_written() -> None:
    assert described("Orders (paid), 1-to-1 with `orders.id`") == "Orders (paid), 1-to-1 with `orders.id`"
    page = _html(described("# a\n![x](http://evil.example/x.png) [b](http://evil.example) <img src=x>"))
    assert not re.search(r"<(a|img|h1)\b", page)
    assert len(described("word " * 1_000)) <= 1_000


def test_the_picture_of_the_lineage_stands_in_the_markdown_itself() -> None:
    card = scorecard()
    source, target = (entry.id for entry in card.lineage.nodes[:2])
    edges = (EdgeEntry(source=source, target=target, kind="contains"),)
    image = lineage_image(card.model_copy(update={"lineage": card.lineage.model_copy(update={"edges": edges})}))
    assert image is not None
    found = re.match(r"!\[lineage\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", image)
    assert found is not None
    svg = base64.b64decode(found[1]).decode()
    assert svg.startswith("<svg ")
    assert "<script" not in svg
    assert lineage_image(empty_scorecard()) is None


def test_a_large_scorecard_stays_a_page() -> None:
    card = large_scorecard(5_000)
    assert len(scorecard_text(card)) < 10_000
    assert len(lineage_image(card) or "") < 60_000
