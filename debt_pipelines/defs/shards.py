"""The data of a project shared out over workers: lists of what each is to read, and the memories they read it into.

Both lie in the state folder, which is all that the workers share. Each memory is written by one worker alone, because
SQLite cannot be written by two machines at once.
"""

from __future__ import annotations

import heapq
import json
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from debt_pipelines.config.settings import Settings
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project

_LEFT_SECONDS = 24 * 3600
"""A run that ended early leaves its shards; after a day they go."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of one run, in a folder of the state."""

    folder: Path
    run_id: str

    def plan(self, project: Project, settings: Settings, n_shards: int) -> dict[int, int]:
        """Write what each shard is to read; shard -> number of files, for shards that have something to read."""
        from debt_pipelines.crawlers.read_ahead import unread_tables

        self._clear()
        shared = share_out(unread_tables(project, settings), n_shards)
        place = self._place
        place.mkdir(parents=True, exist_ok=True)
        for number, paths in shared.items():
            (place / f"{number}.json").write_text(json.dumps(paths), "utf-8")
        return {number: len(paths) for number, paths in shared.items()}

    def read(self, number: int, project: Project, settings: Settings) -> None:
        """Read what a shard is to read, into its memory."""
        from debt_pipelines.crawlers.read_ahead import read_ahead

        paths = json.loads((self._place / f"{number}.json").read_text("utf-8"))
        memory = Memory(self._place / f"{number}.sqlite", project.memory.project)
        try:
            read_ahead(replace(project, memory=memory), settings, paths)
        finally:
            memory.close()

    def gather(self, memory: Memory) -> None:
        """Take over what all shards have read; their files go."""
        for file in sorted(self._place.glob("*.sqlite")):
            memory.absorb(file)
        memory.close()
        shutil.rmtree(self._place, ignore_errors=True)

    @property
    def _place(self) -> Path:
        return self.folder / self.run_id

    def _clear(self) -> None:
        for left in self.folder.glob("*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)


def share_out(sizes: dict[str, int], n_shards: int) -> dict[int, list[str]]:
    """Paths in shards of about equal size, none of them empty: the largest first, each to the shard with the least."""
    shards: dict[int, list[str]] = {}
    loads = [(0, number) for number in range(n_shards)]
    for path, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        load, number = heapq.heappop(loads)
        shards.setdefault(number, []).append(path)
        heapq.heappush(loads, (load + max(1, size), number))
    return {number: sorted(paths) for number, paths in sorted(shards.items())}
