"""Entries that DVC files lack: scripts in `deps`, keys in `params`, the owner and the description of outputs.

The owner is whoever changed the data last; a person says whether that is right. A description is only begun.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from posixpath import relpath
from typing import Any

from debt_pipelines.catalog.frames import records
from debt_pipelines.fixes.patch import Debt, Patch
from debt_pipelines.fixes.yaml_edits import Entry, with_entries
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.finding import Finding
from debt_pipelines.project.yaml_document import Path, YamlDocument, load_yaml

SCRIPT, PARAM, UNDESCRIBED, UNOWNED = "PIP101", "CFG102", "DOC101", "DOC301"
DEFAULT_PARAMS_FILE = "params.yaml"
_LISTS = ("outs", "metrics", "plots")


@dataclass(slots=True)
class _File:
    """One DVC file, and what is to be added to it."""

    text: str
    document: YamlDocument
    entries: list[tuple[Entry, Finding, bool]] = field(default_factory=list)


def propose(debt: Debt) -> Iterator[Patch]:
    """One patch for each DVC file that can be completed without touching what is there."""
    files: dict[str, _File | None] = {}
    for path, entry, finding, is_settled in _all(debt, files):
        file = files[path]
        if file is not None and all(known != entry for known, _finding, _settled in file.entries):
            file.entries.append((entry, finding, is_settled))
    for path, file in sorted(files.items()):
        if file is not None and file.entries:
            yield from _patch(path, file)


def _patch(path: str, file: _File) -> Iterator[Patch]:
    """What can be added; an entry that cannot is left out, and its finding stays."""
    text, done = file.text, []
    for entry, finding, is_settled in file.entries:
        added = with_entries(text, [entry])
        if added is not None:
            text = added
            done.append((finding, is_settled))
    if done:
        settled = tuple(finding for finding, is_settled in done if is_settled)
        prepared = tuple(finding for finding, is_settled in done if not is_settled)
        plural = "entry" if len(done) == 1 else "entries"
        yield Patch(path, file.text, text, f"{len(done)} {plural} added", settled, prepared)


def _open(debt: Debt, path: str, files: dict[str, _File | None]) -> _File | None:
    if path not in files:
        try:
            text = debt.project.text(path)
            files[path] = _File(text, load_yaml(text))
        except UnreadableError:
            files[path] = None
    return files[path]


_Wanted = Iterator[tuple[str, Entry, Finding, bool]]


def _all(debt: Debt, files: dict[str, _File | None]) -> _Wanted:
    yield from _dependencies(debt, files)
    yield from _parameters(debt, files)
    yield from _annotations(debt, files)


def _dependencies(debt: Debt, files: dict[str, _File | None]) -> _Wanted:
    """The scripts that commands run, as dependencies of their stages."""
    known: dict[str, set[str]] = defaultdict(set)
    for row in records(debt.frames["edges"]):
        if row["direction"] == "dep":
            known[row["job"]].add(row["target"])
    for finding, job, place, body in _stages(debt, files, SCRIPT):
        scripts = [
            path for path in (job["scripts"] or "").split("\n") if path and not _is_covered(path, known[job["job"]])
        ]
        written = [relpath(path, job["working_directory"] or ".") for path in scripts]
        if not isinstance(body.get("deps"), list):
            if written and "deps" not in body:
                yield job["path"], Entry(place, "deps", written), finding, True
            continue
        for path in written:
            yield job["path"], Entry((*place, "deps"), None, path), finding, True


def _parameters(debt: Debt, files: dict[str, _File | None]) -> _Wanted:
    """The parameters that scripts read, as those of their stages; a list of another file takes further keys."""
    facts = {row["job"]: row for row in records(debt.frames["job_facts"])}
    for finding, job, place, body in _stages(debt, files, PARAM):
        missing: dict[str, list[str]] = json.loads(facts[job["job"]]["undeclared_param_keys"] or "{}")
        written = {relpath(file, job["working_directory"] or "."): keys for file, keys in missing.items()}
        listed = body.get("params")
        own = written.pop(DEFAULT_PARAMS_FILE, [])
        if not isinstance(listed, list):
            if own and not written and "params" not in body:
                yield job["path"], Entry(place, "params", own), finding, True
            continue
        for key in own:
            yield job["path"], Entry((*place, "params"), None, key), finding, True
        for file, keys in written.items():
            index = next((n for n, part in enumerate(listed) if isinstance(part, dict) and file in part), None)
            if index is None:
                yield job["path"], Entry((*place, "params"), None, {file: keys}), finding, True
            for key in keys if index is not None else ():
                yield job["path"], Entry((*place, "params", index or 0, file), None, key), finding, True


def _stages(
    debt: Debt, files: dict[str, _File | None], code: str
) -> Iterator[tuple[Finding, Any, Path, dict[str, Any]]]:
    """The findings of one rule about stages, each with its job, and where the body of the stage stands."""
    jobs = {row["job"]: row for row in records(debt.frames["jobs"])}
    for finding in debt.of(code):
        job = jobs.get(finding.subject.id)
        file = _open(debt, job["path"], files) if job else None
        place = _stage(file.document.data, job) if file and job else None
        if file is not None and place is not None:
            yield finding, job, place, _at(file.document.data, place)


def _is_covered(path: str, dependencies: set[str]) -> bool:
    return any(path == known or path.startswith(f"{known}/") for known in dependencies)


def _stage(data: Any, job: dict[str, Any]) -> Path | None:
    """Where the body of a stage stands, below `do` where it is a template."""
    name = job["template"].rpartition(":")[2]
    stages = data.get("stages") if isinstance(data, dict) else None
    body = stages.get(name) if isinstance(stages, dict) else None
    if not isinstance(body, dict):
        return None
    return ("stages", name, "do") if isinstance(body.get("do"), dict) else ("stages", name)


def _at(data: Any, place: Path) -> Any:
    for part in place:
        data = data[part]
    return data


def _annotations(debt: Debt, files: dict[str, _File | None]) -> _Wanted:
    """Descriptions to begin and owners to confirm, at the outputs that DVC keeps."""
    datasets = {row["dataset"]: row for row in records(debt.frames["datasets"])}
    facts = {row["dataset"]: row for row in records(debt.frames["dataset_facts"])}
    begun: set[tuple[str, Path]] = set()
    for finding in debt.of(UNDESCRIBED, UNOWNED):
        row = datasets.get(finding.dataset or "")
        if row is None or row["storage"] not in ("dvc", "import") or row["line"] is None:
            continue
        file = _open(debt, row["source_path"], files)
        place = _output(file.document, int(row["line"])) if file else None
        if file is None or place is None:
            continue
        node = _at(file.document.data, place)
        fact = facts[row["dataset"]]
        if finding.code == UNDESCRIBED:
            entry = Entry(place, "desc", f"TODO: say what {row['path'].rpartition('/')[2]} holds")
        elif fact["maintainer"]:
            entry = _owner(place, node, fact)
        else:
            continue
        if isinstance(node, str):  # the first entry makes a mapping of it, the next one goes into that
            if (row["source_path"], place) in begun:
                entry = replace(entry, at=(*place, node))
            begun.add((row["source_path"], place))
        yield row["source_path"], entry, finding, finding.code == UNOWNED


def _owner(place: Path, node: Any, fact: dict[str, Any]) -> Entry:
    n_people = fact["n_maintainers"]
    comment = "the only one who has changed it" if n_people == 1 else f"changed it last, of {n_people} people"
    if isinstance(node, dict) and isinstance(node.get("meta"), dict):
        return Entry((*place, "meta"), "owner", fact["maintainer"], comment)
    return Entry(place, "meta", {"owner": fact["maintainer"]}, comment)


def _output(document: YamlDocument, line: int) -> Path | None:
    """Where the annotations of the output on a line belong: its own mapping, or the word that becomes one."""
    for place, found in document.lines.items():
        if found == line and len(place) > 1 and isinstance(place[-1], int) and place[-2] in _LISTS:
            node = _at(document.data, place)
            if isinstance(node, dict) and len(node) == 1 and isinstance(next(iter(node.values())), dict):
                return (*place, next(iter(node)))
            return place
    return None
