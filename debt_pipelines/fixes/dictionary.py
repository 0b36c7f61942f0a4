"""A data dictionary to fill in: the columns and tables that nothing describes, with the evidence beside each.

What a column means cannot be measured, so the place for it stays empty, unless the same column of another table is
described already. The file is the one that holds most descriptions of the project, or a new one.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.frames import records
from debt_pipelines.fixes.patch import Debt, Patch
from debt_pipelines.model.finding import Finding

TABLE, COLUMN, FEATURE = "DOC101", "DOC201", "DOC202"
_NEW_FILE = "docs/data-dictionary.md"
_TITLE = "# Data dictionary\n"
_MAX_SHOWN_VALUES, _MAX_SHOWN = 6, 40
_VERSIONED_BY_DVC = ("dvc", "import")
_Entry = tuple[str, dict[str, Any], str]
"""A column, its profile, and the text that describes it elsewhere, if there is one."""


def propose(debt: Debt) -> Iterator[Patch]:
    """One file with a section for each table that lacks descriptions."""
    datasets = {row["dataset"]: row for row in records(debt.frames["datasets"])}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in debt.of(TABLE, COLUMN, FEATURE):
        row = datasets.get(finding.dataset or "")
        is_elsewhere = finding.code == TABLE and row is not None and row["storage"] in _VERSIONED_BY_DVC
        if row is not None and row["kind"] == "table" and not is_elsewhere:
            findings[row["dataset"]].append(finding)
    if not findings:
        return
    texts, profiles, columns = _texts_elsewhere(debt), _profiles(debt), _undescribed(debt)
    path = _file(debt)
    before = debt.project.text(path) if path in debt.project.files else None
    sections: list[str] = []
    settled: list[Finding] = []
    for dataset, listed in sorted(findings.items()):
        row = datasets[dataset]
        is_described = all(finding.code != TABLE for finding in listed)
        names = [finding.column for finding in listed if finding.column] if is_described else columns[dataset]
        cells = [(name, profiles[row["schema_path"], name]) for name in names]
        entries = [(name, profile, texts.get((name, profile.get("type")), "")) for name, profile in cells]
        known = {name for name, _profile, text in entries if text}
        settled += [finding for finding in listed if finding.column in known]
        sections.append(_section(row["path"], entries, is_described=is_described))
    every = [finding for listed in findings.values() for finding in listed]
    prepared = tuple(finding for finding in every if finding not in settled)
    start = _TITLE if before is None else before if before.endswith("\n") else f"{before}\n"
    n_columns = sum(section.count("\n| `") for section in sections)
    summary = f"{n_columns} columns of {len(sections)} tables to describe"
    yield Patch(path, before, start + "".join(sections), summary, settled=tuple(settled), prepared=prepared)


def _section(path: str, entries: list[_Entry], *, is_described: bool) -> str:
    lines = ["", f"## `{path}`", ""]
    if not is_described:
        lines += ["TODO: say what one row stands for.", ""]
    if entries:
        lines += ["| Column | Type | Description | Evidence |", "|---|---|---|---|"]
    for name, profile, text in entries:
        cells = (f"`{name}`", profile.get("type") or "", text, evidence_of(profile))
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines).rstrip("\n") + "\n"


def evidence_of(profile: dict[str, Any]) -> str:
    """What was measured of a column, in words; nothing that looks personal is shown."""
    if not profile.get("n_rows"):
        return ""
    said: list[str] = []
    is_unique = profile["is_distinct_exact"] and profile["n_distinct"] == profile["n_rows"]
    if profile["pii_kind"]:
        said.append(f"looks personal ({profile['pii_kind']})")
    elif profile["is_domain_complete"] and profile["frequent"] and not is_unique:
        values = list(json.loads(profile["frequent"]))
        shown = ", ".join(value[:_MAX_SHOWN] for value in values[:_MAX_SHOWN_VALUES])
        said.append(
            shown if len(values) <= _MAX_SHOWN_VALUES else f"{shown} and {len(values) - _MAX_SHOWN_VALUES} more"
        )
    elif profile["minimum"] is not None:
        said.append(f"{profile['minimum'][:_MAX_SHOWN]} to {profile['maximum'][:_MAX_SHOWN]}")
    if is_unique:
        said.append("all different")
    if profile["null_fraction"]:
        said.append(f"{profile['null_fraction']:.0%} empty")
    return "; ".join(said)


def _undescribed(debt: Debt) -> defaultdict[str, list[str]]:
    """The columns of each table that are there and have no description, in order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in records(debt.frames["column_facts"]):
        if row["column"] and row["is_observed"] and not row["description"]:
            found[row["dataset"]].append(row["column"])
    return found


def _texts_elsewhere(debt: Debt) -> dict[tuple[str | None, str | None], str]:
    """The description of a column by name and type, where all tables that describe it say the same."""
    found: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
    for row in records(debt.frames["column_facts"]):
        if row["description"] and row["column"]:
            found[row["column"], row["logical_type"]].add(row["description"])
    return {key: next(iter(texts)) for key, texts in found.items() if len(texts) == 1}


def _profiles(debt: Debt) -> defaultdict[Any, dict[str, Any]]:
    """What was measured of each column, with its logical type, by file and name."""
    found: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    for row in records(debt.frames["profiles"]):
        found[row["path"], row["column"]] = row
    for row in records(debt.frames["columns"]):
        found[row["path"], row["column"]]["type"] = row["logical_type"]
    return found


def _file(debt: Debt) -> str:
    texts = debt.frames["descriptions"]
    files = Counter(texts.loc[texts["tool"].eq("markdown"), "path"])
    return min(files, key=lambda path: (-files[path], path)) if files else _NEW_FILE
