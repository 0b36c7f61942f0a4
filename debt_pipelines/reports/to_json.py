"""The scorecard as versioned JSON, and its published JSON Schema.

Run as a module to print the schema:
`python -m debt_pipelines.reports.to_json > debt_pipelines/reports/schemas/scorecard.schema.json`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from debt_pipelines.model.scorecard import SCHEMA_VERSION, Scorecard
from debt_pipelines.reports.printable import printable_json
from debt_pipelines.reports.registry import RenderOptions

SCHEMA_ID = f"urn:debt-pipelines:scorecard:{SCHEMA_VERSION}"


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """The scorecard as JSON: fields in declared order, two spaces of indent, non-ASCII kept."""
    return printable_json(scorecard.model_dump_json(indent=2)) + "\n"


def compact(scorecard: Scorecard) -> str:
    """The same JSON on one line, for embedding."""
    return printable_json(scorecard.model_dump_json())


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON form."""
    schema = Scorecard.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Data-debt scorecard",
    }
    return head | {key: value for key, value in schema.items() if key not in head}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
