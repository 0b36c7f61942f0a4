"""The HTML scorecard: well-formed, self-contained, safe with hostile names, at most 1 MB."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports import to_html
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.hostile_names import LONG, SCRIPT
from tests.reports.html_page import HtmlPage
from tests.reports.html_sample import hostile_scorecard, huge_scorecard
from tests.reports.sample import empty_scorecard, finding, large_scorecard, scorecard

CARDS = {
    "sample": scorecard(),
    "hostile": hostile_scorecard(),
    "empty": empty_scorecard(),
    "large": large_scorecard(2_500),
}
PAGES = {name: to_html.render(card, RenderOptions()) for name, card in CARDS.items()}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_well_formed(name: str) -> None:
    page = HtmlPage(PAGES[name])
    assert page.errors == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links if link.startswith("#")} <= set(page.ids)
    assert [level for level in page.headings if level == "h1"] == ["h1"]


@pytest.mark.parametrize("name", PAGES)
def test_page_loads_nothing(name: str) -> None:
    page = HtmlPage(PAGES[name])
    assert all(link.startswith(("#", "data:,")) for link in page.links)
    assert not re.search(r"url\(|@import|(?:src|href|action)=[\"']?https?:", PAGES[name])
    assert "style" not in page.attributes
    assert not {attribute for attribute in page.attributes if attribute.startswith("on")}


@pytest.mark.parametrize("name", PAGES)
def test_policy_names_the_style_and_the_script_of_the_page(name: str) -> None:
    page = HtmlPage(PAGES[name])
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', PAGES[name])
    assert policy is not None
    for kind, text in (("style-src", page.style), ("script-src", page.script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy[1].replace("&#39;", "'")


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_hostile_names_stay_text(name: str) -> None:
    text = PAGES[name]
    page = HtmlPage(text)
    assert page.tags.count("script") == 2
    assert SCRIPT not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&#34;it&#39;s&#34; &amp; &#39;quoted&#39;" in text
    assert all(line.isprintable() for line in text.split("\n"))
    assert LONG not in page.text
    assert "<img" not in text


def test_embedded_json_is_the_scorecard() -> None:
    data = HtmlPage(PAGES["sample"]).data
    assert "<" not in data
    assert Scorecard.model_validate_json(data) == CARDS["sample"]
    assert json.loads(data)["schema_version"] == 1


def test_page_says_what_matters() -> None:
    words = HtmlPage(PAGES["sample"]).text
    for text in (
        "Versioning and reproducibility holds the project back",
        "Gate failed",
        "2 new critical findings",
        "debt explain REP101",
        "1 rule broke",
        "2 sources could not be read",
        "Priority = impact / hours of effort",
        "13 findings of 7 rules",
        "1 finding, none open",
    ):
        assert text in words
    assert "None" not in words


def test_page_tells_costs_gains_trend_and_settings() -> None:
    words = HtmlPage(PAGES["hostile"]).text
    for text in (
        "2.1 h an estimate, 1.1 h to 4.2 h; 5.3 % of the team’s week",
        "The first 10 findings take 4 h and save 2 h a week: paid back in 2 weeks.",
        "-1.8 h of open debt since the run of 2026-01-05 09:30 UTC.",
        "Documentation 80 % 8 of 10 are described; of 2 more it cannot be told",
        "other rules 0 h",
        "The figures of the last 9 runs",
        "Settings in force 1 setting changed, 0 by default",
    ):
        assert text in words
    assert "Freshness" not in words


def test_findings_are_explained_as_long_as_there_are_few() -> None:
    few, many = (to_html.render(large_scorecard(n), RenderOptions()).count("<dt>producer hash</dt>") for n in (0, 501))
    assert few == 2
    assert many == 1


def test_picture_and_findings_of_a_huge_project_fit() -> None:
    page = to_html.render(huge_scorecard(3_000, 6_000), RenderOptions())
    assert len(page.encode()) <= to_html.MAX_BYTES
    assert HtmlPage(page).errors == []
    assert page.count('<g class="dataset">') + page.count('<g class="job">') == 150
    assert "Not drawn: 5,851 more datasets and stages." in page


def test_rendering_again_gives_the_same_bytes() -> None:
    assert to_html.render(hostile_scorecard(), RenderOptions()) == PAGES["hostile"]


def test_empty_page_says_that_nothing_was_judged() -> None:
    words = HtmlPage(PAGES["empty"]).text
    assert "No findings, as nothing could be judged." in words
    assert "No dataset was found." in words
    assert "No letter: too little could be judged" in words
    assert "Gate passed" in words
    assert "None" not in words


def _rows(page: str) -> int:
    return page.count('<tr id="f-')


def test_two_thousand_findings_are_all_listed_within_one_megabyte() -> None:
    page = to_html.render(large_scorecard(2_000 - len(CARDS["sample"].findings)), RenderOptions())
    assert len(page.encode()) <= to_html.MAX_BYTES
    assert _rows(page) == 2_000
    assert "in full" not in page


def test_more_findings_are_summed_by_rule() -> None:
    page = PAGES["large"]
    assert len(page.encode()) <= to_html.MAX_BYTES
    assert _rows(page) == 2_000
    words = HtmlPage(page).text
    assert "This page lists 2,000 of 2,513 findings in full" in words
    assert "512 more findings are not listed here." in words
    assert "The JSON form is left out to keep this page under 1 MB" in words
    assert 'id="scorecard-data"' not in page


def test_no_project_makes_a_page_too_large() -> None:
    quotes = "\"<&'>" * 400
    dataset = CARDS["sample"].datasets[0]
    checks = tuple(check.model_copy(update={"column": quotes, "demands": quotes}) for check in dataset.assertions) * 20
    dataset = dataset.model_copy(update={"path": quotes, "description": quotes, "assertions": checks})
    job = CARDS["sample"].jobs[0].model_copy(update={"command": quotes, "deps": (quotes,) * 30})
    source = CARDS["sample"].sources[1].model_copy(update={"path": quotes, "error": quotes})
    rule = CARDS["sample"].rules[0].model_copy(update={"slug": quotes, "outcome": "error", "error": quotes})
    changes = {
        "datasets": (dataset,) * 1_000,
        "jobs": (job,) * 300,
        "sources": (source,) * 500,
        "rules": (rule,) * 500,
    }
    card = large_scorecard(3_000, message=quotes)
    evidence = {f"{number}{quotes}": quotes for number in range(9)}
    findings = tuple(found.model_copy(update={"evidence": evidence}) for found in card.findings)
    page = to_html.render(card.model_copy(update=changes | {"findings": findings}), RenderOptions())
    assert len(page.encode()) <= to_html.MAX_BYTES
    assert "are not listed to keep this page small." in page


def test_a_row_says_place_owner_effort_severity_and_status() -> None:
    found = finding("VAL101", "d", "no check", path="data/d.dvc", line=3, owner="@me", status="new")
    page = to_html.render(CARDS["sample"].model_copy(update={"findings": (found,)}), RenderOptions())
    link = f'<a href="#f-{found.id}">data/d.dvc:3</a>'
    cells = f"<td>{link}</td><td>no check</td><td>@me</td><td>30 min</td>"
    assert f'<tr id="f-{found.id}">{cells}<td class="high">high</td><td>new</td></tr>' in page


def _palettes() -> dict[str, dict[str, str]]:
    css = (Path(to_html.__file__).parent / "templates" / "base.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", css, flags=re.DOTALL)
    colors = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", light))
    tiles = {f"tile{number}": tile for number, tile in enumerate(re.findall(r"--tile: (#[0-9a-f]{6})", css))}
    return {
        "light": colors | tiles,
        "dark": colors | tiles | dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", dark)),
    }


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_the_contrast_of_wcag_aa(theme: str) -> None:
    palette = _palettes()[theme]
    texts = ("ink", "quiet", "link", "a", "b", "c", "d", "e", "none", "low")
    pairs = [(text, ground) for text in texts for ground in ("page", "card", "sunk")]
    pairs += [("ink", heat) for heat in ("cool", "mild", "warm", "hot", "tint")]
    pairs += [("on", name) for name in palette if name.startswith("tile")]
    poor = {pair: _contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}
