"""DVC files of any shape give rows or errors, and rows that every later step can hold; never a traceback."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.catalog.frames import frame_of, frames_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import dvc_config, dvc_files, dvc_pipeline
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge, Remote
from debt_pipelines.model.schema import Row
from debt_pipelines.model.tables import METADATA_TABLES
from debt_pipelines.project.project import open_project

SCALARS = st.sampled_from(
    [
        *(None, True, False, 0, -1, 5, 2**70, 1.5, float("inf"), "", ".", "..", "/", "~", "x", "a.csv", "../a.csv"),
        *("s3://u:p@b/x", "C:\\x", "\0", "\n", "${x}", "${item}", "${", "é", "a" * 300, "md5", "2.0", "params.yaml"),
    ]
)
KEYS = st.sampled_from(
    "cmd wdir deps outs params metrics plots frozen always_changed desc meta vars foreach do matrix".split()
    + "md5 hash size path cache persist owner repo url rev_lock db stages schema artifacts x train".split()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
PATHS = st.sampled_from(["a.csv", "d", "d/x.csv", "../up", "s3://b/x", "", 5, None])
ENTRIES = st.one_of(VALUES, st.lists(st.one_of(PATHS, st.dictionaries(PATHS, VALUES, max_size=2), VALUES), max_size=3))
STAGE = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {"cmd": st.one_of(st.just("x"), VALUES)},
        optional={
            "wdir": st.one_of(PATHS, VALUES),
            "deps": ENTRIES,
            "outs": ENTRIES,
            "params": ENTRIES,
            "metrics": ENTRIES,
            "plots": ENTRIES,
            "desc": VALUES,
            "foreach": VALUES,
            "vars": VALUES,
        },
    ),
)
STAGES = st.dictionaries(st.sampled_from(["a", "b", "a@x", "", "5"]), STAGE, max_size=3)
LOCKED = st.fixed_dictionaries(
    {},
    optional={
        "cmd": VALUES,
        "deps": st.lists(st.fixed_dictionaries({"path": PATHS}, optional={"md5": VALUES, "size": VALUES}), max_size=2),
        "outs": st.lists(st.fixed_dictionaries({"path": PATHS}, optional={"md5": VALUES, "size": VALUES}), max_size=2),
        "params": st.dictionaries(KEYS, st.dictionaries(SCALARS, VALUES, max_size=3), max_size=2),
    },
)
LOCK = st.fixed_dictionaries({"schema": VALUES, "stages": st.one_of(VALUES, st.dictionaries(KEYS, LOCKED, max_size=3))})
TRACKED = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {"path": PATHS}, optional=dict.fromkeys(("md5", "metric", "params", "files", "repo", "db", "remote"), VALUES)
    ),
)
FILE = st.fixed_dictionaries(
    {},
    optional={
        "cmd": st.one_of(st.just("x"), VALUES),
        "outs": st.one_of(ENTRIES, st.lists(TRACKED, max_size=3)),
        "deps": st.one_of(ENTRIES, st.lists(TRACKED, max_size=3)),
        "wdir": VALUES,
        "meta": VALUES,
        "desc": VALUES,
    },
)


def _yaml(value: Any) -> str:
    """The value as YAML; keys that JSON would make texts stay what they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"? {_yaml(key)} : {_yaml(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(entry) for entry in value) + "]"
    return ".inf" if value == float("inf") else json.dumps(value)


def _rows(files: dict[str, str]) -> list[Row]:
    """The rows of the DVC crawlers, each of which fits its table."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8")
        project = open_project(Path(folder))
        crawlers: Iterable[Callable[..., Iterable[Row]]] = (dvc_pipeline.crawl, dvc_files.crawl, dvc_config.crawl)
        rows = [row for crawler in crawlers for row in crawler(project, Settings())]
        project.including([row.path for row in rows if isinstance(row, Sighting)])
    assert "u:p" not in str([row for row in rows if isinstance(row, (Edge, Sighting, Remote))])
    for table in {row.table for row in rows}:
        frame_of(table, [row for row in rows if row.table == table])
    return rows


@settings(max_examples=8)
@given(STAGES, FILE)
def test_the_rows_of_any_stages_can_be_judged(stages: Any, file: Any) -> None:
    rows = _rows({"dvc.yaml": _yaml({"stages": stages}), "x.dvc": _yaml(file), "a.csv": "x", "d/x.csv": "y"})
    frames = frames_of(rows, METADATA_TABLES)
    facts = build_facts({**frames, **build_catalog(frames, Settings())})
    assert len(facts["edge_facts"]) == len(frames["edges"])


@given(VALUES, VALUES)
def test_any_value_as_a_file(first: Any, second: Any) -> None:
    _rows({"dvc.yaml": _yaml(first), "dvc.lock": _yaml(second), "x.dvc": _yaml(first), "params.yaml": _yaml(second)})


@given(STAGES, LOCK)
def test_any_stages_and_lock_entries(stages: Any, lock: Any) -> None:
    _rows({"dvc.yaml": _yaml({"stages": stages}), "dvc.lock": _yaml(lock), "a.csv": "x", "d/x.csv": "y"})


@given(
    st.dictionaries(st.sampled_from(["vars", "artifacts", "metrics", "plots", "params", "datasets"]), VALUES), STAGES
)
def test_any_section_beside_the_stages(sections: dict[str, Any], stages: Any) -> None:
    _rows({"sub/dvc.yaml": _yaml({**sections, "stages": stages}), "sub/params.yaml": "x: 1\n"})


@given(FILE, FILE)
def test_any_dvc_file(first: Any, second: Any) -> None:
    _rows({"x.dvc": _yaml(first), "d/y.dvc": _yaml(second), "d/Dvcfile": _yaml(second), "d/x.csv": "x"})


@given(st.text(st.sampled_from("[]'\"= #\nremotecurl://@:\0é"), max_size=60))
def test_any_configuration(text: str) -> None:
    _rows({".dvc/config": text, "x": ""})


@given(st.text(max_size=40), st.text(st.sampled_from("stages: ao{}[]-\n\t<>&*${}cmd"), max_size=60))
def test_any_text(first: str, second: str) -> None:
    _rows({"dvc.yaml": f"stages:\n  a:\n{second}", "dvc.lock": second, "x.dvc": first.replace("\r", "")})


HOSTILE = ("[]", "[[]]", "[5]", "5", "text", "~", "{}", "{5: 5}", "{x: [5]}", "[{x: {y: 5}}]", "[~]", "true", "1.5")


@pytest.mark.parametrize(
    "where",
    [
        "{stages: @}",
        "{stages: {a: @}}",
        *(f"{{stages: {{a: {{cmd: x, {key}: @}}}}}}" for key in ("deps", "outs", "params", "metrics", "plots", "wdir")),
        *(
            f"{{stages: {{a: {{cmd: x, {key}: @}}}}}}"
            for key in ("desc", "meta", "frozen", "vars", "foreach", "matrix")
        ),
        "{stages: {a: {foreach: [1], do: @}}}",
        "{stages: {a: {cmd: x, outs: [{o: @}]}}}",
        "{stages: {a: {cmd: x, outs: [{o: {meta: @, desc: @, cache: @, persist: @}}]}}}",
        "{vars: @, stages: {a: {cmd: '${x}'}}}",
        "{artifacts: @}",
        "{artifacts: {m: @}}",
        "{artifacts: {m: {path: @, type: @, desc: @}}}",
        *(f"{{{section}: @}}" for section in ("metrics", "plots", "params", "datasets", "vars")),
        "{plots: [{p: @}, {q: {x: @, y: @}}], metrics: [@]}",
        "{datasets: [@, {name: @}, {name: n, type: @}, {name: n, type: dvc, url: @, path: @, rev: @}]}",
    ],
)
def test_a_wrong_shape_at_every_level(where: str) -> None:
    files = {
        f"{n}/dvc.{form}": where.replace("@", HOSTILE[n]) for n in range(len(HOSTILE)) for form in ("yaml", "lock")
    }
    rows = _rows(files)
    assert {row.path for row in rows if isinstance(row, Source)} == set(files)
