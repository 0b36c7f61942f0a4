"""What a dvc.yaml holds beside its stages: artifacts, datasets, and which files are metrics or plots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.crawlers.dvc_edges import CRAWLER, annotation_rows
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Artifact, Edge
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import ancestors, clean_url, folder_of, locate
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

Mark = Literal["metric", "plot"]
Problem = tuple[str, int | None]
"""What is wrong, and the line."""

_SHAPES: dict[str, tuple[type, str]] = {
    **dict.fromkeys(("stages", "artifacts"), (dict, "mapping")),
    **dict.fromkeys(("vars", "params", "metrics", "plots", "datasets"), (list, "list")),
}
_IMPORT_KINDS: dict[str, Any] = {"dvc": "repository", "url": "url", "dc": None}
_DATACHAIN_URL = re.compile(r"dc://[\w.-]+(@v\d+)?")
_PLAIN_KINDS = ("directory", "other", "document", "media")


def section_problems(document: YamlDocument) -> list[Problem]:
    """Everything at the top of a dvc.yaml for which DVC refuses the file, or a dataset in it."""
    problems: list[Problem] = []
    for key, value in document.data.items():
        shape, word = _SHAPES.get(key, (None, ""))
        if shape is None:
            problems.append((f"unknown key `{key}` at the top, so DVC refuses the file", document.line(key)))
        elif not isinstance(value, shape):
            problems.append((f"`{key}` is not a {word}, so DVC refuses the file", document.line(key)))
    for index, entry in _datasets(document):
        if str(entry.get("type")) not in _IMPORT_KINDS:
            message = f"dataset `{entry['name']}`: unknown type `{entry.get('type')}`"
            problems.append((message, document.line("datasets", index)))
    return problems


def section_rows(path: str, document: YamlDocument, lock_text: str) -> Iterator[Row]:
    """The rows of the artifacts and of the datasets."""
    yield from _artifacts(path, document)
    declared = [(index, entry) for index, entry in _datasets(document) if str(entry.get("type")) in _IMPORT_KINDS]
    locked = {entry["name"]: entry for _, entry in _datasets(_locked_datasets(lock_text))} if declared else {}
    for index, entry in declared:
        yield _dataset(path, entry, locked.get(entry["name"], {}), document.line("datasets", index))


def marked_paths(path: str, document: YamlDocument) -> dict[str, Mark]:
    """The paths that the top-level `metrics` and `plots` of a dvc.yaml name."""
    plots = _plots(document.data.get("plots"))
    found: dict[str, Mark] = dict.fromkeys(_located(path, plots), "plot")
    return found | dict.fromkeys(_located(path, _texts(document.data.get("metrics"))), "metric")


def with_roles(rows: Iterable[Row], marked: dict[str, Mark]) -> Iterator[Row]:
    """The rows, where outputs that are marked, lie in a marked folder or hold a marked file have that role."""
    holders: dict[str, Mark] = {}
    for path, mark in sorted(marked.items(), key=lambda item: item[1] == "metric"):
        holders |= dict.fromkeys(ancestors(path), mark)

    def role_of(path: str) -> Mark | None:
        return next((marked[above] for above in [path, *ancestors(path)] if above in marked), holders.get(path))

    roles: dict[str, Mark] = {}
    for row in rows:
        role = role_of(row.target) if isinstance(row, Edge) and row.direction == "out" else None
        if isinstance(row, Edge) and row.role == "data" and role is not None:
            roles[row.target] = role
            yield replace(row, role=role)
        elif isinstance(row, Sighting) and row.path in roles and _takes_role(row, marked):
            yield replace(row, kind=roles[row.path])
        else:
            yield row


def _takes_role(row: Sighting, marked: dict[str, Mark]) -> bool:
    """Whether a role says what a dataset holds: a folder with a model and its metrics is still a model."""
    is_named = any(path in marked for path in [row.path, *ancestors(row.path)])
    return row.kind not in ("metric", "plot") and (is_named or row.kind in _PLAIN_KINDS)


def _artifacts(path: str, document: YamlDocument) -> Iterator[Row]:
    entries = document.data.get("artifacts")
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        body = entry if isinstance(entry, dict) else {}
        target = body.get("path")
        is_clear = isinstance(target, str) and "${" not in target
        yield Artifact(
            artifact=str(name),
            target=locate(folder_of(path), str(target)).path if is_clear else None,
            type=str(body["type"]) if body.get("type") else None,
            description=str(body["desc"]) if body.get("desc") else None,
            path=path,
            line=document.line("artifacts", name),
        )
        if is_clear:
            said = {key: body.get(key) for key in ("meta", "labels")}
            located = locate(folder_of(path), str(target)).path
            yield from annotation_rows(located, said, path, document.line("artifacts", name))


def _dataset(path: str, entry: dict[str, Any], locked: dict[str, Any], line: int | None) -> Sighting:
    url = str(entry.get("url") or "unknown")
    revision = locked.get("rev_lock") or locked.get("version")
    return Sighting(
        path=f"ds://{entry['name']}",
        crawler=CRAWLER,
        kind=kind_of(str(entry.get("path") or url)),
        storage="import",
        import_url=url if _DATACHAIN_URL.fullmatch(url) else clean_url(url),
        import_kind=_IMPORT_KINDS[entry["type"]],
        import_rev=str(entry["rev"]) if entry.get("rev") else None,
        import_revision=str(revision) if revision else None,
        source_path=path,
        line=line,
    )


def _datasets(document: YamlDocument) -> list[tuple[int, dict[str, Any]]]:
    section = document.data.get("datasets") if isinstance(document.data, dict) else None
    entries = enumerate(section if isinstance(section, list) else [])
    return [
        (index, entry) for index, entry in entries if isinstance(entry, dict) and isinstance(entry.get("name"), str)
    ]


def _locked_datasets(text: str) -> YamlDocument:
    """The lock file once more, in full, where it has datasets; what is wrong with it is told elsewhere."""
    try:
        return load_yaml(text if re.search("^datasets:", text, re.MULTILINE) else "")
    except UnreadableError:
        return YamlDocument(None)


def _located(path: str, written: Iterable[str]) -> Iterator[str]:
    locations = (locate(folder_of(path), name) for name in written if "${" not in name)
    return (location.path for location in locations if location.path and not location.is_external)


def _texts(section: object) -> list[str]:
    return [entry for entry in section if isinstance(entry, str)] if isinstance(section, list) else []


def _plots(section: object) -> Iterator[str]:
    """The files of the plots: one that names its axes by file is only called what its key says."""
    yield from _texts(section)
    for entry in section if isinstance(section, list) else ():
        for name, options in entry.items() if isinstance(entry, dict) else ():
            axes = [options.get(axis) for axis in "xy"] if isinstance(options, dict) else []
            files = [str(file) for axis in axes if isinstance(axis, dict) for file in axis]
            yield from files or [str(name)]
