"""Renders generated scorecards in every format and prints a hash of each format's output, as JSON.

    python -m tests.reports.same_bytes FIRST COUNT

Two processes that hash words differently must print the same.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.registry import RenderOptions, formats, render
from debt_pipelines.rules.findings import backlog_key
from tests.reports.sample import scorecard

BASE = scorecard()
STATUSES = ("new", "known", "accepted", "ignored")
SEVERITIES = ("critical", "high", "medium", "low")


def generated(number: int) -> Scorecard:
    """Some findings of the sample, each changed, in the order of a backlog whatever order they came in."""
    dice = random.Random(number)  # noqa: S311 - examples, no secrets
    chosen = dice.choices(BASE.findings, k=dice.randint(0, 6))
    found = [_changed(finding, f"{number}-{place}", dice) for place, finding in enumerate(chosen)]
    random.shuffle(found)
    headline = BASE.scorecard.headline.model_copy(update={"n_findings": len(found)})
    scores = BASE.scorecard.model_copy(update={"headline": headline})
    return BASE.model_copy(update={"findings": tuple(sorted(found, key=backlog_key)), "scorecard": scores})


def _changed(finding: Finding, name: str, dice: random.Random) -> Finding:
    changes = {
        "id": hashlib.sha256(name.encode()).hexdigest()[:16],
        "severity": dice.choice(SEVERITIES),
        "status": dice.choice(STATUSES),
        "effort_minutes": float(dice.randint(1, 500)),
        "priority": round(dice.uniform(0, 99), 3),
        "owner": dice.choice((None, "Ada", "Bo <bo@example.com>")),
        "message": finding.message + dice.choice(("", " ä\u2028", " <script>", " | `x`")),
    }
    return finding.model_copy(update=changes)


def digests(first: int, count: int) -> dict[str, str]:
    """A hash of each format over so many scorecards."""
    hashes = {name: hashlib.sha256() for name in formats()}
    for number in range(first, first + count):
        card = generated(number)
        for name, digest in hashes.items():
            digest.update(render(card, name, RenderOptions()).encode())
    return {name: digest.hexdigest() for name, digest in hashes.items()}


if __name__ == "__main__":
    print(json.dumps(digests(int(sys.argv[1]), int(sys.argv[2]))))
