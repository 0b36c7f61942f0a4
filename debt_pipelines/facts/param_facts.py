"""Parameter facts: what each job declares against what it last ran with, and whether what a file holds is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts import param_entries
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.param_changes import PresentValues, differences, shown
from debt_pipelines.model.pipeline_fact_rows import ParamFact

if TYPE_CHECKING:
    import pandas as pd

_GLOB = frozenset("*?[")


def build(frames: Frames) -> pd.DataFrame:
    """The `param_facts` table."""
    values = PresentValues(frames)
    recorded = {row["job"] for row in records(frames["jobs"]) if _is_recorded(row)}
    declared = {(row["job"], row["file"], row["key"]): row for row in records(frames["params"])}
    rows = [fact for row in declared.values() for fact in _declared(row, values, is_recorded=row["job"] in recorded)]
    return frame_of("param_facts", [*rows, *param_entries.rows(frames)])


def _is_recorded(job: Record) -> bool:
    return bool(job["kind"] == "dvc_stage" and not job["is_frozen"] and job["is_locked"] and job["lock_line"])


def _declared(param: Record, values: PresentValues, *, is_recorded: bool) -> Iterator[ParamFact]:
    """The fact of one declared key; a whole file gives one a key, as DVC's status does."""
    file, key = param["file"], param["key"]
    locked = [] if param["locked_value"] is None else [json.loads(param["locked_value"])]
    is_judged = is_recorded and values.is_readable(file)
    if key is not None:
        present = values.find(file, key)
        is_pattern = not present and not _GLOB.isdisjoint(key)
        yield _fact(param, key, locked, present, is_recorded=is_recorded, is_judged=is_judged and not is_pattern)
    elif is_judged and locked:
        present_keys = values.top(file)
        for name in sorted(locked[0].keys() | present_keys.keys()):
            sides = [[side[name]] if name in side else [] for side in (locked[0], present_keys)]
            yield _fact(param, name, sides[0], sides[1], is_recorded=True, is_judged=True)
    else:
        yield _fact(param, None, locked, [values.top(file)], is_recorded=is_recorded, is_judged=is_judged)


def _fact(
    param: Record, key: str | None, locked: list[Any], present: list[Any], *, is_recorded: bool, is_judged: bool
) -> ParamFact:
    return ParamFact(
        job=param["job"],
        file=param["file"],
        key=key,
        path=param["path"],
        line=param["line"],
        is_recorded=is_recorded,
        locked_value=shown(locked[0], key or "") if locked else None,
        current_value=shown(present[0], key or "") if present else None,
        change=_change(param["file"], key, locked, present) if is_judged else None,
        is_comparable=True if is_judged else None,
        is_entry=False,
        is_used=None,
        conflict=None,
    )


def _change(file: str, key: str | None, locked: list[Any], present: list[Any]) -> str | None:
    """What became of a parameter since the recorded run, as `last ran before ...` goes on."""
    if key is None:
        return f"all of `{file}` was declared as its parameters"
    if not present:
        return f"the parameter `{key}` {'was removed from' if locked else 'was declared, which is not in'} `{file}`"
    if not locked:
        return f"the parameter `{key}` of `{file}` was added"
    found = differences(locked[0], present[0], key)
    if not found:
        return None
    more = f" (and {len(found) - 1} more under `{key}`)" if len(found) > 1 else ""
    return f"the parameter `{found[0][0]}` of `{file}` {found[0][1]}{more}"
