"""Scans are remembered: each adds its run to the history, and learns from it since when its findings are there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

from debt_pipelines.catalog.remote.answers import answer_within
from debt_pipelines.catalog.tabular.table import UnreachableError
from debt_pipelines.config.settings import SourceSettings
from debt_pipelines.config.sources import address_of, without_secrets
from debt_pipelines.defs.head import is_of_one_revision
from debt_pipelines.defs.target import Target
from debt_pipelines.history.connect import HistoryError
from debt_pipelines.history.figures import figures_until
from debt_pipelines.history.run import Run, run_findings, run_of
from debt_pipelines.history.split import renamed_findings, split_change
from debt_pipelines.history.store import Store, open_store
from debt_pipelines.history.trend import history_of
from debt_pipelines.model.errors import DebtError
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.trend import History
from debt_pipelines.project import git
from debt_pipelines.project.broken_database import set_aside
from debt_pipelines.project.project import Project
from debt_pipelines.project.renames import follower, renamed_since

_log = logging.getLogger(__name__)
_FILE = "history.sqlite"
_SECONDS = 180
"""How long a server may take over all that a scan asks and tells it."""
_Answered = TypeVar("_Answered")


def remembered(target: Target, project: Project, scorecard: Scorecard, rules: Sequence[Rule]) -> Scorecard:
    """The scorecard with its trend and with when its findings were seen first; the run is kept.

    A scan against another revision is a look at a change, with drift told since then: it learns from the history and
    adds nothing to it. A history that fails costs a warning, never the scan.
    """
    run = run_of(scorecard, rules, project=target.name, committed_at=_committed_at(project, scorecard.revision))
    is_kept = target.new_since is None and is_of_one_revision(project)
    place = store_place(target)

    def learnt() -> Scorecard:
        with open_store(place, is_writing=is_kept) as store:
            card = _remembered(store, run, scorecard, project, is_kept=is_kept)
            if is_kept:
                _prune(store, target, run)
            return card

    try:
        return _mended(place, learnt) if is_kept else _answer(place, learnt)
    except (DebtError, OSError) as error:
        _log.warning("warning: %s; the scan goes on without it", _told(target, error))
        return scorecard


def _mended(place: str | Path, question: Callable[[], _Answered]) -> _Answered:
    """The answer of the history; a file that is broken is kept under another name, and a new one is begun."""
    if isinstance(place, Path) and place.is_file() and not place.stat().st_size:
        _log.warning("warning: the history `%s` is empty and begun anew", place.name)
    try:
        return _answer(place, question)
    except HistoryError as error:
        if not (error.is_broken and isinstance(place, Path)):
            raise
        kept = set_aside(place)
        _log.warning("warning: the history is broken and begun anew; the broken one is kept as `%s`", kept.name)
    return question()


def _answer(place: str | Path, question: Callable[[], _Answered]) -> _Answered:
    """The answer of the history; a server that does not give one is not waited for for ever. Raises DebtError."""
    if isinstance(place, Path):
        return question()
    try:
        return answer_within(_SECONDS, question)
    except UnreachableError as error:
        raise HistoryError(f"the history {error.message}") from error


def read_history(target: Target, *, since: str | None) -> History:
    """The trend of a project since a day; raises HistoryError or SettingsError."""
    place = store_place(target)

    def told() -> History:
        with open_store(place, is_writing=False) as store:
            return history_of(store, target.name, since=since)

    try:
        return _answer(place, told)
    except DebtError as error:
        error.message = _told(target, error)
        raise


def store_place(target: Target) -> str | Path:
    """Where the history of a project is: a file in its part of the state folder, or what the settings say.

    A relative path of a SQLite file starts at the state folder: nothing is written into the project.
    """
    if target.settings.history_url is None:
        return target.folder / _FILE
    url = address_of(SourceSettings(url=target.settings.history_url))
    scheme, _, rest = url.partition("://")
    return target.state / unquote(rest.partition("?")[0].removeprefix("/")) if scheme == "sqlite" else url


def _remembered(store: Store, run: Run, scorecard: Scorecard, project: Project, *, is_kept: bool) -> Scorecard:
    before = store.before(run)
    renamed = _renamed(store, before, scorecard, project) if before else {}
    seen = store.first_seen(run)
    dated = tuple(
        _dated(finding, seen.get(finding.id) or seen.get(renamed.get(finding.id, "")) or run.moment)
        for finding in scorecard.findings
    )
    trend = None
    if is_kept:
        findings = run_findings(dated, renamed)
        trend = split_change(before, run, store.findings(before), findings) if before else None
        store.keep(run, findings)
    return scorecard.model_copy(update={"findings": dated, "trend": trend, "history": figures_until(store, run)})


def _renamed(store: Store, before: Run, scorecard: Scorecard, project: Project) -> dict[str, str]:
    """The fingerprint that findings had in the run before, where git sees a file of theirs renamed since then."""
    return renamed_findings(
        store.findings(before),
        run_findings(scorecard.findings),
        lambda: follower(renamed_since(project, before.revision)),
    )


def _prune(store: Store, target: Target, run: Run) -> None:
    """Drop what the settings do not keep; the days count back from the run."""
    runs, days = target.settings.history_keep_runs, target.settings.history_keep_days
    since = datetime.fromisoformat(run.moment) - timedelta(days=days) if days is not None else None
    if runs is not None or since is not None:
        store.prune(target.name, keep_runs=runs, since=since.isoformat() if since else None)


def _dated(finding: Finding, moment: str) -> Finding:
    """The finding with the earlier of two dates: the one of the history, and that of a baseline."""
    return finding.model_copy(update={"first_seen": min(filter(None, (finding.first_seen, moment)))})


def _committed_at(project: Project, revision: str | None) -> str | None:
    if project.git_root is None or revision is None:
        return None
    newest = git.commits(project.git_root, revision, max_commits=1)
    return newest[0].committed_at if newest else None


def _told(target: Target, error: DebtError | OSError) -> str:
    """What an error says, without what the environment added to the address."""
    url = target.settings.history_url
    message = error.message if isinstance(error, DebtError) else f"the history cannot be used: {error.strerror}"
    return message if url is None else without_secrets(message, SourceSettings(url=url))
