"""Parameter facts: what changed since the recorded run, what is used, and what another file contradicts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Mention, Source
from debt_pipelines.model.pipeline_rows import Job, Param, ParamValue
from debt_pipelines.model.schema import Row
from debt_pipelines.project.dotted import as_json, entries
from debt_pipelines.project.yaml_document import YamlDocument

ParamFacts = Callable[..., list[dict[str, Any]]]
Facts = Callable[..., list[dict[str, Any]]]
GONE = object()


@pytest.fixture
def declared(facts: Facts) -> ParamFacts:
    """A function `declared(*rows)` that gives the facts of what jobs declare."""
    return lambda *rows: [row for row in facts("param_facts", *rows) if not row["is_entry"]]


@pytest.fixture
def held(facts: Facts) -> Callable[..., dict[str, dict[str, Any]]]:
    """A function `held(*rows)` that gives the facts of the entries of parameter files, by `file:key`."""
    return lambda *rows: {f"{row['file']}:{row['key']}": row for row in facts("param_facts", *rows) if row["is_entry"]}


def _job(name: str = "train", **changes: Any) -> Job:
    recorded: dict[str, Any] = {"is_locked": True, "lock_line": 3, **changes}
    return Job(job=name, kind="dvc_stage", name=name, template=name, path="dvc.yaml", **recorded)


def _param(key: str | None, locked: Any = GONE, *, file: str = "params.yaml", job: str = "train") -> Param:
    value = None if locked is GONE else as_json(locked)
    return Param(job=job, file=file, key=key, path="dvc.yaml", line=7, locked_value=value)


def _file(data: dict[str, Any], path: str = "params.yaml") -> list[Row]:
    found = entries(YamlDocument(data, {(): 1}))
    values = [
        ParamValue(file=path, key=entry.key, value=as_json(entry.value), is_leaf=not entry.is_group, line=1)
        for entry in found
    ]
    return [Source(path=path, crawler="params_files", kind="settings", status="read"), *values]


@pytest.mark.parametrize(
    ("locked", "present", "became"),
    [
        (1, 1.0, None),
        (0.001, "1e-3", None),
        (1000, "1_000", None),
        ("no", "no", None),
        (None, None, None),
        ([1, 2], [1, 2.0], None),
        ({"a": 1, "b": None}, {"b": None, "a": 1.0}, None),
        (float("nan"), float("nan"), None),
        ("2026-01-05 10:00:00", "2026-01-05T10:00:00", None),
        ("2026-01-05 10:00:00+00:00", "2026-01-05T10:00:00Z", None),
        ({"x": None}, {"x"}, None),
        (0.1, 0.2, "changed from 0.1 to 0.2"),
        (None, 0, "changed from null to 0"),
        ("no", False, 'changed from "no" to false'),
        ([1, 2], [2, 1], "changed from [1, 2] to [2, 1]"),
        ([1], [1, 2], "changed from [1] to [1, 2]"),
        ("1", "a", 'changed from "1" to "a"'),
        ("a" * 60, "b", f'changed from "{"a" * 36}... to "b"'),
        ("a" * 60, "a" * 61, "has another value"),
        ("é", "e", 'changed from "é" to "e"'),
    ],
)
def test_values_are_compared_by_what_they_mean(
    declared: ParamFacts, locked: Any, present: Any, became: str | None
) -> None:
    (row,) = declared(_job(), _param("rate", locked), *_file({"rate": present}))
    assert row["change"] == (became and f"the parameter `rate` of `params.yaml` {became}")
    assert (row["is_recorded"], row["is_comparable"], row["key"], row["line"]) == (True, True, "rate", 7)


def test_a_group_says_what_changed_in_it(declared: ParamFacts) -> None:
    before, after = {"a": {"b": 1, "c": 2}, "gone": 1}, {"a": {"b": 1, "c": 3}, "new": 1}
    (row,) = declared(_job(), _param("train", before), *_file({"train": after}))
    assert row["change"] == "the parameter `train.a.c` of `params.yaml` changed from 2 to 3 (and 2 more under `train`)"
    (row,) = declared(_job(), _param("train", {"a": 1}), *_file({"train": {}}))
    assert row["change"] == "the parameter `train.a` of `params.yaml` was removed"


@pytest.mark.parametrize(
    ("locked", "data", "change"),
    [
        (1, {}, "the parameter `a.b` was removed from `params.yaml`"),
        (GONE, {}, "the parameter `a.b` was declared, which is not in `params.yaml`"),
        (GONE, {"a": {"b": 1}}, "the parameter `a.b` of `params.yaml` was added"),
        (1, {"a": {"b": 1}}, None),
    ],
)
def test_keys_that_are_gone_or_new(declared: ParamFacts, locked: Any, data: Any, change: str | None) -> None:
    (row,) = declared(_job(), _param("a.b", locked), *_file(data))
    assert (row["change"], row["is_comparable"]) == (change, True)


def test_keys_may_lead_into_lists(declared: ParamFacts) -> None:
    rows = declared(_job(), _param("m.0.x", 1), _param("m.1", 5), _param("m.2", 6), *_file({"m": [{"x": 2}, 5]}))
    assert [row["change"] for row in rows] == [
        "the parameter `m.0.x` of `params.yaml` changed from 1 to 2",
        None,
        "the parameter `m.2` was removed from `params.yaml`",
    ]


def test_a_whole_file_gives_one_row_a_key(declared: ParamFacts) -> None:
    locked = {"same": 1, "group": {"x": 1}, "gone": 1}
    present = {"same": 1, "group": {"x": 2}, "new": 1, "a.b": 1}
    rows = declared(_job(), _param(None, locked), *_file(present))
    assert {row["key"]: row["change"] for row in rows} == {
        "a.b": "the parameter `a.b` of `params.yaml` was added",
        "gone": "the parameter `gone` was removed from `params.yaml`",
        "group": "the parameter `group.x` of `params.yaml` changed from 1 to 2",
        "new": "the parameter `new` of `params.yaml` was added",
        "same": None,
    }
    (row,) = declared(_job(), _param(None), *_file(present))
    assert (row["key"], row["change"]) == (None, "all of `params.yaml` was declared as its parameters")


@pytest.mark.parametrize(
    ("param", "file"),
    [
        (_param("a", 1), []),
        (_param(None, {"a": 1}), []),
        (_param("a", 1), [Source(path="params.yaml", crawler="params_files", kind="settings", status="error")]),
        (_param("a.*", 1), _file({"a": {"b": 1}})),
    ],
)
def test_what_cannot_be_compared(declared: ParamFacts, param: Param, file: list[Row]) -> None:
    (row,) = declared(_job(), param, *file)
    assert (row["is_recorded"], row["is_comparable"], row["change"]) == (True, None, None)


@pytest.mark.parametrize(
    "job",
    [_job(is_frozen=True), _job(is_locked=False, lock_line=None), _job(is_locked=None, lock_line=None), _job("other")],
)
def test_only_recorded_live_stages_are_judged(declared: ParamFacts, job: Job) -> None:
    (row,) = declared(job, _param("a", 1), *_file({"a": 2}))
    assert (row["is_recorded"], row["is_comparable"], row["change"]) == (False, None, None)


def test_a_parameter_declared_twice_is_one(declared: ParamFacts) -> None:
    assert len(declared(_job(), _param("a", 1), _param("a", 1), *_file({"a": 1}))) == 1


def test_secrets_are_compared_but_not_shown(declared: ParamFacts, held: Callable[..., Any]) -> None:
    before, after = {"api_key": "old1", "max_tokens": 1}, {"api_key": "new2", "max_tokens": 1}
    (row,) = declared(_job(), _param("x", before), *_file({"x": after}))
    assert row["change"] == "the parameter `x.api_key` of `params.yaml` has another value"
    assert json.loads(row["locked_value"]) == json.loads(row["current_value"]) == {"api_key": "***", "max_tokens": 1}
    assert held(*_file({"x": after}))["params.yaml:x.api_key"]["current_value"] == '"***"'


def test_entries_are_single_values(held: Callable[..., Any]) -> None:
    found = held(*_file({"a": {"b": 1, "c": [1]}, "d": None}), *_file({"X": 1}, "p.py"))
    assert list(found) == ["params.yaml:a.b", "params.yaml:a.c", "params.yaml:d"]
    row = found["params.yaml:a.c"]
    assert (row["job"], row["path"], row["line"], row["current_value"]) == (None, "params.yaml", 1, "[1]")
    assert (row["is_recorded"], row["is_used"], row["conflict"]) == (False, None, None)


def _mention(path: str | None) -> Mention:
    return Mention(kind="param", reference="params.yaml:a.b", path=path)


@pytest.mark.parametrize(
    ("rows", "is_used"),
    [
        ([], None),
        ([_mention(None)], False),
        ([_mention("train.py")], True),
        ([_mention(None), _param("a.b")], True),
        ([_mention(None), _param("a")], True),
        ([_mention(None), _param("a.b.0")], True),
        ([_mention(None), _param(None)], True),
        ([_param("a.b")], True),
        ([_mention(None), _param("a.c")], False),
        ([_mention(None), _param("a.b", file="other.yaml")], False),
        ([_mention(None), Mention(kind="dataset", reference="params.yaml:a.b", path="x.py")], False),
        ([_mention(None), Source(path="x/dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="error")], None),
        ([_mention(None), Source(path="x/dvc.lock", crawler="dvc_pipeline", kind="dvc", status="error")], False),
    ],
)
def test_what_is_used(held: Callable[..., Any], rows: list[Row], is_used: bool | None) -> None:
    assert held(_job(), *_file({"a": {"b": [1]}}), *rows)["params.yaml:a.b"]["is_used"] is is_used


def _both(first: Any, second: Any, *, key: str = "seed") -> list[Row]:
    """Two files of one pipeline with keys of their own and one in common."""
    return [
        *_file({key: first, "a": 1, "b": 1}),
        *_file({key: second, "c": 1, "d": 1}, "x.yaml"),
        _param("a"),
        _param("c", file="x.yaml"),
    ]


def test_a_key_with_two_values_in_one_pipeline(held: Callable[..., Any]) -> None:
    found = held(*_both(1, 2))
    assert {name: row["conflict"] for name, row in found.items() if row["conflict"]} == {"x.yaml:seed": "`params.yaml`"}


@pytest.mark.parametrize(
    "rows",
    [
        _both(1, 1),
        _both(1, 1.0),
        _both(1, None),
        _both([1], [2]),
        _both("a", "b", key="name"),
        [*_file({"seed": 1}), *_file({"seed": 2}, "x.yaml"), _param("seed"), _param("seed", file="x.yaml")],
        [*_both(1, 2)[:-1], Param(job="j", file="x.yaml", key="c", path="other/dvc.yaml")],
    ],
)
def test_what_is_no_contradiction(held: Callable[..., Any], rows: list[Row]) -> None:
    assert [row["conflict"] for row in held(*rows).values() if row["conflict"]] == []
