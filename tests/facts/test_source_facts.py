"""Source facts: formats, what each migration costs, and what git ignores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model import legacy_formats
from debt_pipelines.model.data_rows import Source

Facts = Callable[..., list[dict[str, Any]]]


def _source(path: str, legacy_format: str | None = None, **changes: Any) -> Source:
    values: dict[str, Any] = {"crawler": "dvc_files", "kind": "dvc", "status": "read"}
    return Source(path=path, legacy_format=legacy_format, **values | changes)


def test_one_command_migrates_all_hashes_but_no_stage_file(facts: Facts) -> None:
    rows = facts(
        "source_facts",
        _source("z.dvc", legacy_formats.HASHES),
        _source("b.dvc", legacy_formats.HASHES),
        _source("c.dvc", legacy_formats.STAGE_FILE),
        _source("d.dvc", legacy_formats.STAGE_FILE),
        _source("e/dvc.lock", legacy_formats.LOCK_FILE),
        _source("f/dvc.lock", legacy_formats.LOCK_FILE),
        _source("h.dvc", legacy_formats.DATA_FILE),
        _source("g.dvc", legacy_formats.DATA_FILE),
        _source("a.dvc"),
    )
    assert {row["path"]: row["n_migrations"] for row in rows} == {
        "z.dvc": 0, "b.dvc": 1, "c.dvc": 1, "d.dvc": 1, "e/dvc.lock": 1, "f/dvc.lock": 1, "h.dvc": 0, "g.dvc": 1,
        "a.dvc": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "is_known"),
    [
        ({}, True),
        ({"status": "error", "error": "not valid YAML"}, None),
        ({"status": "error", "error": "has no `cmd`", "part": "train"}, True),
        ({"status": "error", "error": "odd", "legacy_format": legacy_formats.HASHES}, True),
    ],
)
def test_the_format_of_what_cannot_be_read_is_not_known(facts: Facts, changes: Any, is_known: bool | None) -> None:
    (row,) = facts("source_facts", _source("dvc.yaml", **changes))
    assert row["is_format_known"] is is_known


def test_only_files_of_dvc_that_git_tracks_can_be_ignored(facts: Facts) -> None:
    rows = facts(
        "source_facts",
        _source("a.dvc", is_ignored=True),
        _source("b.dvc", is_ignored=False),
        _source("c.dvc"),
        _source("d.csv", kind="data", is_ignored=True),
    )
    assert [(row["is_tracked_metadata"], row["is_ignored"]) for row in rows] == [
        (True, True),
        (True, False),
        (False, None),
        (False, True),
    ]
