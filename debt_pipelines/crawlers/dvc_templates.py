"""Fills in DVC's templates: `foreach`, `matrix`, `vars` and `${}`, one stage at a time.

DVC's own resolver does the work, because its little language is not worth writing again; this is the only door to
DVC. It runs on a temporary copy of the few parameter files a template names, so the project is never touched and a
git revision resolves like a work tree. A stage that cannot be resolved costs that stage, not the file.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from debt_pipelines.crawlers.dvc_edges import working_folder
from debt_pipelines.model.errors import DebtError, UnreadableError
from debt_pipelines.model.masking import masked
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import load_yaml

DEFAULT_PARAMS_FILE = "params.yaml"
_MAX_STAGES = 20_000
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PREAMBLE = re.compile(r"^failed to (parse|resolve) .*? in '[^']*dvc\.yaml':?\s*")


@dataclass(frozen=True, slots=True)
class ResolvedStage:
    """One stage after templating, or the reason why it has none."""

    name: str
    definition: dict[str, Any] | None
    error: str | None = None


def is_templated(definition: object) -> bool:
    """Whether a stage as written needs templating."""
    if isinstance(definition, str):
        return "${" in definition
    if isinstance(definition, dict):
        if "foreach" in definition or "matrix" in definition:
            return True
        return any(is_templated(part) for pair in definition.items() for part in pair)
    return isinstance(definition, list) and any(is_templated(value) for value in definition)


def resolve_stages(
    project: Project, path: str, document: dict[str, Any], stages: dict[str, Any]
) -> Iterator[tuple[str, ResolvedStage]]:
    """Resolve the templated stages of one dvc.yaml: (name as written, stage after templating) pairs."""
    from dvc.fs import localfs
    from dvc.parsing import DataResolver

    folder = folder_of(path)
    with tempfile.TemporaryDirectory(prefix="debt-templates-") as temporary:
        root = Path(temporary).resolve()
        stub = SimpleNamespace(fs=_FencedFiles(localfs, root), root_dir=str(root), config={"parsing": {}})
        try:
            (root / folder).mkdir(parents=True, exist_ok=True)
            _copy_vars(project, folder, [DEFAULT_PARAMS_FILE, *vars_files(document)], into=root)
            resolver = DataResolver(stub, str(root / folder), {"vars": document.get("vars") or []})
        except Exception as error:  # noqa: BLE001 - DVC raises errors of many kinds on what it does not expect
            reason = _reason(error, root)
            yield from ((name, ResolvedStage(name, None, reason)) for name in stages)
            return
        for name, definition in stages.items():
            for resolved in _resolve(project, resolver, name, definition, folder=folder, root=root):
                yield name, resolved


class _FencedFiles:
    """DVC's view of the disk, which ends at one folder: a template names no file beyond it."""

    def __init__(self, files: Any, root: Path) -> None:
        self._files = files
        self._root = root

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    def exists(self, path: str) -> bool:
        """Whether a file is there, within the folder."""
        return Path(path).resolve().is_relative_to(self._root) and bool(self._files.exists(path))


def _resolve(
    project: Project, resolver: Any, name: str, definition: Any, *, folder: str, root: Path
) -> Iterator[ResolvedStage]:
    from dvc.parsing import EntryDefinition, MatrixDefinition, make_definition

    try:
        body = definition.get("do", definition)
        _copy_vars(project, working_folder(folder, body), vars_files(body), into=root)
        maker = make_definition(resolver, name, definition)
        if isinstance(maker, EntryDefinition):
            yield ResolvedStage(name, maker.resolve()[name])
            return
        if isinstance(maker, MatrixDefinition):
            _refuse_large(maker.resolved_iterable)
        keys = [generated.removeprefix(f"{name}@") for generated in maker.get_generated_names()]
    except Exception as error:  # noqa: BLE001 - as above
        yield ResolvedStage(name, None, _reason(error, root))
        return
    for key in keys:
        generated = f"{name}@{key}"
        try:
            yield ResolvedStage(generated, maker.resolve_one(key)[generated])
        except Exception as error:  # noqa: BLE001 - as above
            yield ResolvedStage(generated, None, _reason(error, root))


def _refuse_large(matrix: Any) -> None:
    n_stages = math.prod(len(values) for values in matrix.values())
    if n_stages > _MAX_STAGES:
        raise UnreadableError(f"its matrix gives {n_stages} stages, more than {_MAX_STAGES}")


def _copy_vars(project: Project, folder: str, names: list[str], *, into: Path) -> None:
    """Copy the files that hold values, in so far as they exist; raises UnreadableError for one that DVC must not get.

    DVC's reader knows no bounds: a file with too many aliases would keep it busy for ever.
    """
    for name in names:
        location = locate(folder, name)
        if location.is_external:
            raise UnreadableError(f"`{name}` is outside the project")
        if location.path not in project.files:
            continue
        if location.path.endswith((".yaml", ".yml")):
            _check_yaml(project, location.path)
        target = into / location.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(project.read(location.path))


def _check_yaml(project: Project, path: str) -> None:
    try:
        load_yaml(project.text(path))
    except UnreadableError as error:
        line = f":{error.line}" if error.line else ""
        raise UnreadableError(f"`{path}{line}`: {error.message}") from error


def vars_files(body: Any) -> list[str]:
    """The files that the `vars` of a dvc.yaml, or of a stage, take values from, as written."""
    entries = body.get("vars")
    return [entry.partition(":")[0] for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []


def _reason(error: BaseException, root: Path) -> str:
    from dvc.exceptions import DvcException
    from dvc.parsing.context import ContextError

    if not isinstance(error, (DebtError, DvcException, ContextError)):
        return "its template has a form that DVC does not understand"
    message = re.sub(rf"[^\s'\"`]*{re.escape(root.name)}/?", "", _COLOUR.sub("", str(error))).strip()
    message = masked(_PREAMBLE.sub("", message))
    return " ".join(message.split()) or "its template cannot be filled in"
