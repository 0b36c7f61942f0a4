"""Expectations of Great Expectations that code makes, and the data that the same code reads for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.crawlers import great_expectations_strength as strength
from debt_pipelines.crawlers.great_expectations_limits import limits_of, severity_of
from debt_pipelines.crawlers.great_expectations_types import declared_type
from debt_pipelines.crawlers.python_checks.checks import Check, Suite
from debt_pipelines.crawlers.python_checks.frames import Frames, Origins
from debt_pipelines.crawlers.python_checks.names import meant_by, snake
from debt_pipelines.crawlers.python_checks.values import Scope, Values

TOOL = "great_expectations"
_METHOD = re.compile(r"expect_(column|table|multicolumn|compound|select)_\w+")
_CLASS = re.compile(r"Expect(Column|Table|Multicolumn|Compound|Select)\w+|UnexpectedRowsExpectation")
_CONFIGURATION = "ExpectationConfiguration"
_ADDING = frozenset({"add_expectation", "add_expectation_configuration", "validate", "append", "add"})
_SUITE_WORDS = ("expectation_suite_name", "suite_name", "name")
_SUITE_MAKERS = re.compile(r"ExpectationSuite|(add|create|get)\w*_expectation_suite|get_validator")
_ABOUT_IT = frozenset({"severity", "notes", "description", "id"})
_COMPUTED = "<computed>"
"""Stands for a value that is computed; it is no bound, no set and no pattern."""
_ARGUMENTS = (
    (re.compile(r"table_row_count_to_be_between|table_column_count_to_be_between"), ("min_value", "max_value")),
    (re.compile(r"table_\w+_count_to_equal"), ("value",)),
    (re.compile(r"table_columns_to_match_ordered_list|compound_columns|multicolumn|select_column"), ("column_list",)),
    (re.compile(r"table_columns_to_match_set"), ("column_set", "exact_match")),
    (re.compile(r"column_pair"), ("column_A", "column_B")),
    (re.compile(r"column_\w*_between"), ("column", "min_value", "max_value")),
    (re.compile(r"column_\w*_set"), ("column", "value_set")),
    (re.compile(r"column_values_to_(not_)?match_regex_list"), ("column", "regex_list")),
    (re.compile(r"column_values_to_(not_)?match_regex"), ("column", "regex")),
    (re.compile(r"column_values_to_match_strftime_format"), ("column", "strftime_format")),
    (re.compile(r"column_values_to_be_of_type"), ("column", "type_")),
    (re.compile(r"column_values_to_be_in_type_list"), ("column", "type_list")),
    (re.compile(r"column"), ("column",)),
)


def suites_of(scope: Scope, frames: Frames) -> Iterator[tuple[Suite, list[ast.expr]]]:
    """The expectations of one scope, by what they are made on, each with the expectations whose column is computed."""
    grouped: dict[tuple[str, tuple[str, ...]], tuple[Suite, list[ast.expr]]] = {}
    calls = list(_calls(scope))
    listed = _listed(scope, frames.values) if calls else {}
    named = _suite_name(scope, frames.values) if calls else None
    for call, made_on in calls:
        name = listed.get(id(call), named)
        expectation, arguments = _named(call, scope, frames.values)
        if expectation is None:
            continue
        data = _data(made_on, scope, frames)
        line = scope.module.line(call)
        label = name or scope.name or scope.module.path.rpartition("/")[2].partition(".")[0]
        key = (label, tuple(sorted(data)))
        if key not in grouped:
            suite = Suite(name=label, tool=TOOL, path=scope.module.path, line=line, data=data, is_used=True)
            suite.fallback = meant_by(name or scope.name)
            grouped[key] = (suite, [])
        suite, computed = grouped[key]
        checks = list(_checks(expectation, arguments, line))
        suite.checks.extend(checks)
        computed.extend([] if checks else [call])
    yield from grouped.values()


def _calls(scope: Scope) -> Iterator[tuple[ast.Call, ast.expr | None]]:
    """Calls that make an expectation, with the validator, the suite or the batch they are made on."""
    holder: dict[int, ast.expr] = {}
    for node in scope.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ADDING:
            holder |= {id(part): node.func.value for part in [*node.args, *(word.value for word in node.keywords)]}
    for node in scope.nodes:
        if not isinstance(node, ast.Call):
            continue
        name = scope.module.dotted(node.func).rpartition(".")[2] or getattr(node.func, "attr", "")
        if isinstance(node.func, ast.Attribute) and _METHOD.fullmatch(name):
            yield node, node.func.value
        elif _CLASS.fullmatch(name) or name == _CONFIGURATION:
            yield node, holder.get(id(node)) or _variable(node, scope, holder)


def _listed(scope: Scope, values: Values) -> dict[int, str]:
    """The names of the suites that are made with a list of expectations, by expectation."""
    found: dict[int, str] = {}
    for node in scope.nodes:
        words = {word.arg: word.value for word in node.keywords} if isinstance(node, ast.Call) else {}
        name = values.known(words["name"], scope) if {"name", "expectations"} <= words.keys() else None
        if isinstance(name, str):
            found |= {id(part): name for part in ast.walk(words["expectations"])}
    return found


def _variable(node: ast.Call, scope: Scope, holder: dict[int, ast.expr]) -> ast.expr | None:
    """What an expectation that is kept in a variable is added to."""
    names = {name for name, values in scope.assigned.items() if any(value is node for _line, value in values)}
    parts = (part for part in scope.nodes if isinstance(part, ast.Name) and part.id in names and id(part) in holder)
    return next((holder[id(part)] for part in parts), None)


def _named(call: ast.Call, scope: Scope, values: Values) -> tuple[str | None, dict[str, Any]]:
    """The expectation in snake case and its arguments."""
    name = scope.module.dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")
    named = {word.arg: word.value for word in call.keywords if word.arg}
    if name == _CONFIGURATION:
        written = named.get("type") or named.get("expectation_type")
        expectation = values.known(written, scope)
        kwargs = named.get("kwargs")
        pairs = zip(kwargs.keys, kwargs.values, strict=True) if isinstance(kwargs, ast.Dict) else ()
        arguments = {str(values.known(key, scope)): _value(value, scope, values) for key, value in pairs if key}
        return (expectation, arguments) if isinstance(expectation, str) else (None, {})
    expectation = name if name.islower() else snake(name)
    short = expectation.removeprefix("expect_")
    order = next((words for pattern, words in _ARGUMENTS if pattern.match(short)), ())
    given = dict(zip(order, call.args, strict=False)) | named
    return expectation, {word: _value(value, scope, values) for word, value in given.items()}


def _value(node: ast.expr, scope: Scope, values: Values) -> Any:
    try:
        return values.literal(node, scope)
    except (ValueError, TypeError):
        return _COMPUTED


def _checks(expectation: str, arguments: dict[str, Any], line: int | None) -> Iterator[Check]:
    """One check per column; a loop over written columns makes one for each; none where the column is computed."""
    looped = arguments.get("column")
    names = [name for name in looped if isinstance(name, str)] if isinstance(looped, list | dict) else None
    kwargs_of = [arguments] if names is None else [{**arguments, "column": name} for name in names]
    for kwargs in kwargs_of:
        if _COMPUTED in [kwargs.get(word) for word in ("column", "column_A", "column_B", "column_list", "column_set")]:
            continue
        kind, reason = strength.kind_of(expectation, kwargs), strength.vacuous_reason(expectation, kwargs)
        known = {word: value for word, value in kwargs.items() if value != _COMPUTED and word not in _ABOUT_IT}
        for column in strength.columns_of(kwargs):
            yield Check(
                type=expectation,
                column=column,
                kind=kind,
                strength=strength.strength_of(kind, kwargs, is_vacuous=reason is not None),
                limits=limits_of(expectation, known),
                severity=severity_of(kwargs.get("severity")),
                vacuous_reason=reason,
                declared_type=declared_type(expectation, known),
                line=line,
            )


def _data(made_on: ast.expr | None, scope: Scope, frames: Frames) -> Origins:
    """The data a validator or a suite is for: followed back, or told by what the suite is validated with."""
    if made_on is not None and (found := frames.everywhere(made_on, scope)):
        return found
    name = made_on.id if isinstance(made_on, ast.Name) else None
    for there in dict.fromkeys((scope, *frames.values.scopes(scope.module))):
        for node in there.nodes:
            if not isinstance(node, ast.Call) or (there is not scope and name is None):
                continue
            words = {word.arg: word.value for word in node.keywords}
            suite = words.get("suite") or next((part for part in node.args if isinstance(part, ast.Name)), None)
            is_run = isinstance(suite, ast.Name) and suite.id == name and scope.module.dotted(node.func) != ""
            data = words.get("data") or (node.func.value if isinstance(node.func, ast.Attribute) else None)
            if is_run and data is not None and (found := frames.everywhere(data, there)):
                return found
    return _only_file(scope, frames)


def _only_file(scope: Scope, frames: Frames) -> Origins:
    """The one frame that the module runs batches on, or the one table that it reads."""
    found: Origins = {}
    scopes = frames.values.scopes(scope.module)
    batches = [(frame, there) for there in scopes for node in there.nodes for frame in _frames_given(node)]
    for frame, there in batches:
        found |= frames.everywhere(frame, there)
    for there in () if batches else scopes:
        for node in there.nodes:
            if isinstance(node, ast.Call) and frames.is_reader(node):
                found |= {path: new for path, new in frames.everywhere(node, there).items() if kind_of(path) == "table"}
    return found if len(found) == 1 else {}


def _frames_given(node: ast.AST) -> Iterator[ast.expr]:
    """The frame in `run(batch_parameters={"dataframe": df})`."""
    for word in node.keywords if isinstance(node, ast.Call) else ():
        if word.arg == "batch_parameters" and isinstance(word.value, ast.Dict):
            pairs = zip(word.value.keys, word.value.values, strict=True)
            yield from (value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "dataframe")


def _suite_name(scope: Scope, values: Values) -> str | None:
    """The name that the code gives its suite."""
    for there in (scope, *(outer for outer in (scope.outer,) if outer)):
        for node in there.nodes:
            if isinstance(node, ast.Call) and _SUITE_MAKERS.search(ast.unparse(node.func)):
                words = {word.arg: word.value for word in node.keywords}
                for word in _SUITE_WORDS:
                    name = values.known(words.get(word), there)
                    if isinstance(name, str) and (word != "name" or "uite" in ast.unparse(node.func)):
                        return name
    return None
