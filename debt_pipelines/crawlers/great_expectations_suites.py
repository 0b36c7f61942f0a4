"""Reads one expectation suite, of either generation, from the text of its file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.crawlers.great_expectations_files import is_home
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.yaml_document import YamlDocument

_SUITE_NAMES = ("expectation_suite_name", "name")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation as its suite, or a result of it, writes it; the position is that in its suite."""

    position: int
    line: int | None
    type: str
    kwargs: dict[str, Any]
    severity: Any = None


@dataclass(slots=True)
class Suite:
    """One suite: its name, the dataset that its `meta` names, its expectations, and the first problem met."""

    path: str
    name: str = ""
    dataset: str | None = None
    expectations: list[Expectation] = field(default_factory=list)
    problem: UnreadableError | None = None

    @property
    def key(self) -> str:
        """The name under which a store keeps it, which may differ from the name it gives itself."""
        return self.path.rpartition("expectations/")[2].removesuffix(".json").replace("/", ".")


def read_suite(path: str, text: str) -> Suite | None:
    """The suite that a file holds; None when it holds something else; raises UnreadableError."""
    document = load_document(path, text)
    if not _looks_like_suite(document.data, path):
        return None
    suite = Suite(path)
    names = [document.data.get(key) for key in _SUITE_NAMES]
    suite.name = next((name for name in names if isinstance(name, str) and name), suite.key)
    meta = document.data.get("meta")
    named = meta.get("dataset") if isinstance(meta, dict) else None
    suite.dataset = named if isinstance(named, str) and named else None
    listed = document.data["expectations"]
    if not isinstance(listed, list):
        suite.problem = UnreadableError("`expectations` is not a list", line=document.line("expectations"))
        return suite
    for position, entry in enumerate(listed):
        _add_expectation(suite, document, position, entry)
    return suite


def expectations_in(data: Any) -> list[Expectation] | None:
    """The expectations of a suite that is already parsed, without lines; None where it is no suite."""
    listed = data.get("expectations") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        return None
    return [found for entry in listed if (found := expectation_of(entry))]


def expectation_of(entry: Any, position: int = 0, line: int | None = None) -> Expectation | None:
    """An entry of a suite or a result as an expectation; None where it has no type or no kwargs."""
    name = _type_of(entry)
    kwargs = (entry.get("kwargs") or {}) if isinstance(entry, dict) else None
    if name is None or not isinstance(kwargs, dict):
        return None
    meta = entry.get("meta")
    said = entry.get("severity") or (meta.get("severity") if isinstance(meta, dict) else None)
    return Expectation(position, line, name, kwargs, said)


def dicts(data: Any) -> list[dict[Any, Any]]:
    """The mappings among the entries of a list or the values of a mapping."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [value for value in values if isinstance(value, dict)]


def _looks_like_suite(data: Any, path: str) -> bool:
    if not isinstance(data, dict) or "expectations" not in data or not data.keys() & set(_SUITE_NAMES):
        return False
    names = [_type_of(entry) or "" for entry in dicts(data["expectations"])]
    is_typed = any(name.startswith(("expect_", "unexpected_rows")) for name in names)
    return is_typed or is_home(path) or "expectation_suite_name" in data


def _type_of(entry: Any) -> str | None:
    names = [entry.get(key) for key in ("expectation_type", "type")] if isinstance(entry, dict) else []
    return next((name for name in names if isinstance(name, str)), None)


def _add_expectation(suite: Suite, document: YamlDocument, position: int, entry: Any) -> None:
    line = document.line("expectations", position)
    expectation = expectation_of(entry, position, line)
    if expectation is not None:
        suite.expectations.append(expectation)
        return
    lack = "type" if _type_of(entry) is None else "kwargs"
    problem = f"has no {lack}" if isinstance(entry, dict) else "is not an object"
    suite.problem = suite.problem or UnreadableError(f"expectation {position + 1} {problem}", line=line)
