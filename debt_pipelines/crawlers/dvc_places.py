"""Where the paths of a lock entry lie in the project, so that they compare with those a stage declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from debt_pipelines.crawlers.dvc_edges import Direction, StageSite
from debt_pipelines.crawlers.dvc_lock import LockedPath, LockedStage
from debt_pipelines.project.locations import ancestors, folder_of, locate

Place = tuple[Direction, str]
"""A path read or written by a stage, relative to the project, or a URL."""


def locked_places(site: StageSite, declared: Iterable[Place], working: str) -> Mapping[Place, LockedPath]:
    """What the lock entry of a stage says of each path.

    Its paths start from the working directory. One that was changed since the recorded run leaves an entry of which
    nothing fits any more; it is then read from the folder from which all of it fits, if there is one.
    """
    if site.locked is None:
        return {}
    wanted = set(declared)
    places = _from(site.locked, working)
    if places.keys() & wanted:
        return places
    folders = {folder_of(site.path), *(folder for _, path in wanted for folder in ancestors(path))}
    for folder in sorted(folders):
        moved = _from(site.locked, folder)
        if moved.keys() == wanted:
            return moved
    return places


def _from(stage: LockedStage, folder: str) -> dict[Place, LockedPath]:
    reads: dict[Place, LockedPath] = {("dep", locate(folder, path).path): found for path, found in stage.deps.items()}
    return reads | {("out", locate(folder, path).path): found for path, found in stage.outs.items()}
