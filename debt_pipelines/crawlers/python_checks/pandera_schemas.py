"""Schemas of pandera: classes of typed fields, and `DataFrameSchema` objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debt_pipelines.crawlers.python_checks import bounds
from debt_pipelines.crawlers.python_checks.annotations import demand_of, logical_type_of, word_of
from debt_pipelines.crawlers.python_checks.checks import Check, Suite, Text
from debt_pipelines.crawlers.python_checks.fields import DeclaredClass, Field
from debt_pipelines.crawlers.python_checks.modules import Module
from debt_pipelines.crawlers.python_checks.pandera_checks import of_check_argument, of_field, of_method, severity_of
from debt_pipelines.crawlers.python_checks.values import Scope, Values

TOOL = "pandera"
_MODELS = frozenset({"DataFrameModel", "SchemaModel"})
_COLUMN_WORDS = ("dtype", "checks", "parsers", "nullable", "unique")
_SCHEMA_WORDS = ("columns", "checks")


def is_model(declared: DeclaredClass) -> bool:
    """Whether a class is a schema of pandera."""
    return any(base.rpartition(".")[2] in _MODELS for base in declared.bases)


def of_class(declared: DeclaredClass, values: Values) -> Suite:
    """The checks and texts of a schema class."""
    module = declared.module
    suite = Suite(name=declared.node.name, tool=TOOL, path=module.path, line=module.line(declared.node))
    is_coerced = declared.option(values, "coerce") is True
    for field in declared.fields():
        if field.annotation is not None and field.name != "Config":
            _add_field(suite, field, values, is_coerced=is_coerced)
    for method, home in declared.methods():
        suite.checks.extend(of_method(method, home, suite.path, values))
    suite.checks.extend(table_checks(declared.option(values, "strict"), declared.option(values, "unique"), suite.line))
    text = declared.option(values, "description") or ast.get_docstring(declared.node)
    if isinstance(text, str):
        suite.texts.append(Text(column=None, text=" ".join(text.split()), line=suite.line))
    return suite


def _add_field(suite: Suite, field: Field, values: Values, *, is_coerced: bool) -> None:
    scope, demand = field.scope, demand_of(field.annotation, field.module)
    call = next((call for call in field.calls() if field.module.dotted(call.func).endswith("Field")), None)
    named = {keyword.arg: keyword.value for keyword in call.keywords} if call else {}
    said = {word: values.known(value, scope) for word, value in named.items() if word}
    alias = said.get("alias", field.name)
    if demand.is_index or said.get("regex") or not isinstance(alias, str):
        return
    line = field.line(suite.path)
    is_coerced = is_coerced or said.get("coerce") is True
    logical_type = None if is_coerced else demand.logical_type
    checks = [] if demand.is_optional else [bounds.presence(alias, line)]
    checks.extend(bounds.typed(alias, demand.word, logical_type, line))
    if (not said.get("nullable") and "nullable" not in named) or said.get("nullable") is False:
        checks.append(bounds.nullness(alias, line, severity_of(call, scope, values) if call else None))
    checks.extend(bounds.uniqueness([alias] if said.get("unique") is True else [], line))
    checks.extend(of_field(call, alias, line, scope, values) if call else ())
    suite.checks.extend(checks)
    text = said.get("description") or field.comment or said.get("title")
    text = text if isinstance(text, str) else None
    suite.texts.append(Text(column=alias, text=text, declared_type=logical_type, line=line))


def table_checks(strict: object, unique: object, line: int | None) -> Iterator[Check]:
    """What `strict` and `unique` of a whole schema check."""
    if strict is True:
        yield Check(type="strict", column=None, kind="presence", strength=bounds.PRESENCE_STRENGTH, line=line)
    columns = unique if isinstance(unique, list) else [unique]
    yield from bounds.uniqueness([column for column in columns if isinstance(column, str)], line)


def schema_calls(scope: Scope) -> Iterator[tuple[str, ast.Call]]:
    """The `DataFrameSchema(...)` objects of a scope, each with the name it goes by."""
    named: dict[int, str] = {}
    for node in scope.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Attribute):
            named.setdefault(id(node.value), _last(node.targets[0]))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            named.setdefault(id(node.value), _last(node.target))
        elif isinstance(node, ast.Return) and node.value is not None:
            named.setdefault(id(node.value), scope.name)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            named |= {
                id(value): key.value
                for key, value in pairs
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
    for node in scope.nodes:
        if isinstance(node, ast.Call) and scope.module.dotted(node.func).rpartition(".")[2] == "DataFrameSchema":
            yield named.get(id(node), ""), node


def _last(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def of_call(name: str, call: ast.Call, scope: Scope, values: Values) -> Suite:
    """The checks and texts of a `DataFrameSchema`."""
    module = scope.module
    given = dict(zip(_SCHEMA_WORDS, call.args, strict=False)) | {word.arg or "": word.value for word in call.keywords}
    own = values.known(given.get("name"), scope)
    suite = Suite(
        name=name or (own if isinstance(own, str) else ""), tool=TOOL, path=module.path, line=module.line(call)
    )
    is_coerced = values.known(given.get("coerce"), scope) is True
    columns, there = _dictionary(given.get("columns"), scope, values)
    suite.is_computed = columns is None and not _is_none(given.get("columns"))
    for key, value in zip(columns.keys, columns.values, strict=True) if columns else ():
        column = values.known(key, there)
        suite.is_computed = suite.is_computed or not isinstance(column, str)
        if isinstance(column, str):
            _add_column(suite, column, value, there, values, is_coerced=is_coerced)
    suite.checks.extend(of_check_argument(given.get("checks"), None, scope, values))
    strict, unique = values.known(given.get("strict"), scope), values.known(given.get("unique"), scope)
    suite.checks.extend(table_checks(strict, unique, suite.line))
    text = values.known(given.get("description"), scope)
    if isinstance(text, str):
        suite.texts.append(Text(column=None, text=text, line=suite.line))
    return suite


def _dictionary(node: ast.expr | None, scope: Scope, values: Values) -> tuple[ast.Dict | None, Scope]:
    if isinstance(node, ast.Name | ast.Attribute):
        meaning = values.meaning(node, scope)
        node, scope = meaning or (None, scope)
    return (node, scope) if isinstance(node, ast.Dict) else (None, scope)


def _add_column(suite: Suite, column: str, node: ast.expr, scope: Scope, values: Values, *, is_coerced: bool) -> None:
    module: Module = scope.module
    if isinstance(node, ast.Name):
        node, scope = values.meaning(node, scope) or (node, scope)
    if not isinstance(node, ast.Call):
        return
    given = dict(zip(_COLUMN_WORDS, node.args, strict=False)) | {word.arg or "": word.value for word in node.keywords}
    said = {word: values.known(value, scope) for word, value in given.items() if word != "checks"}
    if said.get("regex") is True:
        return
    line = module.line(node)
    word = None if said.get("dtype") is None and _is_none(given.get("dtype")) else word_of(given.get("dtype"), module)
    declared = None if is_coerced or said.get("coerce") is True else logical_type_of(word)
    checks = [] if said.get("required") is False else [bounds.presence(column, line)]
    checks.extend(bounds.typed(column, word, declared, line))
    if "nullable" not in given or said["nullable"] is False:
        checks.append(bounds.nullness(column, line))
    checks.extend(bounds.uniqueness([column] if said.get("unique") is True else [], line))
    checks.extend(of_check_argument(given.get("checks"), column, scope, values))
    suite.checks.extend(checks)
    text = said.get("description") or said.get("title")
    text = text if isinstance(text, str) else None
    suite.texts.append(Text(column=column, text=text, declared_type=declared, line=line))


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)
