"""Loads the rulebook strictly: a suite that is wrong anywhere is an error with file and line, never a silent drop.

Great Expectations is not imported here, so listing and explaining rules stays instant; whether it knows an
expectation type is checked when the engine builds the suite.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import RulebookError, UnreadableError
from debt_pipelines.model.rule import FAMILY_DIMENSIONS, FAMILY_TITLES, Rule, RuleMeta
from debt_pipelines.model.schema import TableSchema
from debt_pipelines.model.tables import FACT_TABLES, SCHEMAS, SUBJECTS
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

_SHARED_FIELDS = sorted(RuleMeta.model_fields.keys() & Rule.model_fields.keys() - {"code", "slug", "table", "subject"})
_SUITE_KEYS = frozenset({"name", "meta", "notes", "expectations"})
_EXPECTATION_KEYS = frozenset({"type", "kwargs", "severity", "description", "notes", "meta"})
_GX_SEVERITIES = ("critical", "warning", "info")
_COLUMN_KWARGS = ("column", "column_A", "column_B")
_FOREIGN_KWARGS = frozenset({"row_condition", "condition_parser", "where", "query", "severity", "meta", "id"})
_DATE_ONLY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def rulebook_folder() -> Path:
    """The folder of the product's own suites: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    bundled = package / "rulebook"
    return bundled if bundled.is_dir() else package.parent / "expectations"


def load_rules(folders: Iterable[Path] = (), *, disable: Iterable[str] = ()) -> tuple[Rule, ...]:
    """All rules of the rulebook and of further folders, sorted by code; raises RulebookError.

    A disabled rule stays in the list with `is_enabled` False.
    """
    rules: dict[str, Rule] = {}
    for folder in (rulebook_folder(), *folders):
        for path in _suites(folder):
            for rule in _suite_rules(path):
                _refuse_repeated(path, rule, rules)
                rules[rule.code] = rule
    disabled = set(disable)
    for code in sorted(disabled - rules.keys()):
        raise RulebookError(f"setting `disable`: there is no rule {code}", hint=did_you_mean(code, rules))
    _check_parents(rules)
    return tuple(rule.model_copy(update={"is_enabled": code not in disabled}) for code, rule in sorted(rules.items()))


def _suites(folder: Path) -> list[Path]:
    paths = sorted(path for path in folder.glob("*") if path.suffix in (".yaml", ".yml", ".json"))
    if not paths:
        raise RulebookError(f"no suites in `{folder.name}`", hint="give a folder with .yaml or .json suites")
    return paths


def _refuse_repeated(path: Path, rule: Rule, rules: dict[str, Rule]) -> None:
    if rule.code in rules:
        raise RulebookError(f"{path.name}: rule {rule.code} stands twice (also in {rules[rule.code].suite})")
    if any(other.slug == rule.slug for other in rules.values()):
        raise RulebookError(f"{path.name}: rule {rule.code} has a name that stands twice, {rule.slug}")


def _check_parents(rules: dict[str, Rule]) -> None:
    for rule in rules.values():
        for parent in rule.subsumed_by:
            if parent == rule.code:
                raise RulebookError(f"{rule.suite}: rule {rule.code}: it cannot be subsumed by itself")
            if parent not in rules:
                raise RulebookError(f"{rule.suite}: rule {rule.code}: there is no rule {parent} to be subsumed by")


def rulebook_version(rules: Iterable[Rule]) -> str:
    """A hash of the rules in force, 12 hex digits: two scans compare only under the same rules."""
    text = "\n".join(rule.model_dump_json(exclude={"notes", "title"}) for rule in rules if rule.is_enabled)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _suite_rules(path: Path) -> list[Rule]:
    try:
        document = load_yaml(path.read_text("utf-8"))
    except UnreadableError as error:
        raise RulebookError(f"{path.name}:{error.line or 1}: {error.message}") from error
    except UnicodeDecodeError as error:
        raise RulebookError(f"{path.name}: not UTF-8 text") from error
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("expectations"), list):
        raise RulebookError(f"{path.name}: a mapping with `expectations` is expected")
    if document.duplicates:
        key, line = document.duplicates[0]
        raise RulebookError(f"{path.name}:{line}: the key `{key}` stands twice")
    _refuse_unknown(path, 1, data, _SUITE_KEYS)
    about = data.get("meta")
    family = about.get("family") if isinstance(about, dict) else None
    if family not in list(FAMILY_TITLES):
        raise RulebookError(f"{path.name}: `meta.family` must be one of {', '.join(FAMILY_TITLES)}")
    return [
        _rule(path, document, index, family, str(data.get("name")), entry)
        for index, entry in enumerate(data["expectations"])
    ]


def _rule(path: Path, document: YamlDocument, index: int, family: Any, suite: str, entry: Any) -> Rule:
    line = document.line("expectations", index)
    if not isinstance(entry, dict):
        raise RulebookError(f"{path.name}:{line}: an expectation must be a mapping")
    _refuse_unknown(path, line, entry, _EXPECTATION_KEYS)
    try:
        meta = RuleMeta.model_validate(entry.get("meta") or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RulebookError(f"{path.name}:{line}: meta.{key}: {first['msg']}") from error
    where = f"{path.name}:{line}: rule {meta.code}"
    kwargs = entry.get("kwargs") or {}
    _check_expectation(where, family, meta, entry, kwargs)
    schema = _table(where, meta.table)
    _check_columns(where, schema, meta, kwargs)
    kind, identity = SUBJECTS[meta.table]
    return Rule(
        code=meta.code,
        slug=meta.slug,
        family=family,
        dimension=FAMILY_DIMENSIONS[family],
        title=entry["description"].strip(),
        notes=entry["notes"].strip(),
        suite=suite,
        table=meta.table,
        subject_kind=kind,
        subject=meta.subject or identity,
        expectation_type=entry["type"],
        kwargs=kwargs,
        **{name: getattr(meta, name) for name in _SHARED_FIELDS},
    )


def _check_expectation(where: str, family: str, meta: RuleMeta, entry: dict[str, Any], kwargs: Any) -> None:
    if not meta.code.startswith(family):
        raise RulebookError(f"{where}: the code does not belong to the family {family}")
    if not str(entry.get("type", "")).startswith("expect_"):
        raise RulebookError(f"{where}: `type` must name an expectation")
    if entry.get("severity") not in _GX_SEVERITIES:
        raise RulebookError(f"{where}: `severity` must be one of {', '.join(_GX_SEVERITIES)}")
    for key in ("description", "notes"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise RulebookError(f"{where}: `{key}` is missing")
    _check_arguments(where, kwargs)


def _check_arguments(where: str, kwargs: Any) -> None:
    if not isinstance(kwargs, dict):
        raise RulebookError(f"{where}: `kwargs` must be a mapping")
    for key, value in kwargs.items():
        if not isinstance(key, str):
            raise RulebookError(f"{where}: `{key}` is no argument of an expectation")
        if key in _FOREIGN_KWARGS:
            hint = "`applies_when` in meta names the rows a rule is about" if key == "row_condition" else None
            raise RulebookError(f"{where}: `{key}` has no place in kwargs", hint=hint)
        if isinstance(value, str) and _DATE_ONLY.match(value):
            raise RulebookError(f"{where}: `{key}` is a bare date; give an age in days as a fact instead")


def _table(where: str, table: str) -> TableSchema:
    if table not in FACT_TABLES:
        raise RulebookError(f"{where}: there is no fact table `{table}`", hint=did_you_mean(table, FACT_TABLES))
    return SCHEMAS[table]


def _check_columns(where: str, schema: TableSchema, meta: RuleMeta, kwargs: dict[str, Any]) -> None:
    listed = kwargs.get("column_list")
    named = [
        *(kwargs[key] for key in _COLUMN_KWARGS if key in kwargs),
        *(listed if isinstance(listed, list) else []),
        *(escalation.when for escalation in meta.severity_when),
        *((meta.effort.unit,) if meta.effort.unit else ()),
        meta.path,
        meta.line, *meta.applies_when, *meta.requires, *meta.subject, *meta.evidence, *meta.evidence_key,
        *_placeholders(where, meta.message),
    ]  # fmt: skip
    for name in named:
        if schema.column(str(name)) is None:
            hint = did_you_mean(str(name), schema.column_names)
            raise RulebookError(f"{where}: `{schema.name}` has no column `{name}`", hint=hint)
    _check_types(where, schema, meta)


def _placeholders(where: str, message: str) -> list[str]:
    """The fact columns that a message names."""
    try:
        parts = [part[1:] for part in string.Formatter().parse(message) if part[1] is not None]
    except ValueError as error:
        raise RulebookError(f"{where}: `message`: {error}") from error
    for name, form, conversion in parts:
        if not name or form or conversion:
            raise RulebookError(f"{where}: `message` may hold the name of a column in braces, and nothing else there")
    return [str(name) for name, _, _ in parts]


def _check_types(where: str, schema: TableSchema, meta: RuleMeta) -> None:
    columns = {column.name: column for column in schema.columns}
    for name in (*meta.applies_when, *(escalation.when for escalation in meta.severity_when)):
        if columns[name].data_type != "boolean":
            raise RulebookError(f"{where}: `{name}` is not a yes-or-no column")
    if meta.effort.unit and columns[meta.effort.unit].data_type not in ("integer", "number"):
        raise RulebookError(f"{where}: `{meta.effort.unit}` counts nothing, so it cannot be the unit of effort")
    if columns[meta.path].data_type != "string" or columns[meta.path].is_nullable:
        raise RulebookError(f"{where}: `{meta.path}` does not always name a file, so it cannot be the path")
    if columns[meta.line].data_type != "integer":
        raise RulebookError(f"{where}: `{meta.line}` is not a number, so it cannot be the line")


def _refuse_unknown(path: Path, line: int | None, entry: dict[Any, Any], known: frozenset[str]) -> None:
    for key in entry:
        if key not in known:
            raise RulebookError(f"{path.name}:{line}: unknown key `{key}`", hint=did_you_mean(str(key), known))
