"""The badge as JSON for the endpoint badge of shields.io (schema version 1)."""

from __future__ import annotations

import json

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.badge_words import LABEL, color, message
from debt_pipelines.reports.registry import RenderOptions


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """Label, message and colour."""
    badge = {"schemaVersion": 1, "label": LABEL, "message": message(scorecard), "color": color(scorecard)}
    return json.dumps(badge, indent=2) + "\n"
