"""All that is fuzzed: the files that crawlers read, one target a file, and what else takes text from outside.

A target is given bytes. It may make rows of them or refuse them in the way that its layer documents; whatever else it
raises is a bug.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fuzz.history import HISTORIES, History
from tests.fuzz.others import OTHERS
from tests.fuzz.seeds import seed_files
from tests.fuzz.workspace import Told, Workspace

Parse = Callable[[bytes], Told]


@dataclass(frozen=True)
class Target:
    """One kind of input: `path` tells its format, `parse` is what a scan does with it, `seeds` are sound ones."""

    name: str
    path: str
    parse: Parse
    seeds: tuple[bytes, ...] = field(repr=False)


def targets(workspace: Workspace) -> dict[str, Target]:
    """All targets by name: a target that is a file of the project of seeds has its path for a name."""
    files = {
        path: Target(path, path, functools.partial(workspace.crawl, path), (workspace.seeds[path],))
        for path in seed_files()
    }
    history = History(workspace)
    past = {
        f"past {path}": Target(f"past {path}", path, functools.partial(history.crawl, path), (workspace.seeds[path],))
        for path in HISTORIES
    }
    others = {name: _other(name, workspace) for name in OTHERS}
    return {**files, **past, "git log": Target("git log", "log", history.log, history.LOGS), **others}


def folder_name(target: str) -> str:
    """What the folder of a target's crashers is called: nothing that a tool may take for a file of its own."""
    return target.replace("/", "+").lstrip(".")


def target_names() -> list[str]:
    """The names of all targets, without making what they need."""
    return [*seed_files(), *(f"past {path}" for path in HISTORIES), "git log", *OTHERS]


def _other(name: str, workspace: Workspace) -> Target:
    make, refused = OTHERS[name]
    parse, seeds = make(workspace)

    def guarded(data: bytes) -> Told:
        try:
            n_rows = parse(data)
        except refused:
            return Told(0, 1)
        return Told(1 if n_rows is None else n_rows)

    return Target(name, name, guarded, tuple(seeds))
