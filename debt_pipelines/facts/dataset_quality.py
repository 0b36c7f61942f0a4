"""Dataset facts about rows: how many repeat an earlier one, and whether that must be a mistake."""

from __future__ import annotations

import re

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.facts.bound import FactsOf, Record

_EVENTS = re.compile(
    r"(^|[^a-z])(logs?|events?|clicks?|clickstream|telemetry|traces?|sensors?)([^a-z]|$)", re.IGNORECASE
)
_MAX_SHARE = 0.2


def view(frames: Frames) -> FactsOf:
    """Facts of a dataset: repeated rows, and whether something names its rows."""
    profiles = frames["profiles"]
    exact = profiles.loc[profiles["is_distinct_exact"].eq(True) & profiles["n_nulls"].eq(0), ["path", "n_distinct"]]
    identified = set(zip(exact["path"].tolist(), exact["n_distinct"].tolist(), strict=True))

    def facts(dataset: Record) -> Record:
        n_rows, n_repeated = dataset["n_rows"], dataset["n_duplicate_rows"]
        return {
            "n_rows": n_rows,
            "n_duplicate_rows": n_repeated,
            "is_row_identified": _is_identified(dataset, n_rows, n_repeated, identified),
        }

    return facts


def _is_identified(
    dataset: Record, n_rows: int | None, n_repeated: int | None, identified: set[tuple[str, float]]
) -> bool | None:
    """Whether something names the rows: a declared key, or a column that would be unique without the repeated rows.

    Without either, two rows may be alike and both be right, as in measurements; events do come twice.
    """
    if n_rows is None or n_repeated is None:
        return None
    if n_repeated == 0 or dataset["primary_key"]:
        return True
    is_twice_as_long = 2 * n_repeated == n_rows
    if _EVENTS.search(dataset["path"]) or (n_repeated > _MAX_SHARE * n_rows and not is_twice_as_long):
        return False
    return (dataset["schema_path"], n_rows - n_repeated) in identified
