"""All settings as a page: what each is, its type and its default."""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from debt_pipelines.config.settings import DEFAULT_EXCLUDE, FamilyCost, Settings

_HEAD = """\
# Settings

Made from `debt_pipelines/config/settings.py` by `python -m docs.generate`.

`[tool.debt]` in pyproject.toml, or `debt.toml` without that prefix, which wins as a whole. `debt config show` prints
the settings in force and where each comes from, `debt config check` says what is wrong with them, `debt init` writes a
file to start from.

`default_exclude` leaves out {excluded}.

| setting | type | default | |
|---|---|---|---|"""


def page() -> str:
    """The page as Markdown."""
    excluded = ", ".join(f"`{pattern}`" for pattern in DEFAULT_EXCLUDE)
    lines = [_HEAD.format(excluded=excluded), *_rows(Settings)]
    for name, section in _sections(Settings):
        lines += ["", f"## `[tool.debt.{name}]`", "", inspect.getdoc(section) or "", ""]
        lines += ["| setting | type | default | |", "|---|---|---|---|", *_rows(section)]
    return "\n".join(lines) + "\n"


def _rows(model: type[BaseModel]) -> Iterator[str]:
    own_tables = {name.partition(".")[0] for name, _ in _sections(model)} if model is Settings else set()
    for name, field in model.model_fields.items():
        if name not in own_tables:
            yield f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {field.description or ''} |"


def _sections(model: type[BaseModel]) -> list[tuple[str, type[BaseModel]]]:
    """The tables below a table; one whose keys a team chooses has a star."""
    found: list[tuple[str, type[BaseModel]]] = []
    for name, field in model.model_fields.items():
        members = [field.annotation, *typing.get_args(field.annotation)]
        sections = [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
        is_map = typing.get_origin(field.annotation) is dict
        found += [(f"{name}.*" if is_map else name, section) for section in sections]
    return [*found, ("costs.*", FamilyCost)] if model is Settings else found


def _type(annotation: Any) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin is typing.Literal:
        return " or ".join(f"`{json.dumps(value)}`" for value in arguments)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_type(one) for one in arguments if one is not type(None))
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    named = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return named.get(annotation, "table")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.default
    if isinstance(default, BaseModel):
        default = default.model_dump(mode="json")
        return "`{" + ", ".join(f"{key} = {value:g}" for key, value in default.items()) + "}`"
    return "not set" if default is None else f"`{json.dumps(default)}`"
