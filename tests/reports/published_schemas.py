"""Validators over the published schemas of the formats, kept in `schemas/` so that no test needs the network.

`schemas/README.md` names where each comes from.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator
from referencing import Registry, Resource

SCHEMAS = Path(__file__).parent / "schemas"


@cache
def sarif_validator() -> Draft4Validator:
    """The schema of SARIF 2.1.0."""
    return Draft4Validator(_read("sarif-2.1.0.json"), format_checker=Draft4Validator.FORMAT_CHECKER)


def check_sarif(text: str) -> dict[str, Any]:
    """The log of a text that must obey the schema of SARIF."""
    log: dict[str, Any] = json.loads(text)
    sarif_validator().validate(log)
    return log


def check_events(text: str) -> list[dict[str, Any]]:
    """The events of a text that must obey the schemas of OpenLineage, each facet its own."""
    events: list[dict[str, Any]] = json.loads(text)
    for event in events:
        _validator(event["schemaURL"]).validate(event)
        for facet in _facets(event):
            _validator(facet["_schemaURL"]).validate(facet)
    return events


def _facets(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [facet for entry in part for facet in _facets(entry)]
    if not isinstance(part, dict):
        return []
    found = [part] if "_schemaURL" in part else []
    return found + [facet for entry in part.values() for facet in _facets(entry)]


@cache
def _validator(url: str) -> Draft202012Validator:
    """A definition by its address; an address that is not that of a kept schema is an error."""
    return Draft202012Validator({"$ref": url}, registry=_registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def _registry() -> Registry[Any]:
    kept = [_read(f"openlineage/{path.name}") for path in sorted((SCHEMAS / "openlineage").glob("*.json"))]
    return Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in kept)


@cache
def _read(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / name).read_text("utf-8"))
    return schema
