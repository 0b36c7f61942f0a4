"""The JSON form of the scorecard as a page: every object and field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debt_pipelines.reports.to_json import json_schema

_HEAD = """\
# JSON

Made from the schema of the scorecard by `python -m docs.generate`.

`debt scan --format json` prints one scorecard, and `debt render FILE --format html` makes any other report of it. The
JSON Schema is `debt_pipelines/reports/schemas/scorecard.schema.json`, with `schema_version` {version}: in it, fields
are only added. `SOURCE_DATE_EPOCH` fixes the time stamp: the same input then gives the same bytes."""


def page() -> str:
    """The page as Markdown."""
    schema = json_schema()
    version = schema["properties"]["schema_version"]["const"]
    blocks = [_HEAD.format(version=version), "\n".join(_object("Scorecard", schema))]
    blocks += ["\n".join(_object(name, part)) for name, part in sorted(schema["$defs"].items()) if "properties" in part]
    return "\n\n".join(blocks) + "\n"


def _object(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield schema.get("description", "")
    yield ""
    yield "| field | type |"
    yield "|---|---|"
    for field, kind in schema["properties"].items():
        yield f"| `{field}` | {_type(kind)} |"


def _type(kind: dict[str, Any]) -> str:
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in kind:
        return " or ".join(_type(one) for one in kind["anyOf"])
    if "const" in kind or "enum" in kind:
        return " or ".join(f"`{value}`" for value in kind.get("enum", [kind.get("const")]))
    if kind.get("type") == "array":
        return f"list of {_type(kind['items'])}"
    if kind.get("type") == "object":
        values = kind.get("additionalProperties")
        return f"object of {_type(values)}" if isinstance(values, dict) and values else "object"
    bounds = [f"from {kind['minimum']:g}"] if "minimum" in kind else []
    bounds += [f"to {kind['maximum']:g}"] if "maximum" in kind else []
    return " ".join([kind.get("type", "any"), *bounds])
