"""The JSON Schema for editors is that of the settings, and agrees with them on what is right."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from pydantic import BaseModel, ValidationError

from debt_pipelines.config import json_schema as module
from debt_pipelines.config.json_schema import json_schema
from debt_pipelines.config.settings import Settings

PUBLISHED = Path(module.__file__).parent / "schemas" / "settings.schema.json"
REGENERATE = (
    "the published schema is not that of the settings; write it anew with "
    "python -m debt_pipelines.config.json_schema > debt_pipelines/config/schemas/settings.schema.json"
)
RIGHT = (
    "",
    'name = "shop"\nexclude = ["build/"]\ndefault_exclude = false',
    '[datasets]\n"data/raw/*.csv" = {tier = 1, owner = "@acme"}',
    "[gate]\nmax_new_debt_ratio = 0.1\nseverities = []",
    "[costs]\nSCH = {chance = 0.5, hours = 1}",
    '[sources.shop]\nurl = "postgresql://host/db"\ninclude = ["public.*"]\nstatistics = "sample"',
    "capacity_hours_per_week = 80",
)
WRONG = (
    'nmae = "shop"',
    "name = 3",
    "[replacement_minutes]\nstage = -1",
    '[datasets]\n"data/*" = {tier = 4}',
    '[gate]\nseverities = ["grave"]',
    "[gate]\nmax_new_debt_ratio = 2",
    "[sources.shop]\nstatistics = 'exact'",
    "capacity_hours_per_week = 0",
    "[costs]\nXYZ = {chance = 0.5, hours = 1}",
)


def _is_right(text: str) -> bool:
    try:
        Settings.model_validate(tomllib.loads(text))
    except ValidationError:
        return False
    return True


def test_published_schema_is_that_of_the_settings() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == json_schema(), REGENERATE


def test_it_is_a_schema_of_draft_7() -> None:
    schema = json_schema()
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert '"null"' not in json.dumps(schema)
    assert "$defs" not in json.dumps(schema)


@pytest.mark.parametrize("text", [*RIGHT, *WRONG])
def test_it_agrees_with_the_settings(text: str) -> None:
    assert Draft7Validator(json_schema()).is_valid(tomllib.loads(text)) == _is_right(text) == (text in RIGHT)


def test_the_settings_of_this_project_obey_it() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    Draft7Validator(json_schema()).validate(project["tool"]["debt"])


def test_every_setting_has_its_default() -> None:
    schema = json_schema()
    defaults = json.loads(Settings().model_dump_json())
    for name, part in schema["properties"].items():
        assert part.get("default") == defaults[name], name


def test_every_section_is_described() -> None:
    schema = json_schema()
    for name, part in schema["definitions"].items():
        assert part["description"], name
    assert set(_sections(Settings)) == {*schema["definitions"]}


def _sections(model: type[BaseModel]) -> list[str]:
    found: list[str] = []
    for field in model.model_fields.values():
        for part in _models(field.annotation):
            found += [part.__name__, *_sections(part)]
    return found


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models(part)]
