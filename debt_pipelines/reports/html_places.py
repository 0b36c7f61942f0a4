"""Where open debt lies: with which dataset or stage, so that maps, pictures and sections tell the same."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.rule import SEVERITIES, Severity
from debt_pipelines.model.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Place:
    """A dataset or a stage with open debt, and the findings about it in backlog order."""

    id: str
    kind: Literal["dataset", "job"]
    name: str
    findings: tuple[Finding, ...]

    @property
    def minutes(self) -> float:
        """Effort to fix all of it."""
        return sum(finding.effort_minutes for finding in self.findings)

    @property
    def severity(self) -> Severity:
        """The gravest severity among its findings."""
        return gravest(self.findings)


@dataclass(frozen=True, slots=True)
class Places:
    """The places with open debt by identifier, most effort first, and the findings about no single place."""

    by_id: dict[str, Place]
    elsewhere: tuple[Finding, ...]


def debt_places(scorecard: Scorecard) -> Places:
    """Open findings by the dataset they are about, else by the stage."""
    datasets = {entry.id: entry.path for entry in scorecard.datasets}
    jobs = job_names(scorecard)
    lying: defaultdict[str, list[Finding]] = defaultdict(list)
    elsewhere: list[Finding] = []
    for finding in filter(is_open, scorecard.findings):
        place = place_of(finding)
        (lying[place] if place in datasets or place in jobs else elsewhere).append(finding)
    places = [
        Place(id, "dataset" if id in datasets else "job", datasets.get(id) or jobs.get(id) or id, tuple(findings))
        for id, findings in lying.items()
    ]
    ordered = sorted(places, key=lambda place: (-place.minutes, place.name, place.id))
    return Places({place.id: place for place in ordered}, tuple(elsewhere))


def job_names(scorecard: Scorecard) -> dict[str, str]:
    """What to call each stage: its name where no other has it, else its identifier."""
    n_named = Counter(job.name for job in scorecard.jobs)
    return {job.id: job.name if n_named[job.name] == 1 else job.id for job in scorecard.jobs}


def place_of(finding: Finding) -> str:
    """The dataset that a finding is about, else its subject; an edge `stage<-data` belongs to the stage."""
    return finding.dataset or finding.subject.id.partition("<-")[0]


def gravest(findings: tuple[Finding, ...]) -> Severity:
    """The gravest severity among some findings."""
    return min((finding.severity for finding in findings), key=SEVERITIES.index)


def anchor(id: str) -> str:
    """The anchor of the section of a dataset or a stage; the same in every rendering."""
    return f"at-{hashlib.sha256(id.encode()).hexdigest()[:12]}"
