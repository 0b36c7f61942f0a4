"""The JSON Schema of the settings, for editors: `[tool.debt]` in pyproject.toml, or the whole of debt.toml.

Draft 7, as SchemaStore and the language servers of TOML take it. TOML has no null, so none is allowed. Run as a module
to print it: `python -m debt_pipelines.config.json_schema > debt_pipelines/config/schemas/settings.schema.json`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from debt_pipelines.config.settings import Settings

SCHEMA_ID = "urn:debt-pipelines:settings:1"
_DEFINITIONS = "definitions"
_MADE_BY_PYDANTIC = ("title", "$defs")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of the settings, every default and description as they are declared."""
    schema = Settings.model_json_schema(mode="validation", ref_template=f"#/{_DEFINITIONS}/{{model}}")
    definitions = {name: _cleaned(part) for name, part in sorted(schema.get("$defs", {}).items())}
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_ID,
        "title": "Settings of debt-pipelines",
    }
    settings: dict[str, Any] = _cleaned(schema)
    return head | settings | {_DEFINITIONS: definitions}


def _cleaned(part: Any) -> Any:
    """A part without what TOML cannot say and without generated titles."""
    if isinstance(part, list):
        return [_cleaned(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if key not in _MADE_BY_PYDANTIC}
    for key in ("properties", "additionalProperties"):
        if isinstance(kept.get(key), dict):
            kept[key] = _cleaned_values(kept[key]) if key == "properties" else _cleaned(kept[key])
    choices = [choice for choice in kept.pop("anyOf", ()) if choice != {"type": "null"}]
    if "default" in kept and kept["default"] is None:
        del kept["default"]
    if len(choices) == 1:
        return _cleaned(choices[0]) | kept
    if choices:
        kept["anyOf"] = _cleaned(choices)
    if isinstance(kept.get("items"), dict):
        kept["items"] = _cleaned(kept["items"])
    return _referring(kept)


def _cleaned_values(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties, whose names may be anything, also `title`."""
    return {name: _cleaned(part) for name, part in properties.items()}


def _referring(part: dict[str, Any]) -> dict[str, Any]:
    """A reference with what stands beside it, which draft 7 ignores, set around it."""
    reference = part.pop("$ref", None)
    if reference is None:
        return part
    return {**part, "allOf": [{"$ref": reference}]} if part else {"$ref": reference}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
