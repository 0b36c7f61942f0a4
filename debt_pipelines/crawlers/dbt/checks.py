"""Tests of dbt as written in YAML: their names, arguments and settings, and what certainly cannot fail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from debt_pipelines.crawlers.dbt.check_kinds import base_strength, kind_of
from debt_pipelines.crawlers.file_rows import json_of
from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.project.document_node import Node

Severity = Literal["error", "warning"]
_SETTINGS = frozenset(
    "severity enabled warn_if error_if where limit fail_calc store_failures store_failures_as tags database schema "
    "alias meta".split()
)
_LIMITING = ("where", "limit", "warn_if", "error_if", "fail_calc")
_NO_ARGUMENTS = frozenset({"config", "arguments", "name", "test_name", "description"})
_FALSE = re.compile(r"\(?\s*(false|1\s*=\s*0|0\s*=\s*1|1\s*=\s*2|1\s*(<>|!=)\s*1)\s*\)?\s*;?", re.IGNORECASE)
_TRUE = re.compile(r"\(?\s*(true|1\s*=\s*1)\s*\)?", re.IGNORECASE)
_NEVER_A_COUNT = re.compile(r"\s*(<\s*0|<=\s*-\d+|=\s*-\d+|<\s*-\d+)\s*")
_ROW_BY_ROW = frozenset(
    "not_null unique accepted_values relationships accepted_range not_accepted_values unique_combination_of_columns "
    "expression_is_true not_empty_string relationships_where".split()
)
"""Tests that look for bad rows, and so pass where there are no rows."""


@dataclass(frozen=True, slots=True)
class Check:
    """One test as written, its settings apart from its arguments."""

    type: str
    own_name: str | None
    column: str | None
    arguments: dict[str, Any]
    settings: dict[str, Any]
    line: int | None

    @property
    def short(self) -> str:
        """The name of the test without its package."""
        return self.type.rpartition(".")[2]

    @property
    def kind(self) -> AssertionKind:
        """What it checks."""
        return kind_of(self.type)

    @property
    def is_off(self) -> bool:
        """Whether it never runs."""
        return self.settings.get("enabled") is False

    @property
    def limits(self) -> str | None:
        """What it allows, as a JSON object."""
        limiting = {key: self.settings[key] for key in _LIMITING if self.settings.get(key) is not None}
        allowed = {**self.arguments, **limiting}
        return json_of(allowed or None)

    @property
    def vacuous_reason(self) -> str | None:
        """Why it cannot fail on any data; None when it can."""
        return _setting_reason(self) or _argument_reason(self)

    @property
    def strength(self) -> float:
        """How much it can catch, 0..1."""
        if self.vacuous_reason:
            return 0.0
        base = base_strength(self.type, self.kind)
        share = self.arguments.get("at_least" if self.short == "not_null_proportion" else "mostly")
        is_share = isinstance(share, int | float) and 0 <= share <= 1
        return round(base * float(share), 4) if is_share and share is not None else base


def severity_of(settings: dict[str, Any], inherited: Any) -> Severity | None:
    """What a failure does; None where a template decides it."""
    written = settings.get("severity") or inherited or "error"
    return {"error": "error", "warn": "warning"}.get(str(written).lower())  # type: ignore[return-value]


def read_check(node: Node, column: str | None) -> Check | None:
    """The test that an entry of `tests` or `data_tests` is; None for what is none."""
    entry = node.value
    if isinstance(entry, str):
        return Check(entry, None, column, {}, {}, node.line)
    if not isinstance(entry, dict):
        return None
    if isinstance(entry.get("test_name"), str):
        return _named(entry, entry["test_name"], column, node.line)
    keys = [key for key in entry if isinstance(key, str) and key not in (*_NO_ARGUMENTS, *_SETTINGS)]
    if not keys:
        return None
    body = entry[keys[0]]
    beside = {key: entry[key] for key in entry if key != keys[0]} if len(entry) > 1 else {}
    return _named({**beside, **(body if isinstance(body, dict) else {})}, keys[0], column, node.at(keys[0]).line)


def _named(body: dict[Any, Any], name: str, column: str | None, line: int | None) -> Check:
    config, nested = body.get("config"), body.get("arguments")
    settings = {key: value for key, value in body.items() if key in _SETTINGS}
    arguments = {key: value for key, value in body.items() if key not in _SETTINGS | _NO_ARGUMENTS}
    settings |= config if isinstance(config, dict) else {}
    arguments |= nested if isinstance(nested, dict) else {}
    named = column or _text(arguments.get("column_name"))
    return Check(name, _text(body.get("name")), named, arguments, settings, line)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _setting_reason(check: Check) -> str | None:
    """Why the settings let nothing fail; a `fail_calc` of its own may count anything."""
    where, limit = check.settings.get("where"), check.settings.get("limit")
    bounds = [check.settings.get(key) for key in ("warn_if", "error_if")]
    if where is not None and check.short in _ROW_BY_ROW and _FALSE.fullmatch(str(where).strip()):
        return f"`where: {where}` leaves no row to check"
    if check.settings.get("fail_calc") is not None:
        return None
    if limit == 0 and limit is not False and bounds == [None, None]:
        return "`limit: 0` drops every failure"
    if all(isinstance(bound, str) and _NEVER_A_COUNT.fullmatch(bound) for bound in bounds):
        return f"`warn_if: {bounds[0]}` and `error_if: {bounds[1]}` hold for no number of failures"
    return None


def _argument_reason(check: Check) -> str | None:
    given = check.arguments
    if check.type == "dbt_utils.accepted_range" and given.get("min_value") is None and given.get("max_value") is None:
        return "it has neither `min_value` nor `max_value`"
    expression = str(given.get("expression", "")).strip()
    if check.type == "dbt_utils.expression_is_true" and check.column is None and _TRUE.fullmatch(expression):
        return f"the expression `{expression}` holds for every row"
    at_least = given.get("at_least")
    if check.type == "dbt_utils.not_null_proportion" and at_least == 0 and given.get("at_most", 1) == 1:
        return f"`at_least: {at_least}` is met when every value is missing"
    return None
