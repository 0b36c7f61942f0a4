"""Databases and stores of files beside a project, as two states of them that can be compared.

They have no state at a revision. So the work tree's state is what they hold now, and the state before is what scans
had seen of them by the date of the revision; where no scan was that early, what the first scan after it saw. A source
without both is named with the reason, and none of its tables is in either state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from debt_pipelines.catalog.tabular.reading import Reading
from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.config.sources import holds_files
from debt_pipelines.crawlers.kept_tables import kept_listing, kept_table, listing_of
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.crawlers.remote_files import kept_files
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project import git
from debt_pipelines.project.locations import clean_url
from debt_pipelines.project.memory import Memory, Version
from debt_pipelines.project.project import Project
from debt_pipelines.reports.diff.registry import SourceState

_CRAWLERS = ("databases", "remote_files")
_NO_REVISION = "it has no state at a revision; a diff of the work tree compares what it holds now"
_TWO_FOLDERS = "of two folders, only what lies in them is compared"
_NO_SCAN = "no scan has seen it yet, so there is nothing to compare with"
_NO_ANSWER = "it could not be read"
_NOT_KEPT = "what scans had seen of it by then is not kept"
_NO_VERSION = "the store does not tell one version of it from another"
_NOT_READ = "it was not read: the source has more tables than `max_tables`"


@dataclass(frozen=True, slots=True)
class Beyond:
    """The sources that the settings name, each with what it was compared with, and their tables then and now."""

    states: tuple[SourceState, ...] = ()
    before: Mapping[str, Reading] = field(default_factory=dict)
    after: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Past:
    """The tables of a source by some moment, URL -> content; None where no scan has kept it."""

    as_of: str
    contents: Mapping[str, str | None]


def read_sources(base: Project, head: Project, settings: Settings) -> Beyond:
    """The sources in both states; those with a past are asked what they hold now."""
    reason = _NO_REVISION if head.revision is not None else _TWO_FOLDERS
    if not settings.sources or head.revision is not None or base.revision is None or base.git_root is None:
        return Beyond(tuple(_untold(name, source, reason) for name, source in settings.sources.items()))
    date = git.commit_date(base.git_root, base.revision)
    pasts = {name: _past(head.memory, listing_of(name, source), date) for name, source in settings.sources.items()}
    errors = _ask(head, settings, [name for name, past in pasts.items() if past is not None])
    found = [_one(head, settings, name, past, errors) for name, past in pasts.items()]
    return Beyond(
        tuple(state for one in found for state in one.states),
        {path: reading for one in found for path, reading in one.before.items()},
        {path: reading for one in found for path, reading in one.after.items()},
    )


def _one(
    head: Project, settings: Settings, name: str, past: _Past | None, errors: Mapping[tuple[str | None, str], str]
) -> Beyond:
    """One source in both states, or why it is in none."""
    source, memory = settings.sources[name], head.memory
    if past is None:
        return Beyond((_untold(name, source, _NO_SCAN),))
    listing = memory.current.get(listing_of(name, source))
    present = kept_listing(memory, listing) if listing is not None else None
    if present is None:
        said = (error for (part, _path), error in errors.items() if part in (name, None))
        return Beyond((_untold(name, source, next(said, _NO_ANSWER)),))
    by_path = {path: error for (_part, path), error in errors.items()}
    unread = _NOT_READ if len(present) > source.max_tables else _NO_VERSION
    contents = {path: memory.current.get(path) for path in present}
    return Beyond(
        (SourceState(name, clean_url(source.url), as_of=past.as_of),),
        _readings(head, source, past.contents, settings, lambda _path: _NOT_KEPT),
        _readings(head, source, contents, settings, lambda path: by_path.get(path, unread)),
    )


def _ask(head: Project, settings: Settings, names: Collection[str]) -> dict[tuple[str | None, str], str]:
    """Read some sources as they are now; gives what went wrong, by source and path."""
    if not names:
        return {}
    sources = {name: settings.sources[name] for name in names}
    rows = crawl_project(head, settings.model_copy(update={"sources": sources}), only=_CRAWLERS)
    return {(row.part, row.path): row.error for row in rows if isinstance(row, Source) and row.error}


def _untold(name: str, source: SourceSettings, reason: str) -> SourceState:
    return SourceState(name, clean_url(source.url), error=reason)


def _past(memory: Memory, listing: str, date: str) -> _Past | None:
    """The tables of a source by a date, or as the first scan after it saw them; None where no scan did."""
    seen = memory.versions(listing)
    if not seen:
        return None
    known = _by(seen, date)
    as_of = date if known else seen[0].seen_at
    paths = kept_listing(memory, (known or seen[0]).content)
    if paths is None:
        return None
    newest = {path: _by(memory.versions(path), as_of) for path in paths}
    return _Past(as_of, {path: version.content if version else None for path, version in newest.items()})


def _by(versions: Iterable[Version], date: str) -> Version | None:
    """The newest of the versions that had been seen by a date; the oldest come first."""
    moment = datetime.fromisoformat(date)
    early = [version for version in versions if datetime.fromisoformat(version.seen_at) <= moment]
    return early[-1] if early else None


def _readings(
    project: Project,
    source: SourceSettings,
    contents: Mapping[str, str | None],
    settings: Settings,
    reason_of: Callable[[str], str],
) -> dict[str, Reading]:
    """The tables of a source in one state; a reason is given for those of which nothing is known."""
    found: dict[str, Reading] = {}
    files: dict[str, str] = {}
    for path, content in contents.items():
        table = kept_table(project.memory, content) if content is not None else None
        if table is not None:
            found[path] = Reading(path, content, (table,))
        elif content is not None and holds_files(source):
            files[path] = content
        else:
            found[path] = Reading(path, None, UnreadableError(reason_of(path)))
    found |= {reading.path: reading for reading in kept_files(project, source, files, settings)}
    return {path: _uncounted(reading) for path, reading in found.items()} if source.statistics == "none" else found


def _uncounted(reading: Reading) -> Reading:
    """What a file holds, but for all that settings that want columns alone do not ask for."""
    if isinstance(reading.result, UnreadableError):
        return reading
    return reading._replace(result=tuple(replace(table, is_counted=False) for table in reading.result))
