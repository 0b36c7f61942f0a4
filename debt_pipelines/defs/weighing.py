"""Findings get their weight after the rules: how often each bites, what it costs a week, where it is in the backlog."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.config.settings import Settings
from debt_pipelines.facts.git_time import present_time
from debt_pipelines.facts.incident_facts import subject_finder
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Family
from debt_pipelines.project import git
from debt_pipelines.project.project import Project
from debt_pipelines.rules.findings import backlog_key
from debt_pipelines.score.costs import weighed
from debt_pipelines.score.exposure import Occurrences, Window, exposures, window_of
from debt_pipelines.score.incidents import PastIncident, calibrated

TABLES = (
    *("contributors", "recorded_runs", "output_versions", "datasets", "lineage", "edge_facts", "model_facts"),
    *("incidents", "jobs", "bindings"),
)
"""The tables that tell how often something runs, and how often it has failed."""


def weigh(
    frames: Frames,
    findings: Sequence[Finding],
    project: Project,
    settings: Settings,
    *,
    events: Mapping[str, Occurrences] | None = None,
) -> list[Finding]:
    """The findings with exposure, impact, priority and weekly cost, in backlog order; `frames` holds TABLES.

    `events` are the runs that Dagster recorded, by dataset or job.
    """
    window = window_of(frames, present_time(frames))
    commits = file_commits(project, settings, window) if findings and window else {}
    exposed = exposures(frames, findings, window, commits=commits, events=events)
    past, families = past_incidents(frames), _open_families(findings)

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


def past_incidents(frames: Frames) -> dict[str, list[PastIncident]]:
    """The incidents on record by the dataset or job that they were about; one told twice counts once."""
    meant = subject_finder(frames)
    incidents = {row["incident"]: row for row in records(frames["incidents"]) if row["reference"]}
    found: defaultdict[str, list[PastIncident]] = defaultdict(list)
    for row in incidents.values():
        found[meant(row["reference"])[0]].append(PastIncident(row["hours_lost"]))
    return dict(found)


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
