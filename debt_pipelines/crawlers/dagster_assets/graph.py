"""The asset graph of a Dagster project as its code, its YAML and its webserver tell it: plain records."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from debt_pipelines.model.orchestration_rows import ASSET_SCHEME, AutomationKind, PlaceKind

Place = tuple[PlaceKind, str]
"""What is written of where the data of an asset lies: a path, a URL, a table or a model of dbt."""


@dataclass(frozen=True, slots=True)
class ColumnText:
    """What the definition of an asset says of one of its columns."""

    name: str
    type: str | None
    text: str | None
    line: int | None


@dataclass(slots=True, kw_only=True)
class Asset:
    """One asset; `job` names what makes it, and is empty for one that is made elsewhere."""

    key: str
    location: str
    path: str
    line: int | None = None
    job: str | None = None
    is_one_of_many: bool = False
    deps: list[str] = field(default_factory=list)
    description: str | None = None
    owners: list[str] = field(default_factory=list)
    group: str | None = None
    place: Place | None = None
    columns: list[ColumnText] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The path of the dataset that it is."""
        return asset_path(self.location, self.key)

    @property
    def job_id(self) -> str | None:
        """The identifier of the job that makes it."""
        if self.job is None:
            return None
        return f"{'assets' if self.is_one_of_many else 'asset'}.{self.location}.{self.job}"


@dataclass(slots=True, kw_only=True)
class Trigger:
    """One schedule, sensor, condition or alert; `keys` are the assets it is about, None where that is computed."""

    kind: AutomationKind
    name: str
    location: str | None
    path: str
    line: int | None = None
    keys: set[str] | None = None
    is_for_all: bool = False
    cron: str | None = None
    is_running: bool | None = None


@dataclass(slots=True)
class Graph:
    """Assets in the order they were found, what runs them, and the locations that have models of dbt as assets."""

    assets: list[Asset] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    of_dbt: set[str] = field(default_factory=set)

    def keys_in(self, location: str) -> dict[str, Asset]:
        """The assets of a location by key."""
        return {asset.key: asset for asset in self.assets if asset.location == location}

    def home_of(self, key: str, location: str) -> str:
        """The location of the asset that a key means: the own one, or else the only other that has it."""
        homes = {asset.location for asset in self.assets if asset.key == key}
        return next(iter(homes)) if len(homes) == 1 and location not in homes else location


def asset_path(location: str, key: str) -> str:
    """The path of the dataset that an asset is."""
    return f"{ASSET_SCHEME}{location}/{key}"


def reached(start: Iterable[str], steps: Mapping[str, Iterable[str]]) -> set[str]:
    """The keys that can be reached from some, themselves among them."""
    found: set[str] = set()
    pending = list(start)
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending.extend(steps.get(key, ()))
    return found


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    """The keyword arguments of a call by name."""
    return {word.arg: word.value for word in call.keywords if word.arg}


def entries(node: ast.expr | None) -> Iterator[ast.expr]:
    """What stands in a list or tuple, and in lists that are added or unpacked; another expression stands for itself."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        for entry in node.elts:
            yield from entries(entry) if isinstance(entry, ast.Starred) else (entry,)
    elif isinstance(node, ast.Starred):
        yield from entries(node.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from entries(node.left)
        yield from entries(node.right)
    elif node is not None:
        yield node
