"""The ledger of accepted debt as a team writes it, read strictly: a wrong entry is an error with its line.

An entry that is silently dropped would open the gate on nothing, or close it on everything.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.acceptance import ACCEPTANCE_REASONS, AcceptanceReason
from debt_pipelines.model.errors import SettingsError, UnreadableError
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml


def day(text: str) -> str:
    """A day as `2026-12-31`; raises ValueError for anything else."""
    try:
        is_day = datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise ValueError(f"`{text}` is not a day such as 2026-12-31")
    return text


Day = Annotated[str, AfterValidator(day)]
Words = Annotated[str, Field(min_length=1)]


class Acceptance(BaseModel):
    """One entry: the debt (a finding, or a pattern of subjects of one rule), why it stays, and who looks again when."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, strict=True)

    finding: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    code: Annotated[str, Field(pattern=r"^[A-Z]{3}\d{3}$")]
    subject: Words | None = None
    reason: AcceptanceReason
    words: Words
    owner: Words
    until: Day
    ticket: Words | None = None
    accepted_at: Day | None = None

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.finding is None and self.subject is None:
            raise ValueError("`finding` or `subject` is missing")
        return self


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry and the line it stands on."""

    acceptance: Acceptance
    line: int | None


def read_ledger(project: Project, path: str) -> list[LedgerEntry]:
    """The entries of the ledger of a project, none where it has no such file; raises SettingsError with the line."""
    if path not in project.files:
        return []
    try:
        return parse_ledger(path, project.text(path))
    except UnreadableError as error:
        raise SettingsError(f"{path}:{error.line or 1}: {error.message}", hint=error.hint) from error


def parse_ledger(path: str, text: str) -> list[LedgerEntry]:
    """The entries of the text of a ledger; raises SettingsError or, where it is no YAML, UnreadableError."""
    document = load_yaml(text)
    if document.duplicates:
        key, line = document.duplicates[0]
        raise SettingsError(f"{path}:{line}: the key `{key}` stands twice")
    if document.data is None:
        return []
    if not isinstance(document.data, list):
        raise SettingsError(f"{path}:1: a list of entries is expected", hint="`debt accept` writes such entries")
    return [_entry(path, document, number, value) for number, value in enumerate(document.data)]


def _entry(path: str, document: YamlDocument, number: int, value: Any) -> LedgerEntry:
    line = document.line(number)
    if not isinstance(value, dict):
        raise SettingsError(f"{path}:{line}: an entry must be a mapping", hint="`debt accept` writes such entries")
    try:
        return LedgerEntry(Acceptance.model_validate(value), line)
    except ValidationError as error:
        raise _error(path, document, number, error) from error


def _error(path: str, document: YamlDocument, number: int, error: ValidationError) -> SettingsError:
    # A key written wrong is missing too; what is there tells more.
    first = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    key = str(first["loc"][0]) if first["loc"] else ""
    where = f"{path}:{document.line(number, *([key] if key else []))}"
    if first["type"] == "extra_forbidden":
        return SettingsError(f"{where}: unknown key `{key}`", hint=did_you_mean(key, list(Acceptance.model_fields)))
    if first["type"] == "missing":
        return SettingsError(f"{where}: `{key}` is missing", hint="`debt accept` writes complete entries")
    if key == "reason":
        hint = did_you_mean(str(first["input"]), ACCEPTANCE_REASONS) or f"reasons: {', '.join(ACCEPTANCE_REASONS)}"
        return SettingsError(f"{where}: there is no reason `{first['input']}`", hint=hint)
    if first["type"] == "string_type":
        return SettingsError(f"{where}: `{key}` is not a text", hint="put it in quotes")
    said = first["msg"].removeprefix("Value error, ")
    return SettingsError(f"{where}: {f'`{key}`: ' if key else ''}{said[0].lower()}{said[1:]}")
