"""Results that dbt has left in the tree: which tests ran, how they went, and how fresh the sources were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from debt_pipelines.catalog.tabular.lattice import of_words
from debt_pipelines.crawlers.dbt.checks import Check
from debt_pipelines.crawlers.dbt.projects import DbtProject
from debt_pipelines.model.data_rows import Description
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import parse_json
from debt_pipelines.project.locations import locate
from debt_pipelines.project.project import Project

ARTIFACTS = ("manifest.json", "run_results.json", "sources.json", "catalog.json")
_RESULTS: dict[str, Literal["passed", "failed", "error"]] = {
    "pass": "passed",
    "fail": "failed",
    "warn": "failed",
    "error": "error",
    "runtime error": "error",
}
_HASH_LENGTH = 10
_CheckKey = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check went when it ran last."""

    result: Literal["passed", "failed", "error"]
    run_at: str | None


@dataclass(slots=True)
class Results:
    """The last results of one project, by the names of tests and by what the manifest says they check."""

    by_name: dict[str, Outcome] = field(default_factory=dict)
    by_check: dict[_CheckKey, list[Outcome]] = field(default_factory=dict)
    by_source: dict[str, Outcome] = field(default_factory=dict)

    def of_test(self, table: str, check: Check, *, is_source: bool) -> Outcome | None:
        """The result of a test in YAML; None where it did not run, or where two tests cannot be told apart."""
        if check.own_name:
            return self.by_name.get(check.own_name)
        known = self.by_check.get((table, check.column, check.type), [])
        if known:
            return known[0] if len(known) == 1 else None
        parts = ("source" if is_source else "", check.type.replace(".", "_"), table.replace(".", "_"), check.column)
        start = "_".join(part for part in parts if part)
        found = [self.by_name[name] for name in self.by_name if name == start or name.startswith(f"{start}__")]
        return found[0] if len(found) == 1 else None

    def of_source(self, table: str) -> Outcome | None:
        """How fresh a table of a source was."""
        return self.by_source.get(table)


def read_results(artifacts: Mapping[str, dict[str, Any]]) -> Results:
    """The results of one project, from its artifacts by name."""
    results = Results()
    manifest = artifacts.get("manifest.json", {}).get("nodes")
    tests = manifest if isinstance(manifest, dict) else {}
    for unique_id, outcome in _outcomes(artifacts.get("run_results.json", {})):
        kind, _, name = unique_id.partition(".")
        if kind != "test":
            continue
        results.by_name[_test_name(name)] = outcome
        key = _checked(tests.get(unique_id))
        if key:
            results.by_check.setdefault(key, []).append(outcome)
    for unique_id, outcome in _outcomes(artifacts.get("sources.json", {})):
        results.by_source[".".join(unique_id.split(".")[2:])] = outcome
    return results


def artifact_paths(dbt: DbtProject) -> dict[str, str]:
    """Where each artifact lies, by its name."""
    target = dbt.config.text("target-path") or "target"
    folder = locate(dbt.folder, target if "{" not in target else "target").path
    return {f"{folder}/{name}": name for name in ARTIFACTS}


def read_artifacts(
    project: Project, paths: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any] | UnreadableError]]:
    """The artifacts that lie in the work tree, ignored by git or not, by path, or why one cannot be read."""
    visible = project.including(paths)
    for path, text in visible.texts(path for path in paths if path in visible.files):
        if isinstance(text, UnreadableError):
            yield path, text
            continue
        try:
            data = parse_json(text)
        except UnreadableError as error:
            yield path, error
            continue
        yield path, data if isinstance(data, dict) else UnreadableError("a mapping is expected at the top", line=1)


def catalog_rows(catalog: Mapping[str, Any], path: str, reference_of: Mapping[str, str]) -> Iterator[Description]:
    """The columns and types that the warehouse has, as `dbt docs` saw them; `reference_of` knows the nodes."""
    for section in ("nodes", "sources"):
        for unique_id, node in _mapping(catalog.get(section)).items():
            reference = reference_of.get(unique_id)
            for column in _mapping(_mapping(node).get("columns")).values() if reference else ():
                name, written, text = (_mapping(column).get(key) for key in ("name", "type", "comment"))
                if isinstance(name, str):
                    yield Description(
                        subject_kind="column",
                        reference=reference,
                        column=name,
                        text=text if isinstance(text, str) and text.strip() else None,
                        declared_type=of_words(written) if isinstance(written, str) else None,
                        tool="dbt",
                        path=path,
                    )


def _outcomes(document: Mapping[str, Any]) -> Iterator[tuple[str, Outcome]]:
    listed, generated_at = document.get("results"), _mapping(document.get("metadata")).get("generated_at")
    for entry in listed if isinstance(listed, list) else ():
        unique_id, result = _mapping(entry).get("unique_id"), _RESULTS.get(str(_mapping(entry).get("status")))
        if isinstance(unique_id, str) and result:
            yield unique_id, Outcome(result, generated_at if isinstance(generated_at, str) else None)


def _test_name(name: str) -> str:
    """The name of a test without its project, and without the hash that tests in YAML have."""
    named = name.partition(".")[2]
    stem, _, end = named.rpartition(".")
    return stem if stem and len(end) == _HASH_LENGTH else named


def _checked(test: Any) -> _CheckKey | None:
    """What a test of the manifest is about: the table, the column and the test as YAML names them."""
    metadata, attached = _mapping(_mapping(test).get("test_metadata")), _mapping(test).get("attached_node")
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if not isinstance(attached, str) or not isinstance(name, str):
        return None
    column = _mapping(test).get("column_name")
    table = ".".join(attached.split(".")[2:])
    return table, column if isinstance(column, str) else None, f"{namespace}.{name}" if namespace else name


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
