"""Dataset facts: words, checks, owners and state of every dataset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, Description, Mention, Owner, Sighting, Source
from debt_pipelines.model.pipeline_rows import Artifact, Edge, Job
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen

DatasetFacts = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def dataset_facts(facts: Callable[..., list[dict[str, Any]]]) -> DatasetFacts:
    """A function `dataset_facts(*rows)` that gives the facts by path."""
    return lambda *rows: {row["data_path"]: row for row in facts("dataset_facts", *rows)}


def _seen(path: str = "data/orders.csv", crawler: str = "tables", **changes: Any) -> Sighting:
    values: dict[str, Any] = {
        "kind": "table",
        "storage": "git",
        "source_path": path,
        "is_present": True,
        "is_schema_read": True,
    }
    return Sighting(path=path, crawler=crawler, **values | changes)


def _text(text: str | None, *, column: str | None = None, declared_type: str | None = None) -> Description:
    return Description(
        subject_kind="column" if column else "dataset",
        reference="data/orders.csv",
        column=column,
        text=text,
        declared_type=declared_type,
        tool="markdown",
        path="doc.md",
    )


def _check(kind: Any = "range", strength: float = 1.0) -> Assertion:
    return Assertion(
        reference="data/orders.csv",
        reference_source="declared",
        suite="s",
        position=0,
        tool="great_expectations",
        type="t",
        column="id",
        kind=kind,
        strength=strength,
        vacuous_reason=None,
        path="suite.json",
    )


def _stage(name: str, *, deps: tuple[str, ...] = (), command: str = "python x.py") -> list[Row]:
    job = Job(job=name, kind="dvc_stage", name=name, template=name, path="dvc.yaml", command=command)
    return [job, *(Edge(job=name, direction="dep", target=target, path="dvc.yaml") for target in deps)]


def _unread(kind: Any) -> Source:
    return Source(path="dbt_project.yml", crawler="unread_tools", kind=kind, status="skipped", error="not read yet")


def test_a_dataset_about_which_nothing_is_written(dataset_facts: DatasetFacts) -> None:
    row = dataset_facts(_seen(line=3))["data/orders.csv"]
    assert (row["dataset"], row["path"], row["line"]) == ("file:data/orders.csv", "data/orders.csv", 3)
    assert (row["kind"], row["storage"], row["tier"], row["is_tier_1"]) == ("table", "git", 3, False)
    assert (row["is_table"], row["is_documentable"], row["is_present"], row["is_content_read"]) == (
        True,
        True,
        True,
        True,
    )
    assert (row["description"], row["owner"], row["malformation"]) == (None, None, None)
    assert (row["is_validated"], row["is_checked_by_job"], row["is_schema_declared"]) == (False, False, False)
    assert (row["n_assertions"], row["n_strong_assertions"], row["n_undocumented_columns"]) == (0, 0, 0)
    assert (row["is_description_known"], row["is_validation_known"]) == (True, True)


@pytest.mark.parametrize(
    ("texts", "description"),
    [
        (["All orders since 2019"], "All orders since 2019"),
        (["TODO", "orders", "All orders since 2019"], "All orders since 2019"),
        (["two words"], None),
        (["orders"], None),
        (["TBD"], None),
        (["  "], None),
        ([None], None),
        ([], None),
    ],
)
def test_a_description_counts_when_it_says_something(
    dataset_facts: DatasetFacts, texts: list[str | None], description: str | None
) -> None:
    row = dataset_facts(_seen(), *(_text(text) for text in texts))["data/orders.csv"]
    assert row["description"] == description
    assert (row["description_problem"] is None) == (description is not None)


def test_what_is_wrong_with_each_description_is_told(dataset_facts: DatasetFacts) -> None:
    texts: list[tuple[str | None, ...]] = [(), ("TODO",), ("Orders",), ("two words",)]
    problems = [dataset_facts(_seen(), *map(_text, some))["data/orders.csv"]["description_problem"] for some in texts]
    assert len(set(problems)) == len(texts)
    assert dataset_facts(_seen(), _text(None), _text("TODO"))["data/orders.csv"]["description_problem"] == problems[1]


def test_the_text_of_a_column_is_not_the_one_of_its_table(dataset_facts: DatasetFacts) -> None:
    assert dataset_facts(_seen(), _text("Number of the order", column="id"))["data/orders.csv"]["description"] is None


def test_an_artifact_describes_its_path(dataset_facts: DatasetFacts) -> None:
    told = [
        Artifact(
            artifact="a", target="data/orders.csv", type=None, description="All orders since 2019", path="dvc.yaml"
        ),
        Artifact(artifact="b", target="elsewhere", type=None, description="Something else entirely", path="dvc.yaml"),
        Artifact(artifact="c", target=None, type=None, description="Something without path", path="dvc.yaml"),
    ]
    assert dataset_facts(_seen(), *told)["data/orders.csv"]["description"] == "All orders since 2019"


@pytest.mark.parametrize("kind", ["suite", "description", "crawler", "data"])
def test_what_an_unread_tool_may_say_is_not_known_to_be_missing(dataset_facts: DatasetFacts, kind: str) -> None:
    row = dataset_facts(_seen(), _unread(kind))["data/orders.csv"]
    assert row["is_description_known"] is (None if kind in ("description", "crawler") else True)
    assert row["is_validation_known"] is (None if kind in ("suite", "crawler") else True)


def test_what_is_there_is_known_whatever_else_is_unread(dataset_facts: DatasetFacts) -> None:
    unread = [_unread("suite"), _unread("description")]
    row = dataset_facts(_seen(), _text("All orders since 2019"), _check(), *unread)["data/orders.csv"]
    assert (row["is_description_known"], row["is_validation_known"]) == (True, True)


def test_checks(dataset_facts: DatasetFacts) -> None:
    row = dataset_facts(_seen(), _check(), _check(strength=0.5), _check(strength=0.1))["data/orders.csv"]
    assert (row["n_assertions"], row["n_strong_assertions"], row["is_validated"]) == (3, 2, True)


@pytest.mark.parametrize(
    ("rows", "is_declared"),
    [
        ([_check("presence")], True),
        ([_check("type")], True),
        ([_check("range")], False),
        ([_text("Number", column="id", declared_type="integer")], True),
        ([_text("Number", column="id")], False),
        ([_seen(crawler="datapackage", is_schema_declared=True)], True),
    ],
)
def test_a_schema_is_declared_by_types_or_by_a_list_of_columns(
    dataset_facts: DatasetFacts, rows: list[Row], is_declared: bool
) -> None:
    assert dataset_facts(_seen(), *rows)["data/orders.csv"]["is_schema_declared"] is is_declared


@pytest.mark.parametrize(
    ("name", "command", "is_check"),
    [
        ("check_orders", "python x.py", True),
        ("a", "python validate_orders.py", True),
        ("a", "great_expectations checkpoint run orders", True),
        ("a", "soda scan -d x", True),
        ("quality@eu", "python x.py", True),
        ("verification", "python x.py", True),
        ("checkout", "python checkout.py", False),
        ("a", "python train.py --invalid", False),
        ("a", "git recheck", False),
    ],
)
def test_a_job_that_is_a_check(dataset_facts: DatasetFacts, name: str, command: str, is_check: bool) -> None:
    found = dataset_facts(_seen(), _seen("data/other.csv"), *_stage(name, deps=("data/orders.csv",), command=command))
    row = found["data/orders.csv"]
    assert (row["is_checked_by_job"], row["is_validated"]) == (is_check, is_check)
    assert found["data/other.csv"]["is_checked_by_job"] is False


@pytest.mark.parametrize(
    ("changes", "is_documentable"),
    [
        ({"kind": "table"}, True),
        ({"kind": "directory"}, True),
        ({"kind": "other"}, True),
        ({"kind": "model"}, False),
        ({"kind": "metric"}, False),
        ({"kind": "media"}, False),
        ({"storage": "dvc", "is_present": False}, True),
        ({"storage": "import", "is_present": False}, True),
        ({"storage": "external", "is_present": False}, False),
        ({"storage": "none", "is_present": False}, False),
    ],
)
def test_datasets_that_somebody_should_describe(
    dataset_facts: DatasetFacts, changes: dict[str, Any], is_documentable: bool
) -> None:
    assert dataset_facts(_seen("x", **changes))["x"]["is_documentable"] is is_documentable


def test_files_in_a_tracked_folder_are_described_with_it(dataset_facts: DatasetFacts) -> None:
    folder = _seen("data", "dvc_files", kind="directory", storage="dvc", source_path="data.dvc", line=2)
    inside = [_seen(f"data/{name}.csv", storage="none") for name in ("a", "b")]
    found = dataset_facts(folder, *inside)
    assert {path: row["is_documentable"] for path, row in found.items()} == {
        "data": True,
        "data/a.csv": False,
        "data/b.csv": False,
    }


def test_datasets_of_one_declaration_are_described_once(dataset_facts: DatasetFacts) -> None:
    found = dataset_facts(*(_seen(path, storage="dvc", source_path="dvc.yaml", line=4) for path in ("b.csv", "a.csv")))
    assert {path: row["is_documentable"] for path, row in found.items()} == {"a.csv": True, "b.csv": False}


def test_a_table_that_is_nowhere_is_no_table_to_judge(dataset_facts: DatasetFacts) -> None:
    row = dataset_facts(_seen(storage="none", is_present=False, is_schema_read=False))["data/orders.csv"]
    assert (row["is_table"], row["is_content_read"]) == (False, None)


def test_columns_that_are_owed_a_description(dataset_facts: DatasetFacts) -> None:
    columns = [
        ColumnSeen(path="data/orders.csv", column=name, position=n, physical_type="text")
        for n, name in enumerate(("id", "day", "amount"))
    ]
    rows = [_seen(), *columns, _text("Number", column="id"), _text("TODO", column="day"), _text("Gone", column="old")]
    assert dataset_facts(*rows)["data/orders.csv"]["n_undocumented_columns"] == 2


def test_readers_owners_and_malformations(dataset_facts: DatasetFacts) -> None:
    rows = [
        _seen(malformation="ragged", malformation_line=7, line=1),
        Owner(pattern="data/", owner="data-team", tool="codeowners", path="CODEOWNERS"),
        *_stage("a", deps=("data/orders.csv",)),
        *_stage("b", deps=("data/orders.csv",)),
    ]
    row = dataset_facts(*rows)["data/orders.csv"]
    assert (row["n_consumers"], row["n_downstream"], row["owner"]) == (2, 2, "data-team")
    assert (row["malformation"], row["malformation_line"], row["line"]) == ("ragged", 7, 1)


def _in_warehouse(name: str, **changes: Any) -> Sighting:
    path = f"dbt://shop/{name}"
    return Sighting(path=path, crawler="dbt", kind="table", storage="warehouse", source_path="schema.yml", **changes)


def test_a_table_that_a_project_makes_in_a_warehouse_is_a_table(dataset_facts: DatasetFacts) -> None:
    row = dataset_facts(_in_warehouse("orders"))["dbt://shop/orders"]
    assert (row["is_table"], row["is_documentable"], row["is_present"]) == (True, True, False)


def test_a_table_that_others_load_counts_once_something_reads_it(dataset_facts: DatasetFacts) -> None:
    paths = [f"dbt://shop/source.raw.{name}" for name in ("read", "searched", "idle")]
    seen = [_in_warehouse(path.rpartition("/")[2], import_kind="database", line=n) for n, path in enumerate(paths)]
    mentions = [
        Mention(kind="dataset", reference=paths[0], path="models/a.sql"),
        Mention(kind="dataset", reference=paths[1], path=None),
    ]
    rows = dataset_facts(*seen, *mentions)
    assert [rows[path]["is_table"] for path in paths] == [True, False, False]
    assert {rows[path]["is_documentable"] for path in paths} == {True}
