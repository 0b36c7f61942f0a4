"""Crawls what git remembers of DVC: versions of outputs, runs, switched-off caching, and addresses of imports.

Paths in `dvc.lock` start from a stage's working directory, which stands in `dvc.yaml` and not in the lock file. It is
taken from the present `dvc.yaml` for all of the past; a stage that is no more counts from the folder of its lock file.
A `.dvc` file says its own working directory, version by version. Changes that are not committed count as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_origins import Origins
from debt_pipelines.crawlers.dvc_runs import Runs
from debt_pipelines.crawlers.dvc_switches import Switches
from debt_pipelines.crawlers.dvc_versions import is_config, is_dvc_file, read_history
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.history_rows import OutputVersion
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "dvc_history"
_CUT_OFF = "history is cut off: earlier versions are not known"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of the history of all lock files, `.dvc` files, `dvc.yaml` files and DVC configurations."""
    yield from project.once(f"dvc history {settings.history_commits}", lambda: list(_rows(project, settings)))


def output_versions(project: Project, settings: Settings) -> list[OutputVersion]:
    """Every committed version of what DVC tracks, oldest first."""
    return [row for row in crawl(project, settings) if isinstance(row, OutputVersion)]


def _rows(project: Project, settings: Settings) -> Iterator[Row]:
    history = read_history(project, settings)
    switches, runs, origins = Switches(), Runs(project), Origins()
    for version in history.versions() if history else ():
        name = version.path.rpartition("/")[2]
        if name == "dvc.yaml":
            switches.see(version)
        elif name == "dvc.lock":
            yield from runs.of_lock(version)
        elif is_config(version.path):
            yield from origins.of_config(version)
        elif is_dvc_file(version.path):
            switches.see(version)
            yield from runs.of_dvc_file(version)
            yield from origins.of_dvc_file(version)
    yield from switches.rows(project)
    if history is not None and not history.is_complete:
        yield Source(path=".git", crawler=CRAWLER, kind="settings", status="skipped", error=_CUT_OFF)
