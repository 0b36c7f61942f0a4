"""The columns of all tables that were read, each with the measures of its values: what column facts are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.wording import folded

if TYPE_CHECKING:
    import pandas as pd

_SEEN = ["path", "column", "line", "physical_type", "logical_type", "is_nested"]
_MEASURES = (
    "n_rows n_nulls is_sampled n_distinct is_distinct_exact minimum quantiles frequent is_domain_complete "
    "semantic pii_kind sentinel hidden_type variants encoding_damage"
).split()


def observed_columns(frames: Frames, tables: Sequence[Record]) -> pd.DataFrame:
    """One row per column that the data of a table has, in the order of the tables.

    `table` is the position of its table, `name` the folded name; the measures are empty where there are none, as
    `has_profile` tells.
    """
    import pandas as pd

    places = {table["schema_path"]: n for n, table in enumerate(tables) if table["is_schema_read"]}
    columns = frames["columns"]
    table_of = [places.get(path, -1) for path in columns["path"].tolist()]
    order = sorted((n for n, table in enumerate(table_of) if table >= 0), key=table_of.__getitem__)
    seen = _rows(columns[_SEEN], order)
    profiles = frames["profiles"]
    known = {key: n for n, key in enumerate(_pairs(profiles))}
    rows = [known.get(key, -1) for key in _pairs(seen)]
    measures = _rows(profiles[_MEASURES], rows)
    return pd.concat([seen, measures], axis="columns").assign(
        table=[table_of[n] for n in order],
        name=folded_names(seen["column"]),
        has_profile=[row >= 0 for row in rows],
    )


def folded_names(names: pd.Series) -> list[str]:
    """The names without case, spaces and punctuation; each different one is folded once."""
    listed = names.tolist()
    spelt = {name: folded(name) for name in dict.fromkeys(listed)}
    return [spelt[name] for name in listed]


def _rows(frame: pd.DataFrame, positions: list[int]) -> pd.DataFrame:
    """The rows at these positions, an empty one for -1; nearly always they are all rows as they stand."""
    if positions == list(range(len(frame))):
        return frame
    return frame.reindex(positions).set_axis(range(len(positions)))


def _pairs(frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    return zip(frame["path"].tolist(), frame["column"].tolist(), strict=True)
