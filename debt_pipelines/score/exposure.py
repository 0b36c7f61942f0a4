"""How often debt bites: the runs a week of what a finding is about, times all that depends on it.

What git remembers is counted in one window up to the last commit of anybody. Runs that were never committed are not
seen, so a count is a lower bound; where nothing was counted, the exposure is unknown and said to be assumed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.model.finding import ASSUMED, Finding

WINDOW_WEEKS = 26
_MIN_WEEKS = 4
_NO_NODE = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The whole weeks in which events are counted, and their beginning."""

    weeks: int
    since: datetime

    def holds(self, date: str) -> bool:
        """Whether a date (ISO 8601) is not before the window."""
        return datetime.fromisoformat(date) >= self.since


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How often something was seen to happen in some weeks; `noun` says what: `recorded run`."""

    n: int
    weeks: int
    noun: str

    @property
    def per_week(self) -> float:
        """The mean of a week."""
        return self.n / self.weeks

    def __str__(self) -> str:
        return f"{self.n:,} {self.noun}{'' if self.n == 1 else 's'} in {self.weeks} weeks"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Runs a week x (1 + jobs downstream), and the words for it; empty where the runs are unknown."""

    per_week: float | None
    basis: str


def window_of(frames: Frames, now: datetime | None) -> Window | None:
    """The last 26 weeks, or what git remembers of them; None where that is too short to tell a rhythm."""
    first = min(
        (datetime.fromisoformat(row["first_commit_at"]) for row in records(frames["contributors"])), default=now
    )
    return window_between(first, now)


def window_between(first: datetime | None, now: datetime | None) -> Window | None:
    """The last 26 weeks, or those since the first event; None where that is too short to tell a rhythm."""
    if now is None or first is None:
        return None
    weeks = min(WINDOW_WEEKS, (now - first).days // 7)
    return Window(weeks, now - timedelta(weeks=weeks)) if weeks >= _MIN_WEEKS else None


def exposures(
    frames: Frames,
    findings: Iterable[Finding],
    window: Window | None,
    *,
    commits: Mapping[str, int],
    events: Mapping[str, Occurrences] | None = None,
) -> dict[str, Exposure]:
    """The exposure of each finding by its identifier.

    `commits` counts the commits of each file in the window; `events` are the runs that Dagster recorded of a dataset
    or job, and speak before anything else.
    """
    seen = _Seen(frames, window, commits, events or {})
    return {finding.id: seen.exposure(finding) for finding in findings}


class _Seen:
    """What was seen of all jobs, datasets and files."""

    def __init__(
        self, frames: Frames, window: Window | None, commits: Mapping[str, int], events: Mapping[str, Occurrences]
    ) -> None:
        self.window, self.commits, self.events = window, commits, events
        self.reach = {row["node"]: row["n_downstream"] for row in records(frames["lineage"])}
        self.paths = {row["dataset"]: row["path"] for row in records(frames["datasets"])}
        self.nodes = _nodes(frames)
        self.jobs_at: defaultdict[str, list[str]] = defaultdict(list)
        for row in records(frames["edge_facts"]):
            if row["dataset"] is not None:
                self.jobs_at[row["dataset"]].append(row["job"])
        self.runs = _counts(frames, "recorded_runs", "job", window)
        self.versions = _counts(frames, "output_versions", "path", window)

    def exposure(self, finding: Finding) -> Exposure:
        node = self._node(finding)
        seen = self.events.get(node) or max(self._counted(node), key=lambda count: count.n, default=None)
        seen = seen or self._touched(finding)
        if seen is None:
            return Exposure(None, ASSUMED)
        reach = self.reach.get(node, 0)
        words = f"{seen} x (1 + {reach:,} {'job' if reach == 1 else 'jobs'} downstream)"
        return Exposure(round(seen.per_week * (1 + reach), 3), words)

    def _node(self, finding: Finding) -> str:
        """The dataset or job that a finding is about."""
        own = self.nodes.get((finding.subject.kind, finding.subject.id))
        if own is None and finding.subject.kind == "param":
            own = next(iter(finding.subject.id.split("#")))
        return own or finding.dataset or (finding.subject.id if finding.subject.kind == "job" else _NO_NODE)

    def _counted(self, node: str) -> Iterator[Occurrences]:
        """Its recorded runs or versions, and the runs of the jobs that read or write it."""
        if self.window is None:
            return
        for job in (node, *self.jobs_at[node]):
            if job in self.runs:
                yield Occurrences(self.runs[job], self.window.weeks, "recorded run")
        path = self.paths.get(node)
        if path is not None and path in self.versions:
            yield Occurrences(self.versions[path], self.window.weeks, "version")
        elif path is not None and self.commits.get(path):
            yield Occurrences(self.commits[path], self.window.weeks, "commit")

    def _touched(self, finding: Finding) -> Occurrences | None:
        """The commits of the file it points at; a file that nobody touched says nothing of its runs."""
        n = self.commits.get(finding.path, 0)
        return Occurrences(n, self.window.weeks, "commit") if self.window and n else None


def _nodes(frames: Frames) -> dict[tuple[str, str], str]:
    """The node of the lineage behind each subject that is neither a dataset nor a job."""
    of_edges = {("edge", row["edge"]): row["job"] for row in records(frames["edge_facts"])}
    models = records(frames["model_facts"])
    return of_edges | {("model", row["model"]): row["dataset"] or row["job"] or _NO_NODE for row in models}


def _counts(frames: Frames, table: str, name: str, window: Window | None) -> Counter[str]:
    """How many commits of the window are on record for each job or path; 0 where all are older."""
    counts: Counter[str] = Counter()
    commits = {(row[name], row["commit"]): row["committed_at"] for row in records(frames[table])}
    for (key, _commit), date in commits.items():
        counts[key] += window is not None and window.holds(date)
    return counts
