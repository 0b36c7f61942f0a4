"""What configuration, checkpoints and validation definitions of Great Expectations bind suites to."""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from debt_pipelines.crawlers.great_expectations_files import is_home
from debt_pipelines.crawlers.great_expectations_suites import dicts
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.locations import locate
from debt_pipelines.project.project import Project

CONFIG_NAMES = ("great_expectations.yml", "great_expectations.yaml")
_BINDING_FOLDERS = ("checkpoints", "validation_definitions")
_BINDING_STORES = ("CheckpointStore", "ValidationDefinitionStore")
_PARTS_OF_BATCH = {"datasource": "datasource", "data_asset": "asset", "batch_definition": "batch_definition"}
_MADE_IN_MEMORY = "#"
"""How the names begin that Great Expectations gives to data which it is handed while it runs."""
_MAX_FILES_OF_ASSET = 50
_LITERAL = re.compile(r"\^?((?:[\w /.-]|\\[^\w])+)\$?")
_RISKY = re.compile(r"\([^()]*[*+|{][^()]*\)[*+{]|[*+}]\)[*+{]")


class Bindings:
    """Which datasets the suites of one Great Expectations project are bound to."""

    def __init__(self, project: Project, root: str) -> None:
        self.project = project
        self.root = root
        self.config: Any = None
        self.of_suite: defaultdict[str, set[str]] = defaultdict(set)

    def read(self, paths: list[str]) -> Iterator[tuple[str, UnreadableError | None]]:
        """Read the configuration, then what binds suites; each file that was read, with the problem it has."""
        for path in (posixpath.join(self.root, name) for name in CONFIG_NAMES):
            if path in self.project.files:
                self.config, problem = self._load(path)
                yield path, problem
        folders = tuple(posixpath.join(folder, "") for folder in self._binding_folders())
        for path in (path for path in paths if path.startswith(folders) and not is_home(path)):
            data, problem = self._load(path)
            yield path, problem
            for suite_name, request in _requests(data):
                self.of_suite[suite_name].update(self.references(request))

    def _binding_folders(self) -> Iterator[str]:
        """Where checkpoints and validation definitions lie: in their usual place, and where the configuration says."""
        yield from (posixpath.join(self.root, folder) for folder in _BINDING_FOLDERS)
        for store in dicts(_part(self.config, "stores")):
            folder = _part(store, "store_backend", "base_directory")
            location = locate(self.root, folder) if isinstance(folder, str) else None
            if location is None or location.is_external or store.get("class_name") not in _BINDING_STORES:
                continue
            if location.path and not self.root.startswith(location.path):
                yield location.path

    def _load(self, path: str) -> tuple[Any, UnreadableError | None]:
        try:
            data = load_document(path, self.project.text(path)).data
        except UnreadableError as error:
            return None, error
        return (data, None) if isinstance(data, dict) else (None, UnreadableError("not a mapping", line=1))

    def references(self, request: dict[str, Any]) -> list[str]:
        """What the batch means that a suite is run on: paths, or names."""
        written = request.get("path") or _part(request, "runtime_parameters", "path")
        if isinstance(written, str):
            return [self._located(written)]
        asset = request.get("data_asset_name") or request.get("table")
        if not isinstance(asset, str) or asset.startswith(_MADE_IN_MEMORY):
            return []
        source = str(request.get("datasource_name"))
        return self._fluent(source, asset, request) or self._block(source, asset, request) or [asset]

    def _fluent(self, source: str, asset: str, request: dict[str, Any]) -> list[str]:
        base = _part(self.config, "fluent_datasources", source, "base_directory")
        entry = _part(self.config, "fluent_datasources", source, "assets", asset)
        if not isinstance(entry, dict):
            return []
        if isinstance(entry.get("table_name"), str):
            return [".".join(str(entry[key]) for key in ("schema_name", "table_name") if entry.get(key))]
        written = entry.get("filepath_or_buffer")
        if isinstance(written, str):
            return [self._located(written)]
        wanted = _part(entry, "batch_definitions", str(request.get("batch_definition_name")))
        definitions = [wanted] if wanted else dicts(entry.get("batch_definitions"))
        patterns = [_part(definition, "partitioner", "regex") for definition in definitions]
        patterns.append(entry.get("batching_regex"))
        return self._files(base, [pattern for pattern in patterns if isinstance(pattern, str)])

    def _block(self, source: str, asset: str, request: dict[str, Any]) -> list[str]:
        connectors = _part(self.config, "datasources", source, "data_connectors")
        connector = _part(connectors, str(request.get("data_connector_name")))
        base, own = _part(connector, "base_directory"), _part(connector, "assets", asset, "base_directory")
        if not isinstance(base, str):
            return []
        folder = posixpath.join(base, own) if isinstance(own, str) else base
        pattern = _part(connector, "assets", asset, "pattern") or _part(connector, "default_regex", "pattern")
        named = re.fullmatch(r"\(\.[*+]\)((?:\\?\.\w+)*)", pattern) if isinstance(pattern, str) else None
        suffix = named[1].replace("\\", "") if named else ""
        return self._files(folder, [re.escape(asset + suffix)]) if "." in asset + suffix else []

    def _files(self, base: Any, patterns: list[str]) -> list[str]:
        """The files below a folder that match, as far as they are known; a plain name need not be there."""
        location = locate(self.root, base) if isinstance(base, str) else None
        if location is None or location.is_external:
            return []
        literals = [found[1] for pattern in patterns if (found := _LITERAL.fullmatch(pattern))]
        if literals:
            return [posixpath.join(location.path, re.sub(r"\\(.)", r"\1", literal)) for literal in literals]
        names = sorted({path.removesuffix(".dvc") for path in self.project.files_below(location.path)})
        start = len(posixpath.join(location.path, ""))
        matched = [name for name in names if any(_is_match(pattern, name[start:]) for pattern in patterns)]
        return matched if len(matched) <= _MAX_FILES_OF_ASSET else [location.path]

    def _located(self, written: str) -> str:
        """A path as written for a run, relative to whatever folder it ran in."""
        tails = [written[match.end() :] for match in re.finditer(r"^(\.\./|\./|/)*|/", written)]
        known = (tail for tail in tails if tail in self.project.files or f"{tail}.dvc" in self.project.files)
        return next(known, locate("", written).path)


def _is_match(pattern: str, name: str) -> bool:
    if len(pattern) > 300 or _RISKY.search(pattern):
        return False
    with contextlib.suppress(re.error, RecursionError, OverflowError, Warning):
        return re.match(pattern, name) is not None
    return False


def _requests(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The suite names of a checkpoint or validation definition, each with the batch it is run on."""
    definition = {f"{key}_name": _part(data, "data", part, "name") for key, part in _PARTS_OF_BATCH.items()}
    pairs: list[tuple[Any, Any]] = [(_part(data, "suite", "name"), definition)]
    for run in dicts([data, *dicts(_part(data, "validations"))]):
        inherited = {**data, **{key: value for key, value in run.items() if value}}
        pairs.append((inherited.get("expectation_suite_name"), inherited.get("batch_request")))
    for batch in dicts(_part(data, "batches")):
        suite_names = batch.get("expectation_suite_names")
        listed = suite_names if isinstance(suite_names, list) else []
        pairs.extend((name, batch.get("batch_kwargs")) for name in listed)
    for suite_name, batch_request in pairs:
        if isinstance(suite_name, str) and isinstance(batch_request, dict):
            yield suite_name, batch_request


def _part(data: Any, *keys: str) -> Any:
    """The value at a path of keys in nested mappings; lists of named entries count as mappings."""
    for key in keys:
        if isinstance(data, list):
            data = {entry["name"]: entry for entry in dicts(data) if isinstance(entry.get("name"), str)}
        data = data.get(key) if isinstance(data, dict) else None
    return data
