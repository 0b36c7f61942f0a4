"""Hashes of what git keeps under the recorded dependencies of stages, by the scheme of the recorded ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pathspec

from debt_pipelines.catalog.tabular.pointers import refuse_pointer
from debt_pipelines.catalog.tabular.table import SkippedError
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.model.schema import Row
from debt_pipelines.project.hashing import FOLDER_SUFFIX, SCHEMES, as_unix_text, hash_of_bytes, hash_of_folder, is_md5
from debt_pipelines.project.known_hashes import content_key
from debt_pipelines.project.project import Project

_MAX_BYTES = 64 * 1024 * 1024
Forms = tuple[str, str, str]
"""Hashes of one file: as it is, and with the line ends that a checkout on another machine may give it."""
Wanted = tuple[str, str]
"""A path and a hash scheme."""


def with_present_hashes(project: Project, settings: Settings, rows: list[Row]) -> list[Row]:
    """The rows, with `present_hash` of the dependencies where it tells whether the recorded bytes are still there."""
    edges = [row for row in rows if isinstance(row, Edge) and _is_wanted(row)]
    if not edges:
        return rows
    is_hidden = hidden_from_dvc(project)
    files = {target: _files_of(project, target, is_hidden) for target in sorted({edge.target for edge in edges})}
    limit = min(settings.max_file_mib * 2**20, _MAX_BYTES)
    known = _forms_of_files(project, {(path, _scheme(edge)) for edge in edges for path in files[edge.target]}, limit)
    found: dict[Edge, str | None] = {}
    for edge in edges:
        forms = {path: known.get((path, _scheme(edge))) for path in files[edge.target]}
        is_whole = edge.target in project.files or edge.locked_n_files == len(forms)
        found[edge] = _present_hash(edge, forms, is_whole=is_whole)
    return [replace(row, present_hash=found[row]) if isinstance(row, Edge) and row in found else row for row in rows]


def hidden_from_dvc(project: Project) -> Callable[[str], bool]:
    """Whether DVC passes over a file of a folder, because a `.dvcignore` names it."""
    specs: list[tuple[str, pathspec.GitIgnoreSpec]] = []
    for path, content in project.read_many(path for path in project.files if f"/{path}".endswith("/.dvcignore")):
        lines = ["*"] if isinstance(content, UnreadableError) else content.decode(errors="replace").splitlines()
        specs.append((path.removesuffix(".dvcignore"), _spec(lines)))
    return lambda path: any(path.startswith(folder) and spec.match_file(path[len(folder) :]) for folder, spec in specs)


def _spec(lines: list[str]) -> pathspec.GitIgnoreSpec:
    """The patterns of a file; with a line that is none, DVC reads no file at all, so everything counts as hidden."""
    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return pathspec.GitIgnoreSpec.from_lines(["*"])


def _is_wanted(edge: Edge) -> bool:
    is_known = edge.locked_hash_name in SCHEMES and is_md5(edge.locked_hash)
    return edge.direction == "dep" and is_known and bool(edge.is_in_git)


def _scheme(edge: Edge) -> str:
    return edge.locked_hash_name or ""


def _files_of(project: Project, target: str, is_hidden: Callable[[str], bool]) -> list[str]:
    """The files git tracks there and DVC sees; none where links are among them, because DVC would follow those."""
    if target in project.files:
        return [target]
    if any(link.startswith(f"{target}/") for link in project.opaque):
        return []
    return [path for path in project.files_below(target) if project.files[path].is_tracked and not is_hidden(path)]


def _forms_of_files(project: Project, wanted: set[Wanted], limit: int) -> dict[Wanted, Forms]:
    """The hashes of files; of one that is too large, absent or a pointer there are none."""
    schemes: dict[str, list[str]] = {}
    for path, scheme in sorted(wanted):
        if project.files[path].size <= limit:
            schemes.setdefault(path, []).append(scheme)
    keys = {path: content_key(project, path) for path in schemes}
    found = {
        (path, scheme): forms
        for path in schemes
        for scheme in schemes[path]
        if (forms := _kept_forms(project, keys[path], scheme))
    }
    unknown = [path for path in schemes if any((path, scheme) not in found for scheme in schemes[path])]
    with project.memory.writing():
        for path, content in project.read_many(unknown):
            if isinstance(content, bytes) and not _is_pointer(content):
                for scheme in schemes[path]:
                    found[path, scheme] = _forms(content, scheme)
                    _keep_forms(project, keys[path], scheme, found[path, scheme])
    return found


def _kept_forms(project: Project, key: str | None, scheme: str) -> Forms | None:
    kept = project.memory.reading(key, f"forms {scheme}") if key else None
    if kept is None:
        return None
    own, unix, windows = kept.decode().split()
    return own, unix, windows


def _keep_forms(project: Project, key: str | None, scheme: str, forms: Forms) -> None:
    if key:
        project.memory.keep(key, f"forms {scheme}", " ".join(forms).encode())


def _forms(content: bytes, scheme: str) -> Forms:
    unix = as_unix_text(content)
    own = hash_of_bytes(content, scheme)
    if unix is None:
        return own, own, own
    return own, hash_of_bytes(unix, scheme), hash_of_bytes(unix.replace(b"\n", b"\r\n"), scheme)


def _is_pointer(content: bytes) -> bool:
    try:
        refuse_pointer(content)
    except SkippedError:
        return True
    return False


def _present_hash(edge: Edge, files: dict[str, Forms | None], *, is_whole: bool) -> str | None:
    """The recorded hash where the files have it in some form, else their own.

    DVC hashed what git ignores in a folder too: that its hash is another one tells nothing unless the folder is whole.
    """
    known = {path: forms for path, forms in files.items() if forms is not None}
    is_folder = edge.target not in files
    if not known or len(known) < len(files) or is_folder != (edge.locked_hash or "").endswith(FOLDER_SUFFIX):
        return None
    if is_folder:
        start = len(edge.target) + 1
        hashes = [hash_of_folder({path[start:]: forms[n] for path, forms in known.items()}) for n in range(3)]
    else:
        hashes = list(known[edge.target])
    if edge.locked_hash in hashes:
        return edge.locked_hash
    return hashes[0] if is_whole else None
