"""Who writes what lies at a path: the path itself, or else a folder it lies in, or else parts of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from debt_pipelines.facts.bound import Record
from debt_pipelines.project.locations import ancestors


class Producers:
    """The outputs of all jobs by path, and by the folders that hold them."""

    def __init__(self, edges: Iterable[Record]) -> None:
        self.at: dict[str, Record] = {}
        self.below: dict[str, list[Record]] = defaultdict(list)
        for edge in edges:
            if edge["direction"] == "out":
                self.at.setdefault(edge["target"], edge)
                for folder in ancestors(edge["target"]):
                    self.below[folder].append(edge)

    def first_writer(self, path: str) -> str | None:
        """The first job that writes this very path."""
        edge = self.at.get(path)
        return None if edge is None else str(edge["job"])

    def jobs_of(self, path: str) -> list[str]:
        """The jobs that write a path, sorted."""
        if path in self.at:
            return [self.at[path]["job"]]
        above = [self.at[folder] for folder in ancestors(path) if folder in self.at]
        return sorted({edge["job"] for edge in above or self.below.get(path, [])})
