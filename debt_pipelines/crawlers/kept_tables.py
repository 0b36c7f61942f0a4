"""What scans have seen of tables that keep no past of their own: the memory has it, by table and by source.

A database tells only what it holds now. So each scan notes what every table of a source is like, and which tables
there are; what was seen by some moment is what a later state is compared with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from debt_pipelines.catalog.profile.codec import dump_reading, load_reading
from debt_pipelines.catalog.tabular.table import Table
from debt_pipelines.config.settings import SourceSettings
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.memory import Memory

_TABLE, _LISTING = "database 3", "tables of a source 1"
_DIGITS = ".9g"
"""Sums in another order differ in the last digits, and are still the same."""


def note_table(memory: Memory, path: str, table: Table) -> str:
    """Note what a table is like at this scan; gives the id of this state of it."""
    content = _content_id(table)
    memory.keep(content, _TABLE, dump_reading((table,)))
    memory.see(path, content)
    return content


def kept_table(memory: Memory, content: str) -> Table | None:
    """A table in a state that some scan has noted, while the memory keeps it."""
    kept = memory.reading(content, _TABLE)
    tables = load_reading(kept) if kept is not None else ()
    return None if isinstance(tables, UnreadableError) or not tables else tables[0]


def listing_of(name: str, source: SourceSettings) -> str:
    """What the memory calls the tables of a source; other settings of it give another list."""
    said = source.model_dump_json(include={"url", "include", "exclude", "statistics"})
    return f"source {name} {said}"


def note_listing(memory: Memory, listing: str, paths: Iterable[str]) -> None:
    """Note which tables a source has, once all of them have been seen."""
    said = json.dumps(sorted(paths))
    content = hashlib.sha256(said.encode()).hexdigest()
    memory.keep(content, _LISTING, said.encode())
    memory.see(listing, content)


def kept_listing(memory: Memory, content: str) -> tuple[str, ...] | None:
    """The tables that a source had, while the memory keeps the list."""
    kept = memory.reading(content, _LISTING)
    return None if kept is None else tuple(json.loads(kept))


def _content_id(table: Table) -> str:
    """What tells one state of a table from another: its columns, and its measures where it was counted."""
    n_rows = table.n_rows if table.is_counted else None
    said = json.dumps([n_rows, table.is_sampled, table.n_duplicate_rows, list(table.columns)])
    rounded = json.loads(said, parse_float=lambda number: f"{float(number):{_DIGITS}}")
    return hashlib.sha256(json.dumps(rounded).encode()).hexdigest()
