"""Crawls params and config files for the features, labels and entities that a model is declared to use.

The names stand under keys such as `features`, `categorical_columns` or `target_column`. A word that may mean
something else in configuration, such as `target`, counts only in params files or beside a plainer key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.param_declarations import parameter_files
from debt_pipelines.model.data_rows import Feature, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import Path, YamlDocument

CRAWLER = "params_features"
_Role = Literal["feature", "label", "entity"]
_SUFFIXES = (".yaml", ".yml", ".json", ".toml")
_CONFIG_FOLDER = re.compile(r"(^|/)(config[^/]*|conf)/")
_KEYS: dict[_Role, str] = {
    "feature": "features feature_columns feature_cols feature_names input_features "
    "numeric_features numerical_features num_features categorical_features cat_features "
    "numeric_columns numerical_columns categorical_columns numeric_cols categorical_cols num_cols cat_cols",
    "label": "target label target_column label_column target_col label_col targ_col",
    "entity": "entity entity_column entity_columns id_column id_columns id_col id_cols",
}
_ROLE_OF: dict[str, _Role] = {key: role for role, keys in _KEYS.items() for key in keys.split()}
_AMBIGUOUS = frozenset({"features", "target", "label", "entity"})
_ANY_KEY = re.compile(rf"\b({'|'.join(_ROLE_OF)})\b")
_WORD = re.compile(r"[^\s/\\{}$*<>](?:[^\r\n\t/\\{}$*<>]{0,98}[^\s/\\{}$*<>])?")
_MAX_CONFIG_BYTES = 2**20


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per declared feature, label or entity and file, in the order of the file."""
    reported = set(parameter_files(project))  # the crawler of parameter files says how reading them went
    for path in project.paths(suffixes=_SUFFIXES):
        is_params = path.rpartition("/")[2].startswith("params")
        is_config = _CONFIG_FOLDER.search(path) and project.files[path].size <= _MAX_CONFIG_BYTES
        if is_params or is_config:
            rows = _file_rows(project, path, is_params=is_params)
            yield from (row for row in rows if path not in reported or not isinstance(row, Source))


def _file_rows(project: Project, path: str, *, is_params: bool) -> Iterator[Row]:
    try:
        text = project.text(path)
        if not is_params and not _ANY_KEY.search(text):
            return
        document = load_document(path, text)
    except UnreadableError as error:
        if is_params:
            yield _source(path, error)
        return
    features = list(_features(path, document, is_params=is_params))
    if features or is_params:
        yield _source(path)
    yield from features


def _source(path: str, error: UnreadableError | None = None) -> Source:
    if error is None:
        return Source(path=path, crawler=CRAWLER, kind="settings", status="read")
    return Source(path=path, crawler=CRAWLER, kind="settings", status="error", error=error.message, line=error.line)


def _features(path: str, document: YamlDocument, *, is_params: bool) -> Iterator[Feature]:
    seen: set[tuple[_Role, str]] = set()
    for mapping_path, mapping in _mappings(document.data):
        declared = {key: role for key in mapping if (role := _role_of(key))}
        is_plain = is_params or any(_last_part(key) not in _AMBIGUOUS for key in declared)
        for key, role in declared.items():
            for index, name in enumerate(_words(mapping[key], role) if is_plain else ()):
                if (role, name) in seen:
                    continue
                seen.add((role, name))
                line = document.line(*mapping_path, key, index)
                yield Feature(feature=name, role=role, tool="params", path=path, line=line)


def _mappings(data: Any) -> Iterator[tuple[Path, dict[Any, Any]]]:
    """All mappings of a document with their paths, in the order of the document."""
    pending: list[tuple[Path, Any]] = [((), data)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            yield path, value
        keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        pending.extend(((*path, key), value[key]) for key in reversed(list(keys)))


def _last_part(key: Any) -> str:
    return str(key).rpartition(".")[2].lower()


def _role_of(key: Any) -> _Role | None:
    return _ROLE_OF.get(_last_part(key))


def _words(value: Any, role: _Role) -> list[str]:
    """The names under a key: a list of plain words, or a single one where a list is not expected."""
    words = [value] if isinstance(value, str) and role != "feature" else value
    if not isinstance(words, list):
        return []
    return words if all(isinstance(word, str) and _WORD.fullmatch(word) for word in words) else []
