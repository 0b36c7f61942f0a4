"""Crawls Great Expectations: suites of both generations, and the data that committed files bind them to.

Suites are found by their content, so that stores in other places count too. A suite bound to several datasets
gives its rows once for each. Everything is parsed as data; nothing of the project is imported or run.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import great_expectations_strength as strength
from debt_pipelines.crawlers.great_expectations_files import is_home, suite_candidates
from debt_pipelines.crawlers.great_expectations_types import declared_type
from debt_pipelines.model.data_rows import Assertion, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.locations import ancestors, folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument

CRAWLER = "great_expectations"
_CONFIG_NAMES = ("great_expectations.yml", "great_expectations.yaml")
_BINDING_FOLDERS = ("checkpoints", "validation_definitions")
_PARTS_OF_BATCH = {"datasource": "datasource", "data_asset": "asset", "batch_definition": "batch_definition"}
_SUITE_NAMES = ("expectation_suite_name", "name")
_MAX_FILES_OF_ASSET = 50
_AFFIXES = re.compile(
    r"(?:[._-](?:ge|gx|great_expectations|expectations?|suite|validations?|checks|warnings?|critical|failure|error"
    r"|default|basic))+$|^(?:(?:ge|gx|expectations|suite|validate)[._-])+"
)
_LITERAL = re.compile(r"\^?((?:[\w /.-]|\\[^\w])+)\$?")
_RISKY = re.compile(r"\([^()]*[*+|{][^()]*\)[*+{]|[*+}]\)[*+{]")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all suites, and one source row per suite and per file that configures or binds suites."""
    suites: list[_Suite] = []
    for path, is_sure in suite_candidates(project):
        suite = _Suite(path)
        if _read_suite(suite, project, is_sure=is_sure):
            yield _source(path, suite.problem)
            suites.append(suite)
        elif is_home(path):
            yield _source(path, UnreadableError("not an expectation suite"), status="skipped")
    configs = [path for path in project.paths(names=_CONFIG_NAMES) if "uncommitted/" not in path]
    roots = {folder_of(path) for path in configs} | {_root_of(project, suite.path) for suite in suites}
    bindings = {root: _Bindings(project, root) for root in roots}
    paths = project.paths(suffixes=(".yml", ".yaml", ".json"))
    for root in sorted(bindings):
        yield from bindings[root].read(paths)
    for suite in suites:
        yield from _assertions(suite, bindings[_root_of(project, suite.path)])


def _source(path: str, problem: UnreadableError | None, *, status: SourceStatus = "error") -> Source:
    if problem is None:
        return Source(path=path, crawler=CRAWLER, kind="suite", status="read")
    error, line = problem.message, problem.line
    return Source(path=path, crawler=CRAWLER, kind="suite", status=status, error=error, line=line)


def _root_of(project: Project, path: str) -> str:
    """The folder of the Great Expectations project that a suite belongs to."""
    above = [*ancestors(path), ""]
    for folder in above:
        if any(posixpath.join(folder, name) in project.files for name in _CONFIG_NAMES):
            return folder
    stores = (folder for folder in above if posixpath.basename(folder) == "expectations")
    return folder_of(next(stores, path))


@dataclass(slots=True)
class _Suite:
    """One suite: its name, its expectations by position with their lines, and the first problem met."""

    path: str
    name: str = ""
    expectations: list[tuple[int, int | None, str, dict[str, Any]]] = field(default_factory=list)
    problem: UnreadableError | None = None

    @property
    def key(self) -> str:
        """The name under which a store keeps it, which may differ from the name it gives itself."""
        return self.path.rpartition("expectations/")[2].removesuffix(".json").replace("/", ".")


def _read_suite(suite: _Suite, project: Project, *, is_sure: bool) -> bool:
    """Fill in a suite; False when the file holds something else."""
    try:
        document = load_document(suite.path, project.text(suite.path))
    except UnreadableError as error:
        suite.problem = error
        return is_sure
    if not _looks_like_suite(document.data, suite.path):
        return False
    names = [document.data.get(key) for key in _SUITE_NAMES]
    suite.name = next((name for name in names if isinstance(name, str) and name), suite.key)
    listed = document.data["expectations"]
    if not isinstance(listed, list):
        suite.problem = UnreadableError("`expectations` is not a list", line=document.line("expectations"))
        return True
    for position, entry in enumerate(listed):
        _add_expectation(suite, document, position, entry)
    return True


def _looks_like_suite(data: Any, path: str) -> bool:
    if not isinstance(data, dict) or "expectations" not in data or not data.keys() & set(_SUITE_NAMES):
        return False
    names = [_type_of(entry) or "" for entry in _dicts(data["expectations"])]
    is_typed = any(name.startswith(("expect_", "unexpected_rows")) for name in names)
    return is_typed or is_home(path) or "expectation_suite_name" in data


def _type_of(entry: Any) -> str | None:
    names = [entry.get(key) for key in ("expectation_type", "type")] if isinstance(entry, dict) else []
    return next((name for name in names if isinstance(name, str)), None)


def _add_expectation(suite: _Suite, document: YamlDocument, position: int, entry: Any) -> None:
    line = document.line("expectations", position)
    name = _type_of(entry)
    kwargs = (entry.get("kwargs") or {}) if isinstance(entry, dict) else None
    if name is not None and isinstance(kwargs, dict):
        suite.expectations.append((position, line, name, kwargs))
        return
    lack = "type" if name is None else "kwargs"
    problem = f"has no {lack}" if isinstance(entry, dict) else "is not an object"
    suite.problem = suite.problem or UnreadableError(f"expectation {position + 1} {problem}", line=line)


def _assertions(suite: _Suite, bindings: _Bindings) -> Iterator[Assertion]:
    declared = sorted(bindings.of_suite[suite.name] | bindings.of_suite[suite.key])
    for reference in declared or [_AFFIXES.sub("", suite.name) or suite.name]:
        for position, line, name, kwargs in suite.expectations:
            kind, reason = strength.kind_of(name, kwargs), strength.vacuous_reason(name, kwargs)
            for column in strength.columns_of(kwargs):
                yield Assertion(
                    reference=reference,
                    reference_source="declared" if declared else "name",
                    suite=suite.name,
                    position=position,
                    tool="great_expectations",
                    type=name,
                    column=column,
                    kind=kind,
                    strength=strength.strength_of(kind, kwargs, is_vacuous=reason is not None),
                    vacuous_reason=reason,
                    declared_type=declared_type(name, kwargs),
                    path=suite.path,
                    line=line,
                )


def _part(data: Any, *keys: str) -> Any:
    """The value at a path of keys in nested mappings; lists of named entries count as mappings."""
    for key in keys:
        if isinstance(data, list):
            data = {entry["name"]: entry for entry in _dicts(data) if isinstance(entry.get("name"), str)}
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _dicts(data: Any) -> list[dict[Any, Any]]:
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [value for value in values if isinstance(value, dict)]


class _Bindings:
    """Which datasets the suites of one Great Expectations project are bound to."""

    def __init__(self, project: Project, root: str) -> None:
        self.project = project
        self.root = root
        self.config: Any = None
        self.of_suite: defaultdict[str, set[str]] = defaultdict(set)

    def read(self, paths: list[str]) -> Iterator[Source]:
        """Read the configuration, then what binds suites; one source row per file."""
        for path in (posixpath.join(self.root, name) for name in _CONFIG_NAMES):
            if path in self.project.files:
                self.config, problem = self._load(path)
                yield _source(path, problem)
        folders = tuple(posixpath.join(self.root, folder, "") for folder in _BINDING_FOLDERS)
        for path in (path for path in paths if path.startswith(folders)):
            data, problem = self._load(path)
            yield _source(path, problem)
            for suite_name, request in _requests(data):
                self.of_suite[suite_name].update(self._references(request))

    def _load(self, path: str) -> tuple[Any, UnreadableError | None]:
        try:
            data = load_document(path, self.project.text(path)).data
        except UnreadableError as error:
            return None, error
        return (data, None) if isinstance(data, dict) else (None, UnreadableError("not a mapping", line=1))

    def _references(self, request: dict[str, Any]) -> list[str]:
        written = request.get("path") or _part(request, "runtime_parameters", "path")
        if isinstance(written, str):
            return [self._located(written)]
        asset = request.get("data_asset_name") or request.get("table")
        if not isinstance(asset, str):
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
        definitions = [wanted] if wanted else _dicts(entry.get("batch_definitions"))
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
    for run in _dicts([data, *_dicts(_part(data, "validations"))]):
        inherited = {**data, **{key: value for key, value in run.items() if value}}
        pairs.append((inherited.get("expectation_suite_name"), inherited.get("batch_request")))
    for batch in _dicts(_part(data, "batches")):
        suite_names = batch.get("expectation_suite_names")
        listed = suite_names if isinstance(suite_names, list) else []
        pairs.extend((name, batch.get("batch_kwargs")) for name in listed)
    for suite_name, batch_request in pairs:
        if isinstance(suite_name, str) and isinstance(batch_request, dict):
            yield suite_name, batch_request
