"""Crawls Great Expectations: suites of both generations, the data they are bound to, and how their checks went.

Suites and results are found by their content, so that stores in other places count too. A suite bound to several
datasets gives its rows once for each. Everything is parsed as data; nothing of the project is imported or run.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import great_expectations_strength as strength
from debt_pipelines.crawlers.great_expectations_bindings import CONFIG_NAMES, Bindings
from debt_pipelines.crawlers.great_expectations_files import (
    is_home,
    is_uncommitted,
    result_candidates,
    suite_candidates,
)
from debt_pipelines.crawlers.great_expectations_limits import limits_text, severity_of
from debt_pipelines.crawlers.great_expectations_results import Results, Run, read_runs
from debt_pipelines.crawlers.great_expectations_suites import Suite, read_suite
from debt_pipelines.crawlers.great_expectations_types import declared_type
from debt_pipelines.model.data_rows import Assertion, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import ancestors, folder_of
from debt_pipelines.project.project import Project

CRAWLER = "great_expectations"
_AFFIXES = re.compile(
    r"(?:[._-](?:ge|gx|great_expectations|expectations?|suite|validations?|checks|warnings?|critical|failure|error"
    r"|default|basic))+$|^(?:(?:ge|gx|expectations|suite|validate)[._-])+"
)


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all suites, and one source row per suite, per file that configures or binds suites, and per result."""
    suites: list[Suite] = []
    for path, is_sure in suite_candidates(project):
        suite = _read_suite(project, path, is_sure=is_sure)
        if suite is not None:
            yield _source(path, suite.problem)
            suites.append(suite)
        elif is_home(path):
            yield _source(path, UnreadableError("not an expectation suite"), status="skipped")
    configs = [path for path in project.paths(names=CONFIG_NAMES) if not is_uncommitted(path)]
    roots = {suite.path: _root_of(project, suite.path) for suite in suites}
    bindings = {root: Bindings(project, root) for root in {*map(folder_of, configs), *roots.values()}}
    paths = project.paths(suffixes=(".yml", ".yaml", ".json"))
    for root in sorted(bindings):
        for path, problem in bindings[root].read(paths):
            yield _source(path, problem)
    results: defaultdict[str, Results] = defaultdict(Results)
    for path, runs in _runs(project) if suites else ():
        yield _source(path, runs if isinstance(runs, UnreadableError) else None)
        for run in runs if isinstance(runs, list) else ():
            home = _root_of_run(project, run, suites, roots)
            if home is not None:
                results[home].add(run, bindings[home].references(run.batch))
    for suite in suites:
        yield from _assertions(suite, bindings[roots[suite.path]], results[roots[suite.path]])


def _source(path: str, problem: UnreadableError | None, *, status: SourceStatus = "error") -> Source:
    if problem is None:
        return Source(path=path, crawler=CRAWLER, kind="suite", status="read")
    error, line = problem.message, problem.line
    return Source(path=path, crawler=CRAWLER, kind="suite", status=status, error=error, line=line)


def _read_suite(project: Project, path: str, *, is_sure: bool) -> Suite | None:
    try:
        return read_suite(path, project.text(path))
    except UnreadableError as error:
        return Suite(path, problem=error) if is_sure else None


def _runs(project: Project) -> Iterator[tuple[str, list[Run] | UnreadableError]]:
    """The files that hold results, each with its runs, or the reason why it cannot be read."""
    for path, text in project.texts(result_candidates(project)):
        try:
            runs = text if isinstance(text, UnreadableError) else read_runs(path, text)
        except UnreadableError as error:
            runs = error
        if runs:
            yield path, runs


def _root_of(project: Project, path: str) -> str:
    """The folder of the Great Expectations project that a suite or a result belongs to."""
    above = [*ancestors(path), ""]
    for folder in above:
        if any(posixpath.join(folder, name) in project.files for name in CONFIG_NAMES):
            return folder
    stores = (folder for folder in above if posixpath.basename(folder) == "expectations")
    return folder_of(next(stores, path))


def _root_of_run(project: Project, run: Run, suites: list[Suite], roots: dict[str, str]) -> str | None:
    """The project that a run is of: the one its result lies in, or else the only one that has such a suite."""
    named = {roots[suite.path] for suite in suites if run.suite in (suite.name, suite.key)}
    own = _root_of(project, run.path)
    return own if own in named else next(iter(named)) if len(named) == 1 else None


def _assertions(suite: Suite, bindings: Bindings, results: Results) -> Iterator[Assertion]:
    name = suite.name if suite.name in results.of_suite else suite.key
    bound = bindings.of_suite[suite.name] | bindings.of_suite[suite.key]
    named = [suite.dataset] if suite.dataset else []
    declared = sorted(bound or named or results.references(name))
    for reference in declared or [_AFFIXES.sub("", suite.name) or suite.name]:
        for check in suite.expectations:
            kind, reason = strength.kind_of(check.type, check.kwargs), strength.vacuous_reason(check.type, check.kwargs)
            history = results.history(name, reference, check)
            for column in strength.columns_of(check.kwargs):
                yield Assertion(
                    reference=reference,
                    reference_source="declared" if declared else "name",
                    suite=suite.name,
                    position=check.position,
                    tool="great_expectations",
                    type=check.type,
                    column=column,
                    kind=kind,
                    strength=strength.strength_of(kind, check.kwargs, is_vacuous=reason is not None),
                    vacuous_reason=reason,
                    declared_type=declared_type(check.type, check.kwargs),
                    limits=limits_text(check.type, check.kwargs),
                    severity=severity_of(check.severity),
                    path=suite.path,
                    line=check.line,
                    **history,
                )
