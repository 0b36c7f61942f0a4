"""Crawls Dagster assets in Python for what they say of their tables: columns, descriptions, owners.

An asset is bound by its name. Its column schema may stand in its definition or in what its function reports; the
docstring of the function is its description where nothing else is, as Dagster has it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from debt_pipelines.catalog.tabular.lattice import of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import description_row, file_source
from debt_pipelines.crawlers.python_source import Function, PythonFile, argument, call_name, python_files
from debt_pipelines.model.data_rows import Owner
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "dagster_assets"
_MARK = re.compile(rb"^[ \t]*(from|import)[ \t]+dagster\b", re.MULTILINE)
_DECORATORS = frozenset({"asset", "graph_asset", "observable_source_asset"})
_SPECS = frozenset({"AssetSpec", "SourceAsset", "AssetOut"})


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Descriptions and owners from every file that defines assets."""
    for path, found in python_files(project, _MARK):
        if isinstance(found, UnreadableError):
            yield file_source(CRAWLER, path, found)
            continue
        rows = [row for asset in _assets(found) for row in _asset_rows(found, asset)]
        if rows:
            yield file_source(CRAWLER, path)
        yield from rows


@dataclass(frozen=True, slots=True)
class _Asset:
    """One asset: its name, the call that defines it, and the code that makes it."""

    name: str
    line: int
    call: ast.Call | None
    function: Function | None = None


def _assets(file: PythonFile) -> Iterator[_Asset]:
    for node in ast.walk(file.tree):
        if isinstance(node, Function):
            for made in node.decorator_list:
                call = made if isinstance(made, ast.Call) else None
                if call_name(made) in _DECORATORS:
                    name = _name(file, call) if call else None
                    yield _Asset(name or node.name, node.lineno, call, node)
        elif isinstance(node, ast.Call) and call_name(node) in _SPECS:
            name = _name(file, node) or file.text(argument(node, position=0))
            if name:
                yield _Asset(name.rpartition("/")[2], node.lineno, node)


def _name(file: PythonFile, call: ast.Call) -> str | None:
    """The last part of the key of an asset, or its name."""
    key = file.followed(argument(call, "key"))
    if isinstance(key, ast.Call) and key.args:
        parts = file.texts(key.args[0]) or [text for entry in key.args if (text := file.text(entry))]
    else:
        parts = file.texts(key) or [text for text in (file.text(key),) if text]
    named = [text for text in (file.text(argument(call, "name")),) if text]
    return next((part.rpartition("/")[2] for part in reversed(parts or named)), None)


def _asset_rows(file: PythonFile, asset: _Asset) -> Iterator[Row]:
    said = file.text(argument(asset.call, "description")) if asset.call else None
    text = said or (ast.get_docstring(asset.function) if asset.function else None)
    if text:
        yield description_row(CRAWLER, file.path, asset.name, None, text, line=asset.line)
    owners = file.texts(argument(asset.call, "owners")) if asset.call else []
    if owners:
        yield Owner(
            pattern=asset.name,
            is_reference=True,
            owner=" ".join(owner.removeprefix("team:") for owner in owners),
            tool=CRAWLER,
            path=file.path,
            line=asset.line,
        )
    for column in _columns(file, asset):
        name = file.text(argument(column, "name", position=0))
        if name:
            words = file.text(argument(column, "type", position=1)) or ""
            text = file.text(argument(column, "description", position=2))
            yield description_row(
                CRAWLER, file.path, asset.name, name, text, line=column.lineno, declared_type=of_words(words)
            )


def _columns(file: PythonFile, asset: _Asset) -> Iterator[ast.Call]:
    """The columns of the table schemas in the definition of an asset, and in its function."""
    metadata = argument(asset.call, "metadata", "definition_metadata") if asset.call else None
    values = list(file.pairs(metadata).values())
    schemas = [call for value in values if isinstance((call := file.followed(value)), ast.Call)]
    schemas += [node for node in ast.walk(asset.function) if isinstance(node, ast.Call)] if asset.function else []
    for schema in dict.fromkeys(schemas):
        if call_name(schema) in ("TableSchema", "from_name_type_dict"):
            for entry in file.entries(argument(schema, "columns", position=0)):
                column = file.followed(entry)
                if isinstance(column, ast.Call) and call_name(column) == "TableColumn":
                    yield column
