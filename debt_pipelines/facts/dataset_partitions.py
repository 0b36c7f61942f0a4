"""Dataset facts about partitions: how many there are, and the first whose columns are not those of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.tabular.header import clean_name
from debt_pipelines.catalog.tabular.lattice import relation
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.wording import enumerated

_TYPED_FORMATS = frozenset({"parquet", "feather", "avro", "orc"})
_SPARSE_FORMATS = frozenset({"json", "jsonl"})
_MAX_SPARSE_NULLS = 0.1
"""Up to this share without a value, a key of JSON objects belongs to all of them: where it is missing, that is news."""
_MIN_USUAL = 0.8
_N_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Schema:
    """The columns of one partition by folded name: as written, their types, and those that every object has."""

    path: str
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    steady: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Difference:
    """What tells one partition from another: columns it lacks, columns it adds, and types as (column, here, there)."""

    lacks: tuple[str, ...]
    adds: tuple[str, ...]
    types: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.lacks or self.adds or self.types)

    def sentence(self, path: str) -> str:
        """What differs, in words."""
        said = [f"lacks {_names(self.lacks)}"] * bool(self.lacks) + [f"adds {_names(self.adds)}"] * bool(self.adds)
        holds = [f"holds `{column}` as {here} instead of {there}" for column, here, there in self.types[:_N_NAMED]]
        return f"`{path}` {enumerated(said + holds)}"


def view(frames: Frames) -> FactsOf:
    """Facts of a dataset: its partitions, and whether their columns agree."""
    parts: dict[str, list[Record]] = defaultdict(list)
    for row in records(frames["partitions"].sort_values("position", kind="stable")):
        parts[row["dataset"]].append(row)
    schemas = _schemas(frames, {row["path"] for rows in parts.values() for row in rows})

    def facts(dataset: Record) -> Record:
        rows = parts.get(dataset["dataset"], [])
        read = [schemas[row["path"]] for row in rows if row["path"] in schemas]
        mismatch = _mismatch(read, dataset["format"], is_dated=all(row["is_dated"] for row in rows))
        is_known = mismatch is not None or all(row["is_schema_read"] for row in rows)
        return {
            "is_partitioned": bool(rows),
            "n_partitions": dataset["n_partitions"],
            "is_partition_known": True if rows and is_known else None,
            "partition_mismatch": mismatch,
        }

    return facts


def _schemas(frames: Frames, paths: set[str]) -> dict[str, _Schema]:
    """The columns of each partition that was read; those of a malformed one say nothing."""
    malformed = {row["path"] for row in records(frames["sightings"]) if row["malformation"]} if paths else set()
    wanted = paths - malformed
    found: dict[str, _Schema] = {}
    columns, profiles = frames["columns"], frames["profiles"]
    for row in records(columns[columns["path"].isin(wanted) & ~columns["is_nested"].astype(bool)]):
        schema = found.setdefault(row["path"], _Schema(row["path"]))
        name = clean_name(row["column"]).casefold()
        schema.names[name] = row["column"]
        if row["logical_type"]:
            schema.types[name] = row["logical_type"]
    for row in records(profiles[profiles["path"].isin(wanted)]):
        if row["path"] in found and (row["null_fraction"] or 0) <= _MAX_SPARSE_NULLS:
            found[row["path"]].steady.add(clean_name(row["column"]).casefold())
    return found


def _mismatch(schemas: list[_Schema], format: str | None, *, is_dated: bool) -> str | None:
    """What differs in the first partition, in the order of the keys, that is not like the one before.

    Without an order in time, a first one that is unlike all others is the one to name.
    """
    is_typed = format in _TYPED_FORMATS
    usual = {} if is_typed else _usual_types(schemas)

    def compared(here: _Schema, there: _Schema) -> _Difference:
        lacks = (there.steady if format in _SPARSE_FORMATS else there.names.keys()) - here.names.keys()
        adds = (here.steady if format in _SPARSE_FORMATS else here.names.keys()) - there.names.keys()
        return _Difference(
            tuple(there.names[name] for name in sorted(lacks)),
            tuple(here.names[name] for name in sorted(adds)),
            _types(here, there.types if is_typed else usual, is_typed=is_typed),
        )

    for n, here in enumerate(schemas):
        difference = compared(here, schemas[max(n - 1, 0)])
        if difference and n == 1 and not is_dated and len(schemas) > 2 and not compared(schemas[2], here):
            return compared(schemas[0], here).sentence(schemas[0].path)
        if difference:
            return difference.sentence(here.path)
    return None


def _types(here: _Schema, expected: dict[str, str], *, is_typed: bool) -> tuple[tuple[str, str, str], ...]:
    """Columns with another type than expected; where types are read off the values, only those that broke."""
    found: list[tuple[str, str, str]] = []
    for name, there in expected.items():
        between = relation(there, here.types.get(name, there))
        if between != "same" if is_typed else between == "incompatible" and there != "string":
            found.append((here.names[name], here.types[name], there))
    return tuple(found)


def _usual_types(schemas: list[_Schema]) -> dict[str, str]:
    """For each column the type that it has in most partitions, if there is one."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for schema in schemas:
        for name, logical_type in schema.types.items():
            counts[name][logical_type] += 1
    common = {name: count.most_common(1)[0] for name, count in counts.items()}
    return {name: found for name, (found, n) in common.items() if n >= _MIN_USUAL * counts[name].total()}


def _names(columns: tuple[str, ...]) -> str:
    more = f" (+{len(columns) - _N_NAMED})" if len(columns) > _N_NAMED else ""
    return ", ".join(f"`{column}`" for column in columns[:_N_NAMED]) + more
