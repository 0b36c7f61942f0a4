"""A project with its tables and the findings that a test names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.analysis import crawl
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.fixes.patch import Debt
from debt_pipelines.model.finding import Finding, Subject, fingerprint
from debt_pipelines.project.project import open_project

MakeDebt = Callable[..., Debt]


def finding(code: str, subject: str) -> Finding:
    """A finding about a dataset, a column of one, or a job; only what fixes look at is told apart."""
    dataset, _, column = subject.partition("#")
    is_job = not subject.startswith("file:")
    about = Subject(kind="job" if is_job else "column" if column else "dataset", id=subject)
    return Finding(
        id=fingerprint(code, about),
        code=code,
        slug=code.lower(),
        family="DOC",
        severity="medium",
        subject=about,
        dataset=None if is_job else dataset,
        column=column or None,
        message="",
        evidence={},
        path="",
        line=None,
        owner=None,
        effort_minutes=5,
        exposure=None,
        impact=1,
        priority=1,
        status="new",
        first_seen=None,
        is_advice=False,
        is_tier_1=False,
    )


@pytest.fixture
def debt(make_repo: Callable[..., Path]) -> MakeDebt:
    """A function from files and findings, as `code, subject`, to what the fixes work on."""

    def make(files: dict[str, str], *findings: tuple[str, str]) -> Debt:
        project, settings = open_project(make_repo(files)), Settings()
        frames = crawl(project, settings)
        frames |= build_catalog(frames, settings)
        frames |= build_facts(frames)
        return Debt(project, frames, tuple(finding(*one) for one in findings))

    return make
