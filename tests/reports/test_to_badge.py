"""Badges say the letter and the hours, in words as well as in colour, and say when too little is known."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports import to_badge, to_badge_json
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.sample import empty_scorecard, scorecard

SVG = "{http://www.w3.org/2000/svg}"


def _lettered(letter: str) -> Scorecard:
    headline = scorecard().scorecard.headline.model_copy(update={"letter": letter})
    return scorecard().model_copy(update={"scorecard": scorecard().scorecard.model_copy(update={"headline": headline})})


def _endpoint(card: Scorecard) -> dict[str, Any]:
    badge: dict[str, Any] = json.loads(to_badge_json.render(card, RenderOptions()))
    return badge


def test_endpoint_badge_is_that_of_shields() -> None:
    assert _endpoint(scorecard()) == {
        "schemaVersion": 1,
        "label": "data debt",
        "message": "C, 4.1 h",
        "color": "#9a6700",
    }
    assert _endpoint(empty_scorecard())["message"] == "not judged"


def test_svg_has_its_words_for_eyes_and_screen_readers() -> None:
    root = ElementTree.fromstring(to_badge.render(scorecard(), RenderOptions()))  # noqa: S314 - our own report
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == "data debt: C, 4.1 h"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["data debt", "C, 4.1 h"]


@pytest.mark.parametrize("card", [*map(_lettered, "ABCDE"), empty_scorecard()])
def test_white_text_can_be_read_on_every_colour(card: Scorecard) -> None:
    color = _endpoint(card)["color"]
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5
