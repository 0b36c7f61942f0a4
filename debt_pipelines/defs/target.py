"""What is scanned and where results go: the one value that every asset of a project is built from."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from debt_pipelines.catalog.store import TableStore
from debt_pipelines.config.load import files_of, load_settings
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project, open_project

STATE_VARIABLE = "DEBT_STATE_DIR"
ISOLATED_VARIABLE = "DEBT_ISOLATED"
"""Set to anything, it keeps the settings of the project unread: they may name databases, addresses and folders."""
_NOT_WORD = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Target:
    """One project to scan: its folder, settings, name for people, and what counts as new.

    With `has_own_memory` it shares what it learns of data with no other project, whose scans may run on other machines:
    SQLite cannot be written by two at once.
    """

    root: Path
    name: str
    settings: Settings
    state: Path
    new_since: str | None = None
    baseline: str | None = None
    has_own_memory: bool = False

    @property
    def prefix(self) -> str:
        """The name as Dagster allows it, for everything made for this project."""
        return prefix_of(self.name)

    @property
    def folder(self) -> Path:
        """The folder in the state that belongs to this project alone."""
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:8]
        return self.state / "projects" / f"{self.prefix}-{digest}"

    @property
    def store(self) -> TableStore:
        """The tables of the last scan."""
        return TableStore(self.folder / "tables")

    @property
    def scorecard_path(self) -> Path:
        """The scorecard of the last scan, as JSON."""
        return self.folder / "scorecard.json"

    @property
    def report_path(self) -> Path:
        """The HTML report of the last scan that wrote one."""
        return self.folder / "report.html"

    @property
    def previous_path(self) -> Path:
        """The scorecard before that one: the last scan while another one runs."""
        return self.folder / "previous.json"

    @property
    def state_path(self) -> Path:
        """The state of the project that the last scan was made of, as a hash."""
        return self.folder / "state"

    @property
    def suite_folders(self) -> list[Path]:
        """Further folders of suites that the settings name."""
        return [self.root / folder for folder in self.settings.suites]

    def open(self) -> Project:
        """The project at its work tree, without what the settings exclude; raises NothingToScanError."""
        # The record of incidents is about the data of the project, and none of it.
        record = (f"/{self.settings.incidents.strip('/')}",) if self.settings.incidents else ()
        project = open_project(self.root, self.name).excluding((*self.settings.exclude, *record))
        place = self.folder if self.has_own_memory else self.state
        memory = Memory(place / "memory.sqlite", self.folder.name)
        return replace(project, limits=self.settings.limits, memory=memory)


def prefix_of(name: str) -> str:
    """A name as Dagster allows it."""
    return _NOT_WORD.sub("_", name).strip("_").lower() or "project"


def state_folder() -> Path:
    """Where results are kept: `DEBT_STATE_DIR`, else the user's state folder; raises SettingsError without a home."""
    wished = os.environ.get(STATE_VARIABLE)
    try:
        return Path(wished).expanduser().resolve() if wished else platformdirs.user_state_path("debt-pipelines")
    except RuntimeError as error:
        hint = f"let {STATE_VARIABLE} name a folder"
        raise SettingsError("there is no home folder to keep results in", hint=hint) from error


def read_target(
    path: Path,
    *,
    new_since: str | None = None,
    baseline: str | None = None,
    name: str | None = None,
    settings: Settings | None = None,
) -> Target:
    """The target in a folder, with its settings read; `baseline` is a file or `last`. Raises SettingsError.

    A `name` stands in for that of the project, and what is set in `settings` for what the project sets itself, which
    does not count at all where `DEBT_ISOLATED` is set.
    """
    root = path.resolve()
    own = Settings() if os.environ.get(ISOLATED_VARIABLE) else load_settings(files_of(root))
    given = {field: getattr(settings, field) for field in settings.model_fields_set} if settings else {}
    laid = own.model_copy(update=given)
    return Target(root, name or laid.name or root.name, laid, state_folder(), new_since, baseline)
