"""One pass over the modules that may hold checks: all suites of a project, bound as far as code tells."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.crawlers.python_checks import (
    dagster_checks,
    expectations,
    pandera_schemas,
    plain_asserts,
    record_models,
)
from debt_pipelines.crawlers.python_checks.candidates import Candidates
from debt_pipelines.crawlers.python_checks.checks import Suite
from debt_pipelines.crawlers.python_checks.fields import DeclaredClass, classes_of
from debt_pipelines.crawlers.python_checks.frames import Frames
from debt_pipelines.crawlers.python_checks.modules import Module, Modules
from debt_pipelines.crawlers.python_checks.names import TableNames, meant_by
from debt_pipelines.crawlers.python_checks.uses import Uses
from debt_pipelines.crawlers.python_checks.values import Scope, Values
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import Project

_SCHEMA_TOOLS = frozenset({"pandera", "patito", "dataframely"})


@dataclass(slots=True)
class Collection:
    """The suites of a project, and what in its code could not be told."""

    suites: list[Suite] = field(default_factory=list)
    unknown: list[tuple[str, str, str, int | None]] = field(default_factory=list)
    """File, part, reason and line."""
    unreadable: list[Module] = field(default_factory=list)


class Collector:
    """Reads modules for one project, schemas first and what uses them afterwards."""

    def __init__(self, project: Project, tables: TableNames, *, has_databases: bool) -> None:
        self.project = project
        self.tables = tables
        self.has_databases = has_databases
        self.modules = Modules(project)
        self.values = Values(self.modules)
        self.frames = Frames(project, self.values)
        self.uses = Uses(self.frames)
        self.found = Collection()
        self._stored = [path for path in project.files if path.endswith(".json") and "expectations/" in path]
        self._schemas: list[Suite] = []
        self._records: list[Suite] = []

    def read(self, wanted: Candidates) -> Collection:
        """Everything that the candidates hold."""
        modules = [module for path in wanted.wanted if (module := self.modules.load(path)) is not None]
        self.found.unreadable = [module for module in modules if module.problem and module.path in wanted.strong]
        for module in modules:
            self._guarded(module, self.frames.add_calls)
            self._guarded(module, self._read_schemas)
        for module in modules if self._schemas or self._records else ():
            self._guarded(module, self.uses.read)
        self.found.suites = [*filter(self._is_told, self._schemas), *filter(self._is_bound, self._records)]
        self._note_tools_without_schema(modules)
        for module in modules:
            if module.path in wanted.strong:
                self._guarded(module, self._read_calls)
            if module.path in wanted.asserting:
                self._guarded(module, self._read_asserts)
        return self.found

    def _guarded(self, module: Module, read: Callable[[Module], None]) -> None:
        """Do one step on one module; code that is nested beyond reading costs only itself."""
        try:
            read(module)
        except RecursionError:
            module.problem = UnreadableError("too deeply nested")
            self.found.unreadable.append(module)

    def _note_tools_without_schema(self, modules: list[Module]) -> None:
        """A library of schemas that is imported although no schema of it was found: they are made in some other way."""
        made = {suite.tool for suite in self._schemas}
        for tool in sorted(_SCHEMA_TOOLS - made):
            users = [module for module in modules if not module.is_test and tool in module.tools]
            for module in users[:1]:
                self.found.unknown.append(
                    (module.path, tool, f"{tool} is imported, but its schemas are computed", None)
                )

    def _read_schemas(self, module: Module) -> None:
        for declared in classes_of(self.values, module):
            if pandera_schemas.is_model(declared):
                self._add_schema(pandera_schemas.of_class(declared, self.values), declared.node)
            elif tool := record_models.tool_of(declared, self.values):
                self._add_record(declared, tool)
        for scope in self.values.scopes(module):
            for name, call in pandera_schemas.schema_calls(scope):
                self._add_schema(pandera_schemas.of_call(name, call, scope, self.values), call)

    def _add_schema(self, suite: Suite, node: ast.AST) -> None:
        suite.fallback = meant_by(suite.name)
        self.uses.add(suite, node)
        self._schemas.append(suite)

    def _add_record(self, declared: DeclaredClass, tool: str) -> None:
        suite = record_models.of_class(declared, tool, self.values)
        if tool in record_models.FRAME_TOOLS:
            self._add_schema(suite, declared.node)
            return
        table = record_models.table_name(declared, self.values)
        if table is not None and (self.has_databases or table.lower() in self.tables.stems):
            suite.data = {table: frozenset()}
        elif tool in ("pydantic", "sqlmodel") and not declared.module.is_test:
            suite.fallback = self.tables.of_record(suite.name)
        self.uses.add(suite, declared.node)
        self._records.append(suite)

    def _is_told(self, suite: Suite) -> bool:
        """Whether a schema is about the project's data; one that only tests use on made-up frames is not."""
        module = self.modules.load(suite.path)
        if not suite.data and module is not None and module.is_test:
            return False
        if suite.is_computed:
            self.found.unknown.append((suite.path, suite.name, "its columns are computed", suite.line))
        if not (suite.checks or suite.texts):
            return False
        if not suite.data and suite.is_used and suite.fallback not in self.tables.stems:
            self.found.unknown.append((suite.path, suite.name, "what data it is run on is computed", suite.line))
        return True

    def _is_bound(self, suite: Suite) -> bool:
        """Whether something binds a record class to a table; what it says of other things is not about data."""
        suite.data = {path: new for path, new in suite.data.items() if kind_of(path) == "table" or "." not in path}
        return bool(suite.data or suite.fallback)

    def _read_asserts(self, module: Module) -> None:
        for scope in self.values.scopes(module):
            self.found.suites.extend(plain_asserts.suites_of(scope, self.frames))

    def _read_calls(self, module: Module) -> None:
        """The checks that calls and decorators make."""
        is_of_dagster = any(tool.startswith("dagster") for tool in module.tools)
        for scope in self.values.scopes(module):
            if is_of_dagster:
                self.found.suites.extend(dagster_checks.suites_of(scope, self.frames))
            if "xpect" in module.text:
                self.found.suites.extend(self._expectations(scope))

    def _expectations(self, scope: Scope) -> Iterator[Suite]:
        """The suites of a scope; one that is kept as a file as well is read there."""
        for suite, computed in expectations.suites_of(scope, self.frames):
            if self._is_stored(suite) or (scope.module.is_test and not suite.data):
                continue
            is_told = suite.data or suite.fallback in self.tables.stems
            for reason, line in (
                *(("the column of an expectation is computed", scope.module.line(call)) for call in computed[:1]),
                *(() if is_told else [("what data it is run on is computed", suite.line)]),
            ):
                self.found.unknown.append((suite.path, suite.name, reason, line))
            yield suite

    def _is_stored(self, suite: Suite) -> bool:
        """Whether a file keeps the suite, under its name or, where code computes that, under that of its table."""
        endings = (f"expectations/{suite.name}.json", f"expectations/{suite.name.replace('.', '/')}.json")
        stems = (path.rpartition("/")[2].removesuffix(".json") for path in self._stored)
        is_of_table = suite.fallback is not None and suite.fallback in map(meant_by, stems)
        return is_of_table or any(path.endswith(endings) for path in self._stored)
