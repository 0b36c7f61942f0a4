"""Classes whose instances are records: pydantic, SQLModel, SQLAlchemy, dataclasses, patito and dataframely.

Such a class is a check of data only where something binds it to data; most are about an application's own objects.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from debt_pipelines.crawlers.python_checks import bounds
from debt_pipelines.crawlers.python_checks.annotations import Demand, demand_of, logical_type_of, word_of
from debt_pipelines.crawlers.python_checks.checks import Check, Suite, Text
from debt_pipelines.crawlers.python_checks.fields import DeclaredClass, Field
from debt_pipelines.crawlers.python_checks.values import Values

_BASES = {
    "pydantic.BaseModel": "pydantic",
    "pydantic.v1.BaseModel": "pydantic",
    "pandantic.BaseModel": "pydantic",
    "sqlmodel.SQLModel": "sqlmodel",
    "patito.Model": "patito",
    "dataframely.Schema": "dataframely",
}
FRAME_TOOLS = frozenset({"patito", "dataframely"})
"""Tools whose classes are always about frames."""
_RENAMED = {
    **dict.fromkeys(("min", "min_exclusive"), "ge"),
    **dict.fromkeys(("max", "max_exclusive"), "le"),
}
_VALIDATORS = frozenset({"field_validator", "validator", "validates"})
_MODEL_VALIDATORS = frozenset({"model_validator", "root_validator", "rule"})


def tool_of(declared: DeclaredClass, values: Values) -> str | None:
    """The library a class is made with; None for a class that is no record."""
    found = next((_BASES[base] for base in reversed(declared.bases) if base in _BASES), None)
    if found is not None:
        return found
    if isinstance(declared.option(values, "__tablename__"), str):
        return "sqlalchemy"
    marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in declared.node.decorator_list]
    names = [declared.module.dotted(mark) for mark in marks]
    return (
        "dataclass"
        if any(name in ("dataclass", "dataclasses.dataclass", "pydantic.dataclasses.dataclass") for name in names)
        else None
    )


def table_name(declared: DeclaredClass, values: Values) -> str | None:
    """The table that a class itself names."""
    name = declared.option(values, "__tablename__")
    return name if isinstance(name, str) else None


def of_class(declared: DeclaredClass, tool: str, values: Values) -> Suite:
    """The checks and texts of a record class; a dataclass checks nothing but that its fields are there."""
    module = declared.module
    suite = Suite(name=declared.node.name, tool=tool, path=module.path, line=module.line(declared.node))
    for field in declared.fields():
        if field.name != "model_config" and not field.name.startswith("_"):
            _add(suite, field, tool, values)
    if tool != "dataclass":
        suite.checks.extend(_of_methods(declared, values))
    text = ast.get_docstring(declared.node)
    if text:
        suite.texts.append(Text(column=None, text=" ".join(text.split()), line=suite.line))
    return suite


def _add(suite: Suite, field: Field, tool: str, values: Values) -> None:
    module, line = field.module, field.line(suite.path)
    said = _settings(field, values)
    if tool in ("sqlalchemy", "dataframely") and field.annotation is None:
        column = _of_column_call(field, tool, said)
    else:
        column = demand_of(field.annotation, module) if field.annotation else None
    alias = next(
        (said[word] for word in ("alias", "validation_alias", "name") if isinstance(said.get(word), str)), field.name
    )
    if column is None or (tool == "dataclass" and column.word is None):
        return
    suite.checks.extend(_checks(field, alias, column, said, tool, line))
    text = next(
        (said[word] for word in ("description", "comment", "doc", "title") if isinstance(said.get(word), str)),
        field.comment,
    )
    declared = None if tool == "dataclass" else column.logical_type
    suite.texts.append(Text(column=alias, text=text, declared_type=declared, line=line))


def _settings(field: Field, values: Values) -> dict[str, Any]:
    """The keywords of all calls that describe a field; None for one that is computed."""
    return {
        word.arg: values.known(word.value, field.scope) for call in field.calls() for word in call.keywords if word.arg
    }


def _of_column_call(field: Field, tool: str, said: dict[str, Any]) -> Demand | None:
    """What `Column(Integer, nullable=False)` or `dy.Int64(nullable=False)` demands."""
    call, module = field.value, field.module
    if not isinstance(call, ast.Call):
        return None
    name = module.dotted(call.func).rpartition(".")[2]
    if tool == "dataframely":
        is_column = module.dotted(call.func).startswith("dataframely.")
        is_optional = said.get("nullable") is not False and said.get("primary_key") is not True
        return Demand(name, logical_type_of(name), is_optional) if is_column else None
    if name not in ("Column", "mapped_column"):
        return None
    types = [word for part in call.args if (word := word_of(part, module)) and not isinstance(part, ast.Constant)]
    word = next((word for word in types if word not in ("ForeignKey", "CheckConstraint", "Identity", "Sequence")), None)
    is_optional = said.get("nullable") is not False and said.get("primary_key") is not True
    return Demand(word, logical_type_of(word), is_optional)


def _checks(
    field: Field, column: str, demand: Demand, said: dict[str, Any], tool: str, line: int | None
) -> Iterator[Check]:
    has_default = field.value is not None and not isinstance(field.value, ast.Call)
    is_required = (
        not has_default and "default" not in said and "default_factory" not in said and not _default_given(field)
    )
    if is_required and (tool in FRAME_TOOLS or tool == "sqlalchemy" or not demand.is_optional):
        yield bounds.presence(column, line)
    if tool == "dataclass":
        return
    yield from bounds.typed(column, demand.word, demand.logical_type, line)
    if said.get("nullable") is False or (not demand.is_optional and said.get("nullable") is not True):
        yield bounds.nullness(column, line)
    if said.get("unique") is True or said.get("primary_key") is True:
        yield from bounds.uniqueness([column], line)
    if demand.values:
        yield bounds.bound("Literal", list(demand.values), column, line)
    for name, value in (*demand.bounds, *said.items()):
        if name in bounds.KIND_OF and value is not None and name != "unique":
            renamed = _RENAMED.get(name, name) if tool == "dataframely" else name
            yield bounds.bound(renamed, value, column, line)
    if tool in ("sqlalchemy", "sqlmodel") and any(
        "ForeignKey" in field.module.dotted(call.func) for call in _inner_calls(field)
    ):
        yield bounds.bound("foreign_key", None, column, line)


def _inner_calls(field: Field) -> Iterator[ast.Call]:
    yield from (part for call in field.calls() for part in ast.walk(call) if isinstance(part, ast.Call))


def _default_given(field: Field) -> bool:
    """Whether `Field(0, ge=0)` gives a default as its first argument."""
    call = field.value
    first = call.args[0] if isinstance(call, ast.Call) and call.args else None
    is_field = isinstance(call, ast.Call) and field.module.dotted(call.func).rpartition(".")[2] == "Field"
    return is_field and first is not None and not (isinstance(first, ast.Constant) and first.value is ...)


def _of_methods(declared: DeclaredClass, values: Values) -> Iterator[Check]:
    for method, home in declared.methods():
        for mark in method.decorator_list:
            name = home.module.dotted(mark.func if isinstance(mark, ast.Call) else mark).rpartition(".")[2]
            given = mark.args if isinstance(mark, ast.Call) and name in _VALIDATORS else []
            columns: list[str | None] = [
                column for part in given if isinstance(column := values.known(part, home), str)
            ]
            line = home.module.line(method) if home.module is declared.module else None
            if name in _MODEL_VALIDATORS:
                columns = [None]
            for column in columns if name in _VALIDATORS | _MODEL_VALIDATORS else ():
                yield Check(type=f"{name}:{method.name}", column=column, kind="custom", line=line)
