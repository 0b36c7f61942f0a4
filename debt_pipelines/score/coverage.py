"""Which share of the tables is validated, overall and by group, and the other shares a lead asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, get_args

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.model.check_fact_rows import CoverageKind
from debt_pipelines.model.scores import Coverage, CoverageGroup, KindCoverage, Measure, MeasureName

Record = dict[str, Any]
_NOBODY = "nobody"


def coverage_of(frames: Frames) -> Coverage:
    """The coverage of all tables; those that one templated line declares count once."""
    facts = frames["dataset_facts"]
    tables = records(facts[facts["is_table"] & facts["is_first_of_declaration"]])
    return Coverage(
        **_shares(tables),
        n_unknown=sum(row["is_validation_known"] is None for row in tables),
        kinds=tuple(_of_kind(kind, tables) for kind in get_args(CoverageKind)),
        folders=_groups(tables, _folder),
        owners=_groups(tables, lambda row: row["owner"] or _NOBODY),
        tiers=_groups(tables, lambda row: f"tier {row['tier']}"),
    )


def measures_of(frames: Frames) -> tuple[Measure, ...]:
    """Documentation, validation, monitoring, automation, freshness and model staleness, as shares."""
    datasets = [row for row in records(frames["dataset_facts"]) if row["is_first_of_declaration"]]
    tables = [row for row in datasets if row["is_table"]]
    living = [row for row in tables if row["is_living"]]
    timed = [row for row in datasets if row["has_rhythm"]]
    pipelines = [row for row in records(frames["repository_facts"]) if row["has_pipeline"]]
    models = [row for row in records(frames["model_facts"]) if row["is_live"]]
    return (
        _measure("documentation", "datasets and columns that are described", _documented(frames, datasets)),
        _measure("validation", "tables that something validates", [_is_validated(row) for row in tables]),
        _measure("monitoring", "living tables whose age is checked", [_is_watched(row) for row in living]),
        _measure(
            "automation",
            "pipelines that run, or are checked, by themselves",
            [row["is_automated"] for row in pipelines],
        ),
        _measure("freshness", "datasets with a rhythm that keep it", [_negated(row["is_overdue"]) for row in timed]),
        _measure("model_staleness", "models whose inputs have changed since", [_is_stale(row) for row in models]),
    )


def _measure(name: MeasureName, title: str, answers: Iterable[bool | None]) -> Measure:
    listed = list(answers)
    known = [answer for answer in listed if answer is not None]
    return Measure(
        name=name,
        title=title,
        n=sum(known),
        n_total=len(known),
        n_unknown=len(listed) - len(known),
        share=_share(sum(known), len(known)),
    )


def _documented(frames: Frames, datasets: Iterable[Record]) -> list[bool | None]:
    """Whether each dataset, and each column, that somebody should describe is described."""
    listed = list(datasets)
    names = {row["dataset"] for row in listed}
    facts = frames["column_facts"][["dataset", "is_documentable", "description", "is_description_known"]]
    columns = [row for row in records(facts[facts["is_documentable"].eq(True)]) if row["dataset"] in names]
    described = [*(row for row in listed if row["is_documentable"]), *columns]
    return [True if row["description"] else _known(row["is_description_known"]) for row in described]


def _is_validated(row: Record) -> bool | None:
    return True if row["is_validated"] else _known(row["is_validation_known"])


def _is_watched(row: Record) -> bool | None:
    return True if row["has_freshness_check"] else _known(row["is_freshness_known"])


def _is_stale(row: Record) -> bool | None:
    return True if row["staleness"] else _known(row["is_freshness_known"])


def _known(is_known: bool | None) -> bool | None:
    """No, where it can be told at all."""
    return False if is_known else None


def _negated(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _of_kind(kind: CoverageKind, tables: list[Record]) -> KindCoverage:
    n_covered = sum(row[f"has_{kind}_check"] for row in tables)
    return KindCoverage(kind=kind, n_tables=n_covered, share=_share(n_covered, len(tables)))


def _groups(tables: Iterable[Record], name_of: Callable[[Record], str]) -> tuple[CoverageGroup, ...]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for row in tables:
        groups[name_of(row)].append(row)
    return tuple(CoverageGroup(name=name, **_shares(rows)) for name, rows in sorted(groups.items()))


def _shares(tables: list[Record]) -> dict[str, Any]:
    n_validated = sum(row["is_validated"] for row in tables)
    return {"n_tables": len(tables), "n_validated": n_validated, "share": _share(n_validated, len(tables))}


def _share(n: int, of: int) -> float | None:
    return round(n / of, 4) if of else None


def _folder(row: Record) -> str:
    """The top folder of a dataset, or the place it is in where that is no folder of the project."""
    namespace, _, name = str(row["dataset"]).partition(":")
    if namespace != "file":
        return namespace
    return name.partition("/")[0] if "/" in name else "."
