"""Dataset facts about its place: origin, use and copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Description, Mention, Owner, Sighting
from debt_pipelines.model.pipeline_rows import Artifact, Edge, Job
from debt_pipelines.model.schema import Row

DatasetFact = Callable[..., dict[str, Any]]


@pytest.fixture
def dataset_fact(facts: Callable[..., list[dict[str, Any]]]) -> DatasetFact:
    """A function that gives the facts of the dataset `d/x.csv`."""
    return lambda *rows: next(row for row in facts("dataset_facts", *rows) if row["data_path"] == "d/x.csv")


def _seen(path: str = "d/x.csv", **changes: Any) -> Sighting:
    told = {"crawler": "dvc_files", "kind": "table", "storage": "dvc", "source_path": f"{path}.dvc"}
    return Sighting(path=path, **told | changes)


def _job(name: str = "use", template: str | None = None, kind: Any = "dvc_stage") -> Job:
    return Job(job=name, kind=kind, name=name, template=template or name, path="dvc.yaml")


def _dep(target: str = "d/x.csv", *, job: str = "use") -> Edge:
    return Edge(job=job, direction="dep", target=target, path="dvc.yaml")


def _out(target: str = "d/x.csv", *, job: str = "make") -> Edge:
    return Edge(job=job, direction="out", target=target, path="dvc.yaml")


@pytest.mark.parametrize(
    ("rows", "is_input"),
    [
        ([], False),
        ([_dep()], True),
        ([_dep("d")], True),
        ([_dep("d/x.csv/part")], True),
        ([_dep("d/y.csv")], False),
        ([_dep(), _job("make"), _out()], False),
        ([_dep(), _job("make"), _out("d")], False),
        ([_dep(), _job("make"), _out("d/x.csv/part")], False),
        ([_dep(), _job("make"), _out("d/y.csv")], True),
        ([_dep(), _job("make", kind="dvc_lock_entry"), _out()], True),
    ],
)
def test_an_input_is_read_by_stages_and_written_by_none(
    dataset_fact: DatasetFact, rows: list[Row], is_input: bool
) -> None:
    assert dataset_fact(_seen(), _job(), *rows)["is_input"] is is_input


@pytest.mark.parametrize(
    ("rows", "origin"),
    [
        ([_seen()], None),
        (
            [_seen(storage="import", import_url="https://example.org/x.csv", import_kind="url")],
            "imported from https://example.org/x.csv",
        ),
        ([_seen(crawler="dvc_pipeline", storage="external")], "kept at d/x.csv"),
        ([_seen(), Owner(pattern="/d/", owner="@data", tool="codeowners", path="CODEOWNERS")], "owned by @data"),
        ([_seen(), Owner(pattern="/e/", owner="@data", tool="codeowners", path="CODEOWNERS")], None),
    ],
)
def test_something_names_the_origin(dataset_fact: DatasetFact, rows: list[Row], origin: str | None) -> None:
    assert dataset_fact(*rows)["origin"] == origin


@pytest.mark.parametrize(("text", "origin"), [("Orders as the shop exports them", "described"), ("TODO", None)])
def test_a_description_that_says_something_is_an_origin(
    dataset_fact: DatasetFact, text: str, origin: str | None
) -> None:
    said = Description(
        subject_kind="dataset", reference="d/x.csv", column=None, text=text, tool="dvc", path="d/x.csv.dvc"
    )
    assert dataset_fact(_seen(), said)["origin"] == origin


@pytest.mark.parametrize(
    ("rows", "is_tracked_input"),
    [
        ([_seen(), _job()], True),
        ([_seen(storage="import"), _job()], True),
        ([_seen()], False),
        ([_seen(), _job(kind="dvc_lock_entry")], False),
        ([_seen(storage="git"), _job()], False),
        ([_seen(), _job("make"), _out()], False),
        ([_seen("d", kind="directory"), _seen(crawler="tables", storage="none"), _job()], False),
    ],
)
def test_a_tracked_input_is_added_by_hand(dataset_fact: DatasetFact, rows: list[Row], is_tracked_input: bool) -> None:
    assert dataset_fact(*rows)["is_tracked_input"] is is_tracked_input


def _mention(path: str | None, reference: str = "d/x.csv", kind: Any = "dataset") -> Mention:
    return Mention(kind=kind, reference=reference, path=path)


@pytest.mark.parametrize(
    ("rows", "is_used"),
    [
        ([], None),
        ([_mention(None)], False),
        ([_mention("train.py")], None),
        ([_mention(None, reference="d/y.csv")], None),
        ([_mention(None, kind="param")], None),
        ([_mention(None), _dep()], True),
        ([_mention(None), _dep("d")], True),
        ([_mention(None), _dep("d/x.csv/part")], True),
        ([_mention(None), _dep("d/y.csv")], False),
        ([_mention(None), Artifact(artifact="x", target="d/x.csv", type=None, description=None, path="f")], True),
        ([_mention(None), Artifact(artifact="x", target=None, type=None, description=None, path="f")], False),
    ],
)
def test_only_what_nobody_names_is_unused(dataset_fact: DatasetFact, rows: list[Row], is_used: bool | None) -> None:
    assert dataset_fact(_seen(), _job(), *rows)["is_used"] is is_used


HASHED: dict[str, Any] = {"hash": "a1", "hash_name": "md5", "size_bytes": 1000}


@pytest.mark.parametrize(
    ("changes", "is_hashed", "is_own_content"),
    [
        ({}, True, True),
        ({"hash": None}, False, False),
        ({"hash_name": None}, False, False),
        ({"hash": "d41d8cd98f00b204e9800998ecf8427e"}, False, False),
        ({"hash": "d751713988987e9331980363e24189ce.dir"}, False, False),
        ({"size_bytes": 999}, True, False),
        ({"size_bytes": None}, True, False),
        ({"storage": "import"}, True, False),
        ({"storage": "external"}, True, False),
        ({"kind": "metric"}, True, False),
        ({"kind": "plot"}, True, False),
        ({"kind": "model"}, True, True),
    ],
)
def test_content_worth_telling_apart(
    dataset_fact: DatasetFact, changes: dict[str, Any], is_hashed: bool, is_own_content: bool
) -> None:
    found = dataset_fact(_seen(**HASHED | changes))
    assert (found["is_hashed"], found["is_own_content"]) == (is_hashed, is_own_content)


@pytest.mark.parametrize(
    ("rows", "duplicate_of"),
    [
        ([_seen("c.csv", **HASHED)], "c.csv"),
        ([_seen("c.csv", **HASHED), _seen("b.csv", **HASHED)], "b.csv"),
        ([_seen("e.csv", **HASHED)], None),
        ([_seen("c.csv", **HASHED | {"hash": "b2"})], None),
        ([_seen("c.csv", **HASHED | {"hash_name": "md5-dos2unix"})], None),
        ([_seen("c.csv", **HASHED | {"size_bytes": 1001})], None),
        ([_seen("c.csv", **HASHED, storage="import")], None),
        ([_seen("d", **HASHED)], None),
        ([_seen("c.csv", **HASHED), _job("make"), _out()], "c.csv"),
        ([_seen("c.csv", **HASHED), _job("make"), _out(), _out("c.csv")], None),
        ([_seen("c.csv", **HASHED), _job("make"), _out(), _job("copy"), _out("c.csv", job="copy")], "c.csv"),
        ([_seen("c.csv", **HASHED), _job("make"), _out(), _dep("c.csv", job="make")], None),
        ([_seen("c.csv", **HASHED), _job("make"), _out("c.csv"), _dep(job="make")], None),
        (
            [_seen("c.csv", **HASHED), _job("f@a", "f"), _job("f@b", "f"), _out(job="f@a"), _out("c.csv", job="f@b")],
            None,
        ),
    ],
)
def test_a_duplicate_could_go_its_own_way(dataset_fact: DatasetFact, rows: list[Row], duplicate_of: str | None) -> None:
    assert dataset_fact(_seen(**HASHED), *rows)["duplicate_of"] == duplicate_of
