"""Findings get their weight after the rules: how often each bites, what it costs a week, where it is in the backlog."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.config.settings import Settings
from debt_pipelines.facts.git_time import present_time
from debt_pipelines.facts.incident_facts import past_incidents
from debt_pipelines.facts.run_history import runs_by_subject
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Family
from debt_pipelines.project import git
from debt_pipelines.project.project import Project
from debt_pipelines.rules.findings import backlog_key
from debt_pipelines.score.costs import weighed
from debt_pipelines.score.exposure import Occurrences, Window, exposures, window_between, window_of
from debt_pipelines.score.incidents import PastIncident, calibrated

TABLES = (
    *("contributors", "recorded_runs", "output_versions", "datasets", "lineage", "edge_facts", "model_facts"),
    *("incidents", "dagster_runs", "jobs", "bindings"),
)
"""The tables that tell how often something runs, and how often it has failed."""


def weigh(
    frames: Frames,
    findings: Sequence[Finding],
    project: Project,
    settings: Settings,
) -> list[Finding]:
    """The findings with exposure, impact, priority and weekly cost, in backlog order; `frames` holds TABLES."""
    present = present_time(frames)
    window = window_of(frames, present)
    commits = file_commits(project, settings, window) if findings and window else {}
    events = recorded_events(frames, present)
    exposed = exposures(frames, findings, window, commits=commits, events=events)
    past, families = lessons(frames), _open_families(findings)

    def weighed_one(finding: Finding) -> Finding:
        place, exposure = _place(finding), exposed[finding.id]
        costs = calibrated(
            settings.costs,
            past.get(place, ()),
            window.weeks if window else 0,
            exposure=exposure.per_week,
            families=families[place],
        )
        return weighed(finding, exposure, costs)

    return sorted(map(weighed_one, findings), key=backlog_key)


def lessons(frames: Frames) -> dict[str, list[PastIncident]]:
    """The incidents on record, and failures of runs, by the dataset or job that they were about."""
    return {
        subject: [PastIncident(row["hours_lost"]) for row in found]
        for (subject, _dataset), found in past_incidents(frames).items()
    }


def recorded_events(frames: Frames, present: datetime | None) -> dict[str, Occurrences]:
    """How often Dagster ran each dataset or job in the last 26 weeks; none where it remembers less than four."""
    runs = {subject: [row["ended_at"] for row in found] for (subject, _), found in runs_by_subject(frames).items()}
    moments = [datetime.fromisoformat(moment) for found in runs.values() for moment in found]
    window = window_between(min(moments, default=None), max(filter(None, [*moments, present]), default=None))
    if window is None:
        return {}
    counted = {subject: sum(map(window.holds, found)) for subject, found in runs.items()}
    return {subject: Occurrences(n, window.weeks, "Dagster run") for subject, n in counted.items() if n}


def _open_families(findings: Sequence[Finding]) -> dict[str, set[Family]]:
    """The families of the debt that one dataset or one other subject has."""
    found: defaultdict[str, set[Family]] = defaultdict(set)
    for finding in findings:
        found[_place(finding)].add(finding.family)
    return dict(found)


def _place(finding: Finding) -> str:
    return finding.dataset or finding.subject.id


def file_commits(project: Project, settings: Settings, window: Window) -> Mapping[str, int]:
    """How many commits of the window touched each file that git keeps, by path in the project."""
    start = project.revision or project.head
    if project.git_root is None or start is None or not settings.history_commits:
        return {}
    counts: Counter[str] = Counter()
    for change in git.changes(project.git_root, start, project.prefix, max_commits=settings.history_commits):
        counts[change.path] += window.holds(change.commit.committed_at)
    return counts
