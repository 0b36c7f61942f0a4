"""Schemas of pandera that are kept as YAML or JSON files (`schema_type: dataframe`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.tabular.lattice import of_words
from debt_pipelines.crawlers.python_checks import bounds
from debt_pipelines.crawlers.python_checks.annotations import logical_type_of
from debt_pipelines.crawlers.python_checks.checks import Check, Suite, Text
from debt_pipelines.crawlers.python_checks.pandera_schemas import TOOL, table_checks
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.known_heads import HEAD_BYTES, judged_by_head
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument

_SUFFIXES = (".yaml", ".yml", ".json")


def schema_files(project: Project) -> Iterator[tuple[Suite, UnreadableError | None]]:
    """The schema files by their first bytes, each with what is wrong with it, if anything."""
    paths = project.paths(suffixes=_SUFFIXES)
    heads = judged_by_head(project, paths, "pandera", _judge_head, max_bytes=HEAD_BYTES)
    for path in paths:
        if not heads.get(path):
            continue
        suite = Suite(name=path.rpartition("/")[2].partition(".")[0], tool=TOOL, path=path, line=1)
        try:
            document = load_document(path, project.text(path))
        except UnreadableError as error:
            yield suite, error
            continue
        if isinstance(document.data, dict) and document.data.get("schema_type") == "dataframe":
            yield suite, _fill(suite, document)


def _judge_head(head: bytes) -> str:
    return "yes" if b"schema_type" in head and b"dataframe" in head else ""


def _fill(suite: Suite, document: YamlDocument) -> UnreadableError | None:
    data = document.data
    columns = data.get("columns")
    if not isinstance(columns, dict):
        return UnreadableError("`columns` is not a mapping", line=document.line("columns"))
    for name, column in columns.items():
        if isinstance(name, str) and isinstance(column, dict) and column.get("regex") is not True:
            _add_column(suite, name, column, document.line("columns", name), is_coerced=data.get("coerce") is True)
    suite.checks.extend(_of_checks(data.get("checks"), None, document.line("checks")))
    suite.checks.extend(table_checks(data.get("strict"), data.get("unique"), document.line("strict")))
    if isinstance(data.get("description"), str):
        suite.texts.append(Text(column=None, text=data["description"], line=document.line("description")))
    return None


def _add_column(suite: Suite, name: str, column: dict[Any, Any], line: int | None, *, is_coerced: bool) -> None:
    word = column.get("dtype") if isinstance(column.get("dtype"), str) else None
    is_coerced = is_coerced or column.get("coerce") is True
    declared = logical_type_of(word) if word and of_words(word) and not is_coerced else None
    checks = [] if column.get("required") is False else [bounds.presence(name, line)]
    checks.extend(bounds.typed(name, word, declared, line))
    if column.get("nullable") is not True:
        checks.append(bounds.nullness(name, line))
    checks.extend(bounds.uniqueness([name] if column.get("unique") is True else [], line))
    checks.extend(_of_checks(column.get("checks"), name, line))
    suite.checks.extend(checks)
    text = next((column[key] for key in ("description", "title") if isinstance(column.get(key), str)), None)
    suite.texts.append(Text(column=name, text=text, declared_type=declared, line=line))


def _of_checks(checks: Any, column: str | None, line: int | None) -> Iterator[Check]:
    """Checks by name, or as a list of mappings that name themselves in `options`."""
    if isinstance(checks, dict):
        for name, value in checks.items():
            plain = value.get("value", value) if isinstance(value, dict) else value
            yield bounds.bound(str(name), plain, column, line)
    for check in checks if isinstance(checks, list) else ():
        options = check.get("options") if isinstance(check, dict) else None
        name = options.get("check_name") if isinstance(options, dict) else None
        if name:
            rest = {key: value for key, value in check.items() if key != "options"}
            yield bounds.bound(str(name), rest.get("value", rest or None), column, line)
