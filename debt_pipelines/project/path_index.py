"""The paths of a project by name and by ending, so that a crawler that wants a few need not look at all of them."""

from __future__ import annotations

from collections.abc import Iterable

import pathspec


class PathIndex:
    """Sorted paths, found by the names and endings of their files; endings are told apart in lower case."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.all = sorted(paths)
        self._by_name: dict[str, list[str]] = {}
        self._by_last_part: dict[str, list[str]] = {}
        for path in self.all:
            name = path.rpartition("/")[2]
            self._by_name.setdefault(name, []).append(path)
            self._by_last_part.setdefault(name.lower().rpartition(".")[2], []).append(path)

    def of(self, *, suffixes: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
        """The sorted paths of these endings or file names."""
        found = {path for name in names for path in self._by_name.get(name, ())}
        for suffix in {suffix.lower() for suffix in suffixes}:
            candidates = self._by_last_part.get(suffix.rpartition(".")[2], []) if "." in suffix else self.all
            found.update(path for path in candidates if path.rpartition("/")[2].lower().endswith(suffix))
        return sorted(found)


class Exclusions:
    """Which paths patterns (as in .gitignore) leave out, each path looked at once."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self._spec = pathspec.GitIgnoreSpec.from_lines(patterns)
        self._known: dict[str, bool] = {}

    def match_file(self, path: str) -> bool:
        """Whether a path is left out."""
        if not self._spec:
            return False
        if path not in self._known:
            self._known[path] = self._spec.match_file(path)
        return self._known[path]
