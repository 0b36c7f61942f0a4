"""Asks a running Dagster webserver for the verdict of a project's quality gate, by GraphQL.

Open is only a passed gate, on the last scorecard, of the commit that is to be deployed, and fresh; whatever else comes
back, or does not come back, is closed.
"""

from __future__ import annotations

import math
import urllib.error
from dataclasses import dataclass
from typing import Any

from debt_pipelines.model.errors import SettingsError
from debt_pipelines.project.graphql import post

_QUERY = """\
query DebtGate($keys: [AssetKeyInput!]!) {
  assetNodes(assetKeys: $keys) {
    assetMaterializations(limit: 1) {
      runId
      timestamp
      metadataEntries { label ... on TextMetadataEntry { text } }
    }
    assetChecksOrError {
      ... on AssetChecks {
        checks {
          name
          executionForLatestMaterialization { status runId timestamp evaluation { success } }
        }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: open or closed, and why; the commit that was judged, and the run that judged it, where known."""

    is_open: bool
    reason: str
    revision: str | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Which gate is asked for: the prefix of its project, the commit to deploy, and how old a verdict may be."""

    prefix: str
    commit: str
    now: float
    max_age_hours: float


def ask_gate(url: str, question: Question) -> Verdict:
    """The verdict of the gate at a webserver; raises SettingsError when the URL is none."""
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"`{url}` is no http(s) URL", hint="name the Dagster webserver, as http://host:3000")
    variables = {"keys": [{"path": [question.prefix, "scorecard"]}]}
    try:
        answer = post(f"{url.rstrip('/')}/graphql", _QUERY, variables)
        return _verdict(answer, question)
    except urllib.error.HTTPError as error:
        return Verdict(False, f"the webserver answered {error.code}")
    except (OSError, ValueError) as error:
        return Verdict(False, f"the webserver gave no answer: {error}")
    except (AttributeError, KeyError, OverflowError, TypeError):
        return Verdict(False, "the webserver gave an answer that is not understood")


def _verdict(answer: dict[str, Any], question: Question) -> Verdict:
    if answer.get("errors"):
        return Verdict(False, f"the webserver refused the question: {answer['errors'][0].get('message')}")
    nodes = answer["data"]["assetNodes"]
    if not nodes:
        return Verdict(False, f"the webserver knows no asset `{question.prefix}/scorecard`")
    scorecards = nodes[0]["assetMaterializations"]
    checks = nodes[0]["assetChecksOrError"].get("checks") or []
    gate = next((check for check in checks if check["name"] == "quality_gate"), None)
    execution = gate["executionForLatestMaterialization"] if gate else None
    if not scorecards or execution is None:
        return Verdict(False, f"`{question.prefix}` was never scanned there")
    return _judged(scorecards[0], execution, question)


def _judged(scorecard: dict[str, Any], execution: dict[str, Any], question: Question) -> Verdict:
    told = {entry["label"]: entry.get("text") for entry in scorecard["metadataEntries"]}
    revision, run_id = told.get("revision"), execution["runId"]
    age_hours = (question.now - float(execution["timestamp"])) / 3600

    def closed(reason: str) -> Verdict:
        return Verdict(False, reason, revision, run_id)

    if execution["status"] != "SUCCEEDED" or not (execution.get("evaluation") or {}).get("success"):
        return closed(f"the last quality gate is {execution['status'].lower().replace('_', ' ')}")
    if scorecard["runId"] != run_id:
        return closed("the last scorecard and the last quality gate are of different runs")
    if revision != question.commit:
        return closed(f"the last scan is of {_short(revision)}, and {_short(question.commit)} is to be deployed")
    if not math.isfinite(age_hours):
        return closed("nothing tells when the last scan was")
    if age_hours > question.max_age_hours:
        return closed(f"the last scan is {age_hours:.0f} hours old")
    return Verdict(True, "the last quality gate passed", revision, run_id)


def _short(revision: str | None) -> str:
    return f"commit {revision[:12]}" if revision and revision != "none" else "no commit"
