"""Finds the parameter files of a project: those that a dvc.yaml names, and `params.yaml` beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debt_pipelines.crawlers.dvc_edges import working_folder
from debt_pipelines.crawlers.dvc_templates import DEFAULT_PARAMS_FILE, vars_files
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.python_values import load_python
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

MAX_PARAMETER_BYTES = 2**20


def parameter_files(project: Project) -> list[str]:
    """Sorted paths of the parameter files that are there; a name that is a template says nothing."""
    found: set[str] = set()
    for path in project.paths(names=("dvc.yaml",)):
        found.add(locate(folder_of(path), DEFAULT_PARAMS_FILE).path)
        try:
            found.update(_named(folder_of(path), load_yaml(project.text(path)).data))
        except UnreadableError:
            continue
    return sorted(path for path in found if path in project.files and not project.excluded.match_file(path))


def load_parameters(project: Project, path: str) -> YamlDocument:
    """A parameter file with lines; raises UnreadableError, also for one that holds no keys."""
    text = project.text(path)
    document = load_python(text) if path.lower().endswith(".py") else load_document(path, text)
    if document.data is None:
        document.data = {}
    if not isinstance(document.data, dict):
        raise UnreadableError("not a parameter file: a mapping is expected", line=1)
    return document


def declared_params(section: object) -> dict[str, dict[str | None, int]]:
    """Per parameter file as written in a `params` section: its keys, each with the position of its entry.

    The key None stands for the whole file, which leaves nothing to the keys beside it.
    """
    files: dict[str, dict[str | None, int]] = {}
    for index, entry in enumerate(section if isinstance(section, list) else []):
        for file, keys in (entry if isinstance(entry, dict) else {DEFAULT_PARAMS_FILE: [entry]}).items():
            declared = files.setdefault(str(file), {})
            for key in keys if isinstance(keys, list) and keys else [None]:
                declared.setdefault(None if key is None else str(key), index)
    return {file: {None: keys[None]} if None in keys else keys for file, keys in files.items()}


def _named(folder: str, data: object) -> Iterator[str]:
    if not isinstance(data, dict):
        return
    shown = data.get("params")
    names = [name for name in shown if isinstance(name, str)] if isinstance(shown, list) else []
    yield from _located(folder, [*vars_files(data), *names])
    stages = data.get("stages")
    for stage in stages.values() if isinstance(stages, dict) else ():
        body = stage.get("do", stage) if isinstance(stage, dict) else None
        if isinstance(body, dict):
            yield from _located(working_folder(folder, body), _named_by_stage(body))


def _named_by_stage(body: dict[str, Any]) -> list[str]:
    return [*vars_files(body), *declared_params(body.get("params"))]


def _located(folder: str, names: list[str]) -> Iterator[str]:
    for name in names:
        location = locate(folder, name)
        if not location.is_external and "${" not in location.path:
            yield location.path
