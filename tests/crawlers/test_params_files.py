"""Parameter files: which ones there are, what stands in them, and what the stages declare of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline
from debt_pipelines.crawlers.param_declarations import MAX_PARAMETER_BYTES, declared_params, parameter_files
from debt_pipelines.crawlers.params_features import crawl as crawl_features
from debt_pipelines.crawlers.params_files import crawl as crawl_files
from debt_pipelines.project.project import open_project

Crawl = Callable[..., dict[str, list[Any]]]
STAGE = "stages:\n  train:\n    cmd: python train.py\n    params:\n"


def test_every_entry_with_its_line(crawl: Crawl) -> None:
    found = crawl(crawl_files, {"dvc.yaml": "stages: {}\n", "params.yaml": "train:\n  rate: 1e-3\n  on: no\nseed: 1\n"})
    assert [(row.key, row.value, row.is_leaf, row.line) for row in found["param_values"]] == [
        ("train", '{"on": "no", "rate": 0.001}', False, 1),
        ("train.rate", "0.001", True, 2),
        ("train.on", '"no"', True, 3),
        ("seed", "1", True, 4),
    ]
    (source,) = found["sources"]
    assert (source.path, source.crawler, source.kind, source.status) == (
        "params.yaml",
        "params_files",
        "settings",
        "read",
    )


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        ("stages: {}\n", ["p/params.yaml"]),
        ("params:\n- a.json\n- no-such.yaml\n- 5\n", ["p/a.json", "p/params.yaml"]),
        ("vars:\n- b.toml:train,eval\n- {x: 1}\n- ../up.yaml\n", ["p/b.toml", "p/params.yaml", "up.yaml"]),
        (STAGE + "    - rate\n    - c.py: [RATE]\n", ["p/c.py", "p/params.yaml"]),
        (STAGE + "    - a.json:\n    wdir: sub\n", ["p/params.yaml", "p/sub/a.json"]),
        (STAGE + "    - rate\n    wdir: sub\n", ["p/params.yaml", "p/sub/params.yaml"]),
        ("stages:\n  t:\n    foreach: [x]\n    do: {cmd: x, params: [{a.json: [k]}]}\n", ["p/a.json", "p/params.yaml"]),
        ("stages:\n  t: {cmd: x, vars: [a.json], params: 5}\n  u: 5\n", ["p/a.json", "p/params.yaml"]),
        (STAGE + "    - ${file}: [k]\n    - /etc/a.json: [k]\n    - ../../x.json: [k]\n", ["p/params.yaml"]),
        ("stages: [\n", ["p/params.yaml"]),
        ("5\n", ["p/params.yaml"]),
    ],
)
def test_which_files_are_parameter_files(make_folder: Callable[..., Path], pipeline: str, expected: list[str]) -> None:
    names = ("params.yaml", "a.json", "b.toml", "c.py", "sub/a.json", "sub/params.yaml", "other.yaml")
    root = make_folder({"p/dvc.yaml": pipeline, "up.yaml": "", **{f"p/{name}": "{}" for name in names}})
    assert parameter_files(open_project(root)) == expected


def test_excluded_and_absent_files_are_left_out(make_folder: Callable[..., Path]) -> None:
    project = open_project(make_folder({"dvc.yaml": "params: [a.json]\n", "params.yaml": "", "x/params.yaml": ""}))
    assert parameter_files(project) == ["params.yaml"]
    assert parameter_files(project.excluding(["params.yaml"])) == []


@pytest.mark.parametrize(
    ("name", "text", "keys"),
    [
        ("p.json", '{"a": {"b": 1}}', ["a", "a.b"]),
        ("p.toml", "day = 2026-01-05\n[a]\nb = 1\n", ["day", "a", "a.b"]),
        ("p.py", "A = 1\nclass B:\n    c = [1]\n", ["A", "B", "B.c"]),
        ("p.conf", "a: 1\n", ["a"]),
        ("p.yaml", "", []),
    ],
)
def test_formats(crawl: Crawl, name: str, text: str, keys: list[str]) -> None:
    found = crawl(crawl_files, {"dvc.yaml": f"params: [{name}]\n", name: text})
    assert [row.key for row in found["param_values"]] == keys
    assert [row.status for row in found["sources"]] == ["read"]


@pytest.mark.parametrize(
    ("text", "status", "line"),
    [
        ("a: 1\nb: [\n", "error", 3),
        ("- a\n", "error", 1),
        ("a: 1\n<<<<<<< x\n", "error", 2),
        (b"\xff", "error", 1),
        (f"a: {'x' * MAX_PARAMETER_BYTES}", "skipped", None),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(
    crawl: Crawl, text: str | bytes, status: str, line: int | None
) -> None:
    found = crawl(crawl_files, {"dvc.yaml": "", "params.yaml": text})
    assert [(row.status, row.line) for row in found["sources"]] == [(status, line)]
    assert found["param_values"] == []


def test_credentials_of_urls_stay_behind(crawl: Crawl) -> None:
    found = crawl(crawl_files, {"dvc.yaml": "", "params.yaml": "db:\n  url: postgres://ada:secret@host/db\n"})
    assert [row.value for row in found["param_values"]] == ['{"url": "postgres://host/db"}', '"postgres://host/db"']


def test_one_crawler_only_says_how_reading_went(crawl: Crawl) -> None:
    files = {"dvc.yaml": "", "params.yaml": "features: [a]\n", "other/params.yaml": "features: [b]\n"}
    rows = crawl(crawl_features, files)
    assert [row.path for row in rows["sources"]] == ["other/params.yaml"]
    assert [row.feature for row in rows["features"]] == ["b", "a"]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (["a", "b.c", 1], {"params.yaml": {"a": 0, "b.c": 1, "1": 2}}),
        ([{"x.json": ["a", "b"]}, "c"], {"x.json": {"a": 0, "b": 0}, "params.yaml": {"c": 1}}),
        ([{"x.json": None}], {"x.json": {None: 0}}),
        ([{"x.json": []}, {"x.json": ["a"]}], {"x.json": {None: 0}}),
        (["a", {"params.yaml": None}], {"params.yaml": {None: 1}}),
        (["a", {"params.yaml": ["a", "b"]}], {"params.yaml": {"a": 0, "b": 1}}),
        (None, {}),
        ({"x": 1}, {}),
    ],
)
def test_what_a_stage_declares(section: Any, expected: dict[str, Any]) -> None:
    assert declared_params(section) == expected


def test_locked_values_of_keys_and_of_whole_files(crawl: Crawl) -> None:
    pipeline = STAGE + "    - rate\n    - new\n    - x.json:\n    - y.json:\n"
    lock = (
        "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    params:\n"
        "      params.yaml:\n        rate: 1e-3\n      x.json:\n        b: [1]\n        a: s\n"
    )
    rows = crawl(crawl_pipeline, {"dvc.yaml": pipeline, "dvc.lock": lock})["params"]
    assert [(row.file, row.key, row.locked_value and json.loads(row.locked_value), row.line) for row in rows] == [
        ("params.yaml", "rate", 0.001, 5),
        ("params.yaml", "new", None, 6),
        ("x.json", None, {"a": "s", "b": [1]}, 7),
        ("y.json", None, None, 8),
    ]
