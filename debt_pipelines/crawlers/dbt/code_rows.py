"""The rows of what only SQL and Python files show: models without YAML, tests in SQL, sources that something reads."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.crawlers.dbt import jinja
from debt_pipelines.crawlers.dbt.checks import severity_of
from debt_pipelines.crawlers.dbt.jinja import SourceTable
from debt_pipelines.crawlers.dbt.nodes import CodeFile, Everything, Nodes
from debt_pipelines.crawlers.dbt.results import Results
from debt_pipelines.crawlers.dbt.table_rows import CRAWLER
from debt_pipelines.model.data_rows import Assertion, Mention, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node


def code_rows(
    nodes: Nodes, everything: Everything, documents: list[Node], results: Results, *, declared: set[str]
) -> Iterator[Row]:
    """Rows of the code of one project; `declared` are the datasets that its YAML has told of."""
    for name, code, line in _defined(nodes):
        reference = nodes.reference(name)
        if reference not in declared:
            yield _sighting(reference, code.path, line)
    for test in nodes.tests:
        yield from _singular(test, nodes, everything, results)
    yield from _reads(nodes, everything, documents)


def _defined(nodes: Nodes) -> Iterator[tuple[str, CodeFile, int]]:
    for name, code in nodes.models.items():
        if name not in nodes.version_files:
            yield name, code, 1
    for name, (code, line) in nodes.snapshots.items():
        yield name, code, line


def _sighting(reference: str, path: str, line: int) -> Sighting:
    return Sighting(path=reference, crawler=CRAWLER, kind="table", storage="warehouse", source_path=path, line=line)


def _singular(test: CodeFile, nodes: Nodes, everything: Everything, results: Results) -> Iterator[Assertion]:
    """One row a table that the test names: what it looks for may be in any of them."""
    project = nodes.project
    is_off = project.setting(("tests", "data_tests"), test.path, "enabled") is False
    if is_off or jinja.is_disabled(test.text):
        return
    named = jinja.references(test.text)
    references = dict.fromkeys(everything.reference_of(each, project.name) for each in named)
    outcome = results.by_name.get(test.stem)
    inherited = project.setting(("tests", "data_tests"), test.path, "severity")
    for reference in references or (None,):
        yield Assertion(
            reference=reference,
            reference_source="declared",
            suite=test.stem,
            position=0,
            tool=CRAWLER,
            type="singular",
            column=None,
            kind="custom",
            strength=1.0,
            vacuous_reason=None,
            severity=severity_of({"severity": jinja.severity(test.text)}, inherited),
            is_run=True if outcome else None,
            last_result=outcome.result if outcome else None,
            last_run_at=outcome.run_at if outcome else None,
            path=test.path,
            line=1,
        )


def _reads(nodes: Nodes, everything: Everything, documents: list[Node]) -> Iterator[Mention]:
    """The tables of sources that models, analyses or exposures read, each at the first place that does."""
    places = [(code.path, code.text) for code in nodes.code]
    for document in documents:
        read = [exposure.words("depends_on") for exposure in document.items("exposures")]
        read += [snapshot.words("relation") for snapshot in document.items("snapshots")]
        places.append((document.path, " ".join(word for words in read for word in words)))
    seen: set[str] = set()
    for path, text in places:
        for named in jinja.references(text):
            reference = everything.reference_of(named, nodes.project.name)
            if isinstance(named, SourceTable) and reference not in seen:
                seen.add(reference)
                yield Mention(kind="dataset", reference=reference, path=path)
