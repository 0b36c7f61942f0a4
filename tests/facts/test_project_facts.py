"""Project facts: whether anybody else can have the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.pipeline_rows import Remote
from debt_pipelines.model.schema import Row

ProjectFacts = Callable[..., dict[str, Any]]

LOCAL = Source(path=".dvc/config.local", crawler="dvc_config", kind="settings", status="skipped", error="secrets")


@pytest.fixture
def project_facts(facts: Callable[..., list[dict[str, Any]]]) -> ProjectFacts:
    """A function `project_facts(*rows)` that gives the one row."""

    def build(*rows: Row) -> dict[str, Any]:
        (row,) = facts("project_facts", *rows)
        return row

    return build


def _config(status: Any = "read", path: str = ".dvc/config") -> Source:
    return Source(path=path, crawler="dvc_config", kind="dvc", status=status)


def _remote(name: str = "storage", **changes: Any) -> Remote:
    values: dict[str, Any] = {
        "scheme": "s3",
        "url": "s3://b",
        "is_default": True,
        "is_defined": True,
        "path": ".dvc/config",
        "line": 4,
    }
    return Remote(remote=name, **values | changes)


def _out(path: str, storage: Any = "dvc") -> Sighting:
    return Sighting(path=path, crawler="dvc_pipeline", storage=storage, source_path="dvc.yaml")


@pytest.mark.parametrize(
    ("remotes", "problem"),
    [
        ([], "no remote is configured"),
        ([_remote(is_defined=False, scheme=None, url=None)], "the default remote `storage` is not defined"),
        ([_remote(scheme="file", url="/mnt/x")], "the default remote `storage` is a local folder"),
        ([_remote()], None),
        ([_remote(is_default=False)], None),
        ([_remote("backup", is_default=False, scheme="file"), _remote()], None),
        (
            [_remote("backup", is_default=False), _remote(scheme="file")],
            "the default remote `storage` is a local folder",
        ),
    ],
)
def test_each_problem_of_the_default_remote(
    project_facts: ProjectFacts, remotes: list[Remote], problem: str | None
) -> None:
    row = project_facts(_config(), _out("a.csv"), *remotes)
    assert (row["remote_problem"], row["is_remote_known"]) == (problem, True)


@pytest.mark.parametrize("unknown", [[_config(), LOCAL], [_config("error")]], ids=["local", "broken"])
def test_a_problem_that_an_unread_configuration_may_solve_is_not_known(
    project_facts: ProjectFacts, unknown: list[Source]
) -> None:
    assert project_facts(*unknown, _out("a.csv"))["is_remote_known"] is None
    assert project_facts(*unknown, _out("a.csv"), _remote(is_defined=False))["is_remote_known"] is None
    assert project_facts(*unknown, _out("a.csv"), _remote())["is_remote_known"] is True


def test_other_sources_left_out_do_not_matter(project_facts: ProjectFacts) -> None:
    other = Source(path="dbt_project.yml", crawler="unread_tools", kind="suite", status="skipped", error="not read yet")
    assert project_facts(_config(), other)["is_remote_known"] is True


def test_a_remote_is_needed_where_outputs_are_kept_in_the_cache(project_facts: ProjectFacts) -> None:
    row = project_facts(_config(), _out("a.csv"), _out("b.csv"), _out("c.csv", "git"), _out("d.csv", "import"))
    assert (row["needs_remote"], row["n_tracked_outputs"]) == (True, 2)
    assert project_facts(_config(), _out("c.csv", "git"))["needs_remote"] is False


def test_where_the_finding_points(project_facts: ProjectFacts) -> None:
    assert (project_facts()["path"], project_facts()["line"]) == (".dvc/config", None)
    row = project_facts(_config(path="sub/.dvc/config"), _remote(is_defined=False, line=3))
    assert (row["path"], row["line"]) == ("sub/.dvc/config", 3)


def test_a_project_without_dvc(project_facts: ProjectFacts) -> None:
    row = project_facts(Source(path="a.csv", crawler="tables", kind="data", status="read"))
    assert (row["is_dvc_project"], row["needs_remote"], row["n_tracked_outputs"]) == (False, False, 0)
    assert project_facts(_config())["is_dvc_project"] is True
