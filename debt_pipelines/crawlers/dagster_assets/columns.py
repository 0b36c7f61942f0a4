"""What the definition of an asset, or its function, says of the columns of its table."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debt_pipelines.crawlers.dagster_assets.graph import ColumnText
from debt_pipelines.crawlers.python_source import Function, PythonFile, argument, call_name

_SCHEMAS = ("TableSchema", "from_name_type_dict")


def columns_of(file: PythonFile, metadata: ast.expr | None, function: Function | None) -> list[ColumnText]:
    """The columns of the table schemas in the metadata of a definition, and in the function that makes the asset."""
    schemas = [call for value in file.pairs(metadata).values() if isinstance((call := file.followed(value)), ast.Call)]
    schemas += [node for node in ast.walk(function) if isinstance(node, ast.Call)] if function else []
    return [
        ColumnText(
            name,
            file.text(argument(column, "type", position=1)),
            file.text(argument(column, "description", position=2)),
            column.lineno,
        )
        for column in _columns(file, schemas)
        if (name := file.text(argument(column, "name", position=0)))
    ]


def _columns(file: PythonFile, schemas: list[ast.Call]) -> Iterator[ast.Call]:
    for schema in dict.fromkeys(schemas):
        if call_name(schema) in _SCHEMAS:
            for entry in file.entries(argument(schema, "columns", position=0)):
                column = file.followed(entry)
                if isinstance(column, ast.Call) and call_name(column) == "TableColumn":
                    yield column
