"""Fact rows about checks as a whole: one row a suite, and one for what a repository tests and automates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.schema import Row

CoverageKind = Literal["volume", "completeness", "schema", "uniqueness", "domain", "freshness"]
"""What checks of a dataset can be about; `dataset_facts` has a column `has_<kind>_check` for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteFact(Row):
    """What is known of one suite of checks."""

    table: ClassVar[str] = "suite_facts"
    suite: Annotated[str, "Identifier: file and name"]
    name: Annotated[str, "Name of the suite"]
    tool: Annotated[str, "Tool it is written for"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line of its first check, from 1"]
    n_checks: Annotated[int, "Checks in it; one that names several columns counts once"]
    datasets: Annotated[str | None, "Datasets it is bound to, comma-separated"]
    is_bindable: Annotated[bool, "A suite of its own, which something must bind to data"]
    is_bound: Annotated[bool | None, "Something committed binds it to data; empty when code may, or a file is unread"]
    binding_confidence: Annotated[float | None, "How sure its best binding is, 0..1"]
    is_first_copy: Annotated[bool, "The first of the suites with the same checks; so is one that has no copy"]
    is_comparable: Annotated[bool, "Such a first one, with three checks or more"]
    is_content_known: Annotated[bool | None, "All its checks are known to the last limit; empty when not"]
    n_copies: Annotated[int, "Suites with the same checks, itself among them"]
    copies: Annotated[str | None, "The first of the others, comma-separated"]
    is_run: Annotated[bool | None, "A result of it is recorded; empty when results are not kept"]
    last_run_at: Annotated[str | None, "Date of its last recorded result (ISO 8601)"]
    run_problem: Annotated[str | None, "How it lacks results that other suites have"]
    is_run_known: Annotated[bool | None, "Whether it runs is known; empty when results are not kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryFact(Row):
    """What a repository tests, and what of it runs by itself; one row."""

    table: ClassVar[str] = "repository_facts"
    repository: Annotated[str, "Folder, a dot"]
    path: Annotated[str, "File the finding points at: the first pipeline, or the first code file"]
    line: Annotated[int | None, "Line in that file, from 1"]
    has_code: Annotated[bool, "Has code that somebody could test"]
    n_code_files: Annotated[int, "Code files, tests not among them"]
    is_tested: Annotated[bool | None, "Has automated tests or checks; empty when they may be there but cannot be read"]
    n_tests: Annotated[int, "Automated tests and checks that were found"]
    has_pipeline: Annotated[bool, "Has stages or models that something must run"]
    n_stages: Annotated[int, "Those stages, as written"]
    is_automated: Annotated[
        bool | None, "An automated command runs the pipeline or its checks; empty when that cannot be told"
    ]
    n_automated: Annotated[int, "Automated commands that were read"]
    automated_by: Annotated[str | None, "The command that does it"]
