"""Delta tables from their log: schema, rows and bounds as the transactions state them; no data file is opened.

The log is replayed from its beginning, or from the earliest checkpoint that all later transactions are there for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.catalog.lake.delta_log import Action, Transaction, transactions
from debt_pipelines.catalog.lake.delta_stats import file_stats, measure, number_of_rows
from debt_pipelines.catalog.lake.table import (
    Field,
    LakeFolder,
    LakeTable,
    LakeVersion,
    date_of,
    has_same_columns,
    nested_fields,
    type_text,
)
from debt_pipelines.model.errors import UnreadableError

_CONSTRAINT = "delta.constraints."
_PHYSICAL_NAME = "delta.columnMapping.physicalName"


def read(folder: LakeFolder) -> LakeTable:
    """The table that a Delta log describes; raises UnreadableError."""
    log = list(transactions(folder))
    before = _version_before(log)
    state, earlier = _State(), None
    for version, actions in log:
        state.apply(version, actions)
        if version == before:
            earlier = state.to_version()
    settings = state.metadata.get("configuration") or {}
    checks = sorted(name for name in settings if name.startswith(_CONSTRAINT))
    return LakeTable(
        "delta",
        state.to_version(),
        earlier,
        state.metadata.get("description") or None,
        checks=tuple(f"{name.removeprefix(_CONSTRAINT)}: {settings[name]}" for name in checks),
    )


@dataclass(slots=True)
class _State:
    """A table as far as its log was replayed."""

    version: int = -1
    date: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    files: dict[tuple[str, str], Action] = field(default_factory=dict)

    def apply(self, version: int, actions: Iterable[Action]) -> None:
        """Take in one transaction, or a checkpoint."""
        self.version, self.date = version, None
        for action in actions:
            if action.get("metaData"):
                self.metadata = action["metaData"]
            elif action.get("add"):
                self.files[_key(action["add"])] = action["add"]
            elif action.get("remove"):
                self.files.pop(_key(action["remove"]), None)
            elif action.get("commitInfo"):
                said = action["commitInfo"]
                self.date = date_of(said.get("inCommitTimestamp") or said.get("timestamp"))

    def to_version(self) -> LakeVersion:
        """What the log says of this state."""
        fields = _fields(self.metadata)
        stats = [file_stats(add) for add in self.files.values()]
        partitions = set(self.metadata.get("partitionColumns") or ())
        sizes: list[Any] = [add.get("size") for add in self.files.values()]
        return LakeVersion(
            str(self.version),
            self.date,
            fields,
            number_of_rows(stats),
            None if None in sizes else sum(sizes),
            tuple(measure(stats, column, is_partition=column.name in partitions) for column in fields),
        )


def _key(file: Action) -> tuple[str, str]:
    """A data file, told from the same file with other rows deleted."""
    vector = file.get("deletionVector") or {}
    return file["path"], f"{vector.get('storageType', '')}{vector.get('pathOrInlineDv', '')}@{vector.get('offset')}"


def _version_before(log: Sequence[Transaction]) -> int | None:
    """The last version that had other columns, else the last one that had other data."""
    fields: tuple[Field, ...] = ()
    columns: list[tuple[Field, ...]] = []
    for _version, actions in log:
        declared = [action["metaData"] for action in actions if action.get("metaData")]
        fields = _fields(declared[-1]) if declared else fields
        columns.append(fields)
    for (version, _actions), had in zip(reversed(log), reversed(columns), strict=True):
        if had and not has_same_columns(had, columns[-1]):
            return version
    changes = [n for n, (_version, actions) in enumerate(log) if any(map(_is_data_change, actions))]
    return log[changes[-1] - 1][0] if changes and changes[-1] > 0 else None


def _is_data_change(action: Action) -> bool:
    changed: Action = action.get("add") or action.get("remove") or {"dataChange": False}
    return changed.get("dataChange") is not False


def _fields(metadata: dict[str, Any]) -> tuple[Field, ...]:
    """The columns that a log declares; with column mapping, the data files know them by other names."""
    if "schemaString" not in metadata:
        raise UnreadableError("the log declares no columns")
    is_mapped = (metadata.get("configuration") or {}).get("delta.columnMapping.mode", "none") != "none"
    return tuple(_all_fields(json.loads(metadata["schemaString"])["fields"], is_mapped=is_mapped))


def _all_fields(written: list[dict[str, Any]], *, is_mapped: bool) -> Iterator[Field]:
    for column in written:
        said = column.get("metadata") or {}
        key = said.get(_PHYSICAL_NAME, column["name"]) if is_mapped else column["name"]
        is_required = column.get("nullable") is False
        yield Field(column["name"], type_text(column["type"]), is_required, said.get("comment") or None, key=key)
        yield from nested_fields(column["name"], column["type"])
