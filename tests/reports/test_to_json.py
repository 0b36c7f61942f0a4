"""The JSON form keeps everything, obeys its published schema and is safe to print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports import to_json
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.sample import empty_scorecard, large_scorecard, scorecard

SCHEMA = Path(to_json.__file__).parent / "schemas" / "scorecard.schema.json"
REGENERATE = (
    "the published schema is not that of the model; write it anew with "
    "python -m debt_pipelines.reports.to_json > debt_pipelines/reports/schemas/scorecard.schema.json"
)
CARDS = {"sample": scorecard(), "empty": empty_scorecard(), "large": large_scorecard(50)}


def test_published_schema_is_that_of_the_model() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == to_json.json_schema(), REGENERATE


def test_published_schema_is_a_schema() -> None:
    schema = to_json.json_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:debt-pipelines:scorecard:1"
    assert schema["title"] == "Data-debt scorecard"


@pytest.mark.parametrize("name", CARDS)
def test_json_obeys_the_schema_and_comes_back_whole(name: str) -> None:
    text = to_json.render(CARDS[name], RenderOptions())
    Draft202012Validator(to_json.json_schema()).validate(json.loads(text))
    assert Scorecard.model_validate_json(text) == CARDS[name]


def test_schema_refuses_what_the_model_does_not_know() -> None:
    data = json.loads(to_json.render(scorecard(), RenderOptions()))
    validator = Draft202012Validator(to_json.json_schema())
    assert not validator.is_valid(data | {"surprise": 1})
    assert not validator.is_valid(data | {"schema_version": 2})


def test_json_is_indented_and_keeps_other_scripts() -> None:
    text = to_json.render(scorecard(), RenderOptions())
    assert text.startswith('{\n  "schema_version": 1,\n')
    assert text.endswith("\n}\n")
    assert "需要予測" in text


def test_json_holds_no_character_that_commands_a_terminal() -> None:
    for text in (to_json.render(scorecard(), RenderOptions()), to_json.compact(scorecard())):
        assert all(line.isprintable() for line in text.split("\n"))
        assert "\\u202e" in text
        assert "\\u009b" in text
