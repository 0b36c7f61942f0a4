"""Project facts: whether anybody else can have the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge, Remote
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


def _out(path: str, storage: Any = "dvc", source: str = "dvc.yaml") -> Sighting:
    return Sighting(path=path, crawler="dvc_pipeline", storage=storage, source_path=source)


def _edge(remote: str | None, path: str = "dvc.yaml") -> Edge:
    return Edge(
        job=f"{path}:a", direction="out", target="a.csv", path=path, is_external=False, is_present=None, remote=remote
    )


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
    remote = _remote(is_defined=False, line=3, path="sub/.dvc/config")
    row = project_facts(_config(path="sub/.dvc/config"), remote)
    assert (row["path"], row["line"]) == ("sub/.dvc/config", 3)


def test_a_project_without_dvc(project_facts: ProjectFacts) -> None:
    row = project_facts(Source(path="a.csv", crawler="tables", kind="data", status="read"))
    assert (row["is_dvc_project"], row["needs_remote"], row["n_tracked_outputs"]) == (False, False, 0)
    assert project_facts(_config())["is_dvc_project"] is True


def test_each_dvc_project_is_judged_by_its_own_remotes(facts: Callable[..., list[dict[str, Any]]]) -> None:
    local = Source(path="b/.dvc/config.local", crawler="dvc_config", kind="settings", status="skipped", error="secrets")
    rows = facts(
        "project_facts",
        *(_config(path=f"{folder}.dvc/config") for folder in ("", "a/", "a/deep/", "b/", "c/")),
        local,
        _remote(),
        _remote("mine", path="a/.dvc/config", is_defined=False, line=2),
        _out("x.csv"),
        _out("a/x.csv", source="a/dvc.yaml"),
        _out("a/y.csv", source="a/more/y.csv.dvc"),
        _out("a/deep/x.csv", source="a/deep/dvc.yaml"),
        _out("b/x.csv", source="b/dvc.yaml"),
        _out("c/x.csv", "git", source="c/dvc.yaml"),
    )
    told = [(row["project"], row["path"], row["n_tracked_outputs"], row["remote_problem"]) for row in rows]
    assert told == [
        (".", ".dvc/config", 1, None),
        ("a", "a/.dvc/config", 2, "the default remote `mine` is not defined"),
        ("a/deep", "a/deep/.dvc/config", 1, "no remote is configured"),
        ("b", "b/.dvc/config", 1, "no remote is configured"),
    ]
    assert [row["is_remote_known"] for row in rows] == [True, True, True, None]


def test_outputs_above_all_dvc_projects_have_no_remote(facts: Callable[..., list[dict[str, Any]]]) -> None:
    remote = _remote(path="sub/.dvc/config")
    rows = facts("project_facts", _config(path="sub/.dvc/config"), remote, _out("a"), _out("b", source="sub/b.dvc"))
    assert [(row["path"], row["remote_problem"]) for row in rows] == [
        (".dvc/config", "no remote is configured"),
        ("sub/.dvc/config", None),
    ]


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        ([_edge("storage"), _edge(None)], None),
        ([_edge("gone")], "the remote `gone`, which an output names, is not defined"),
        ([_edge("gone", "sub/dvc.yaml")], None),
        ([_remote("gone", is_default=False, is_defined=False, path="x.dvc")],
         "the remote `gone`, which an output names, is not defined"),
        ([_remote("storage", is_default=False, is_defined=False, path="x.dvc")], None),
    ],
)  # fmt: skip
def test_an_output_may_name_a_remote_of_its_own(
    facts: Callable[..., list[dict[str, Any]]], named: list[Row], problem: str | None
) -> None:
    (row,) = facts("project_facts", _config(), _config(path="sub/.dvc/config"), _remote(), _out("a.csv"), *named)
    assert row["remote_problem"] == problem
