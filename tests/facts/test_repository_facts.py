"""Repository facts: tests, and what runs by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, AutomatedCommand, CodeFiles, CodeTests, Sighting, Source
from debt_pipelines.model.pipeline_rows import Job
from debt_pipelines.model.schema import Row

FactsOf = Callable[..., dict[str, Any]]
STAGE = Job(job="dvc.yaml:train", kind="dvc_stage", name="train", template="dvc.yaml:train", path="dvc.yaml", line=2)
LOCK_ENTRY = Job(job="dvc.yaml:old", kind="dvc_lock_entry", name="old", template="dvc.yaml:old", path="dvc.lock")


@pytest.fixture
def fact(facts: Callable[..., list[dict[str, Any]]]) -> FactsOf:
    """A function `fact(*rows)` that gives the one row."""

    def build(*rows: Row) -> dict[str, Any]:
        (row,) = facts("repository_facts", *rows)
        return row

    return build


def code(n_files: int = 3, n_blank: int = 0, n_named_tests: int = 0) -> CodeFiles:
    return CodeFiles(language="python", path="src/a.py", n_files=n_files, n_blank=n_blank, n_named_tests=n_named_tests)


def command(text: str, tool: str = "github") -> AutomatedCommand:
    return AutomatedCommand(tool=tool, job="build", command=text, path=".github/workflows/ci.yml", line=9)


def check(tool: str) -> Assertion:
    return Assertion(
        reference="a", reference_source="name", suite="s", position=0, tool=tool, type="t", column=None, kind="volume",
        strength=1.0, path="s.yml",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "is_tested", "n_tests"),
    [
        ([code()], False, 0),
        ([code(), CodeTests(path="tests/test_a.py", tool="pytest", n_tests=4)], True, 4),
        ([code(), CodeTests(path="tests/test_a.py", tool="pytest", n_tests=0)], False, 0),
        ([code(), check("dbt"), check("great_expectations")], True, 2),
        ([code(), check("sql"), check("pydantic")], False, 0),
        ([code(n_named_tests=1)], None, 0),
        ([code(n_files=0, n_blank=7)], None, 0),
        ([code(n_files=1, n_blank=1)], None, 0),
        ([code(n_blank=1)], False, 0),
    ],
)
def test_whether_anything_is_tested(fact: FactsOf, rows: list[Row], is_tested: bool | None, n_tests: int) -> None:
    row = fact(*rows)
    assert (row["has_code"], row["is_tested"], row["n_tests"]) == (True, is_tested, n_tests)


def test_a_repository_of_data_only(fact: FactsOf) -> None:
    row = fact()
    assert (row["has_code"], row["n_code_files"], row["has_pipeline"], row["path"]) == (False, 0, False, ".")
    assert fact(code(n_files=0, n_named_tests=2))["has_code"] is False


@pytest.mark.parametrize(
    ("rows", "is_automated", "by"),
    [
        ([code()], False, None),
        ([code(), command("dvc pull")], False, None),
        ([code(), command("dvc pull"), command("dvc repro")], True, "dvc repro"),
        ([code(), command("python go.py")], None, None),
        ([code(), command("python go.py"), command("dvc repro")], True, "dvc repro"),
        ([command("dvc pull")], None, None),
        ([], None, None),
        ([code(), Source(path=".travis.yml", crawler="ci_files", kind="automation", status="skipped")], None, None),
        ([code(), Source(path=".travis.yml", crawler="ci_files", kind="automation", status="read")], False, None),
        ([code(), Source(path="x", crawler="ci_files", kind="crawler", status="error")], None, None),
    ],
)
def test_what_runs_the_pipeline(fact: FactsOf, rows: list[Row], is_automated: bool | None, by: str | None) -> None:
    row = fact(STAGE, *rows)
    assert (row["is_automated"], row["automated_by"]) == (is_automated, by)


def test_a_script_of_a_stage_is_the_pipeline(fact: FactsOf) -> None:
    job = Job(job="a:b", kind="dvc_stage", name="b", template="a:b", path="a", scripts="src/go.py\nsrc/on.py")
    assert fact(job, code(), command("python src/on.py"))["is_automated"] is True


def test_the_stages_as_written_and_the_models_of_a_warehouse(fact: FactsOf) -> None:
    again = Job(job="dvc.yaml:train@b", kind="dvc_stage", name="b", template="dvc.yaml:train", path="dvc.yaml", line=2)
    row = fact(STAGE, again, LOCK_ENTRY, code())
    assert (row["has_pipeline"], row["n_stages"], row["path"], row["line"]) == (True, 1, "dvc.yaml", 2)
    model = Sighting(path="dbt://shop/orders", crawler="dbt", kind="table", storage="warehouse", source_path="m.sql")
    row = fact(model, code())
    assert (row["has_pipeline"], row["n_stages"], row["path"]) == (True, 1, "m.sql")
    assert fact(LOCK_ENTRY, code())["has_pipeline"] is False
    assert fact(code())["path"] == "src/a.py"
