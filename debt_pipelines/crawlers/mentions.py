"""Searches code and texts for the names of tracked data and of parameters: who is never named is used by nobody.

A file is read once and cut into words; only where all words of a name are there is it looked at closely. Where code
cannot be read in full, a name that was not found proves nothing and gives no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.catalog.kinds import suffix_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import dvc_files
from debt_pipelines.crawlers.mention_groups import USUAL_NAMES, command_form, group_forms, name_forms
from debt_pipelines.crawlers.mention_names import Name, Where, dataset_forms, param_forms
from debt_pipelines.crawlers.mention_search import Place, Search
from debt_pipelines.crawlers.param_declarations import MAX_PARAMETER_BYTES, load_parameters, parameter_files
from debt_pipelines.model.data_rows import DVC_STORAGES, Mention, Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.dotted import entries, parents
from debt_pipelines.project.project import Project

_CODE = frozenset(
    "py pyx ipynb r rmd qmd rnw jl sh bash zsh fish ps1 bat cmd sql scala sc java kt groovy rs go c cc cpp h hpp cs js "
    "mjs ts tsx jsx lua pl rb m sas do ado stan awk nf wdl smk jsonnet libsonnet tf php".split()
)
_SHELL = frozenset("sh bash zsh fish ps1 bat cmd".split())
_TEXT = frozenset(
    "yaml yml json toml ini cfg conf env properties md markdown rst txt tex html j2 jinja jinja2 xml hcl".split()
)
_CODE_NAMES = frozenset("makefile dockerfile jenkinsfile snakefile justfile procfile rakefile dvcfile".split())
_NOT_SEARCHED = frozenset({"dvc.lock", "package-lock.json", "requirements.txt"})
_MAX_CODE_BYTES = 8 * 2**20
_MAX_TEXT_BYTES = 2**20
_LEGACY_STAGE = re.compile(rb"^cmd:", re.MULTILINE)
_TEMPLATE = re.compile(rb"\$\{\s*([^{}\s]+)\s*\}")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per target of a `.dvc` file and per parameter: the first text that names it, or none."""
    code = [path for path in sorted(project.files) if _is_code(path)]
    if not any(project.files[path].size for path in code):
        return
    files = parameter_files(project)
    names = [*_datasets(project, settings), *_params(project, files)]
    if not names:
        return
    search = Search(names)
    is_complete = _read_all(project, code, search, frozenset(files))
    filled_in = _FilledIn(project, files)
    for name in names:
        place = search.found.get(name) or filled_in.place(name)
        if name.kind == "group" or not (place or (is_complete and not _is_passed_on(name, search))):
            continue
        path, line = place or (None, None)
        yield Mention(kind=name.kind, reference=name.reference, path=path, line=line)


def _datasets(project: Project, settings: Settings) -> list[Name]:
    rows = dvc_files.crawl(project, settings)
    paths = sorted({row.path for row in rows if isinstance(row, Sighting) and row.storage in DVC_STORAGES})
    return [Name("dataset", path, dataset_forms(path)) for path in paths if "://" not in path]


def _params(project: Project, files: list[str]) -> Iterator[Name]:
    """The keys of parameter files and the groups they are in; the group of all has the name of the file."""
    for file in files:
        if file.endswith(".py") or project.files[file].size > MAX_PARAMETER_BYTES:
            continue
        try:
            document = load_parameters(project, file)
        except UnreadableError:
            continue
        own = [form for name in _own_names(file) for form in name_forms(name)]
        yield Name("group", f"{file}:", (command_form(file), *own))
        for entry in entries(document):
            last = entry.key.rpartition(".")[2]
            forms = group_forms(last) if entry.is_group else param_forms(last)
            if forms:
                yield Name("group" if entry.is_group else "param", f"{file}:{entry.key}", forms)


def _own_names(file: str) -> list[str]:
    """The names by which code may load a file of parameters for one thing, such as `conf/model/forest.yaml`."""
    *folders, base = file.split("/")
    stem = base.partition(".")[0]
    return [] if stem.lower() in USUAL_NAMES else [stem, *folders[-1:]]


def _is_passed_on(name: Name, search: Search) -> bool:
    """Whether code may hand on, unnamed, all parameters or a group that this one is in."""
    if name.kind == "param" and search.is_all_handed_on:
        return True
    file, _, key = name.reference.partition(":")
    groups = [*parents(key), ""] if name.kind == "param" else []
    return any(Name("group", f"{file}:{group}") in search.found for group in groups)


def _is_code(path: str) -> bool:
    return suffix_of(path) in _CODE or path.rpartition("/")[2].lower() in _CODE_NAMES


def _is_text(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return (suffix_of(path) in _TEXT or "." not in name or name.endswith(".dvc")) and name not in _NOT_SEARCHED


def _kinds(path: str, *, is_code: bool) -> list[Where]:
    name = path.rpartition("/")[2].lower()
    holds_commands = name == "dvc.yaml" or name in _CODE_NAMES or suffix_of(path) in _SHELL
    kinds: list[tuple[Where, bool]] = [("any", True), ("code", is_code), ("command", holds_commands)]
    return [kind for kind, holds in kinds if holds]


def _read_all(project: Project, code: list[str], search: Search, parameters: frozenset[str]) -> bool:
    """Search all files, code first; gives whether nothing was left unread that may name something."""
    texts = [path for path in sorted(set(project.files) - set(code)) if _is_text(path)]
    is_complete = not any(_is_code(path) or "." not in path.rpartition("/")[2] for path in project.opaque)
    for paths, max_bytes in ((code, _MAX_CODE_BYTES), (texts, _MAX_TEXT_BYTES)):
        for path, content in project.read_many(paths, max_bytes=max_bytes):
            if isinstance(content, UnreadableError):
                is_complete = False
                continue
            is_complete = is_complete and (paths is texts or len(content) < max_bytes)
            if not path.endswith(".dvc") or _LEGACY_STAGE.search(content):
                only_data = path in parameters and not path.endswith(".py")
                search.look(path, content, where=_kinds(path, is_code=paths is code), only_data=only_data)
    return is_complete


class _FilledIn:
    """The keys that templates fill in (`${train.rate}`), in a dvc.yaml or in a parameter file."""

    def __init__(self, project: Project, parameters: list[str]) -> None:
        self._written: dict[str, Place] = {}
        self._above: dict[str, Place] = {}
        paths = [*project.paths(names=("dvc.yaml",)), *parameters]
        for path, content in project.read_many(paths, max_bytes=_MAX_TEXT_BYTES):
            if isinstance(content, bytes):
                self._read(path, content)

    def _read(self, path: str, content: bytes) -> None:
        for found in _TEMPLATE.finditer(content):
            key = found[1].decode(errors="replace").replace("[", ".").replace("]", "")
            place = path, content.count(b"\n", 0, found.start()) + 1
            self._written.setdefault(key, place)
            for above in parents(key):
                self._above.setdefault(above, place)

    def place(self, name: Name) -> Place | None:
        """Where a template fills in a parameter, a group it is in, or a part of it."""
        key = name.reference.partition(":")[2] if name.kind == "param" else ""
        found = next((self._written[known] for known in (key, *parents(key)) if known in self._written), None)
        return found or self._above.get(key)
