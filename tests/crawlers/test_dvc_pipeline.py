"""Stages of dvc.yaml as jobs, edges, parameters and datasets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline
from debt_pipelines.model.data_rows import Source

Crawl = Callable[..., dict[str, list[Any]]]
Rows = Callable[..., dict[str, list[Any]]]

TRAIN = """\
stages:
  train:
    desc: Trains the model
    cmd: python train.py --epochs 3
    wdir: area
    deps:
      - ../data/clean.csv
      - train.py
    params:
      - lr
      - train.depth
      - other.yaml:
          - seed
      - whole.json:
    outs:
      - model.pkl
      - cache/:
          cache: false
          persist: true
          desc: What is kept between runs
          meta: {owner: ml-team}
    metrics:
      - scores.json:
          cache: false
    plots:
      - curve.csv:
          x: epoch
    frozen: true
    always_changed: true
"""


@pytest.fixture
def rows(crawl: Crawl) -> Rows:
    """A function `rows(dvc_yaml, **files)` that gives what the crawler finds, by table."""

    def run(dvc_yaml: str | bytes, files: dict[str, str | bytes] | None = None) -> dict[str, list[Any]]:
        return crawl(crawl_pipeline, {"dvc.yaml": dvc_yaml, **(files or {})})

    return run


def _edges(found: dict[str, list[Any]], direction: str) -> list[str]:
    return [edge.target for edge in found["edges"] if edge.direction == direction]


def test_a_stage_with_everything(rows: Rows) -> None:
    found = rows(TRAIN, {"data/clean.csv": "x", "area/train.py": "x"})
    (job,) = found["jobs"]
    assert (job.job, job.name, job.template) == ("dvc.yaml:train", "train", "dvc.yaml:train")
    assert (job.kind, job.path, job.line) == ("dvc_stage", "dvc.yaml", 2)
    assert (job.command, job.working_directory) == ("python train.py --epochs 3", "area")
    assert (job.is_frozen, job.is_always_changed, job.description) == (True, True, "Trains the model")
    assert (job.is_locked, job.lock_path, job.lock_line) == (False, "dvc.lock", None)
    assert found["sources"] == [Source(path="dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="read")]


def test_its_dependencies(rows: Rows) -> None:
    found = rows(TRAIN, {"data/clean.csv": "x", "area/train.py": "x"})
    deps = [edge for edge in found["edges"] if edge.direction == "dep"]
    assert [(edge.target, edge.line, edge.is_present) for edge in deps] == [
        ("data/clean.csv", 7, True),
        ("area/train.py", 8, True),
    ]


def test_its_outputs(rows: Rows) -> None:
    outs = {edge.target: edge for edge in rows(TRAIN)["edges"] if edge.direction == "out"}
    assert {target: (edge.role, edge.is_cached, edge.is_persisted, edge.line) for target, edge in outs.items()} == {
        "area/model.pkl": ("data", True, False, 16),
        "area/cache": ("data", False, True, 17),
        "area/scores.json": ("metric", False, False, 23),
        "area/curve.csv": ("plot", True, False, 26),
    }


def test_its_datasets_are_code_free(rows: Rows) -> None:
    found = rows(TRAIN, {"data/clean.csv": "x", "area/train.py": "x"})
    seen = {row.path: (row.kind, row.storage, row.is_present) for row in found["sightings"]}
    assert seen == {
        "data/clean.csv": ("table", "none", True),
        "area/model.pkl": ("model", "dvc", False),
        "area/cache": ("directory", "none", False),
        "area/scores.json": ("metric", "none", False),
        "area/curve.csv": ("plot", "dvc", False),
    }


def test_its_parameters(rows: Rows) -> None:
    found = rows(TRAIN)
    assert [(row.file, row.key, row.line) for row in found["params"]] == [
        ("area/params.yaml", "lr", 10),
        ("area/params.yaml", "train.depth", 11),
        ("area/other.yaml", "seed", 12),
        ("area/whole.json", None, 14),
    ]


def test_what_an_output_says_of_itself(rows: Rows) -> None:
    found = rows(TRAIN)
    (text,) = found["descriptions"]
    assert (text.reference, text.text, text.tool, text.line) == ("area/cache", "What is kept between runs", "dvc", 17)
    (owner,) = found["owners"]
    assert (owner.pattern, owner.owner, owner.tool) == ("/area/cache", "ml-team", "dvc")


def test_a_list_of_commands_is_one_text(rows: Rows) -> None:
    found = rows("stages:\n  a:\n    cmd:\n      - first\n      - second 2\n")
    assert found["jobs"][0].command == "first\nsecond 2"


def test_credentials_in_a_command_stay_behind(rows: Rows) -> None:
    found = rows("stages:\n  a:\n    cmd: curl https://user:secret@example.org/x -o a.csv\n    outs: [a.csv]\n")
    assert found["jobs"][0].command == "curl https://example.org/x -o a.csv"


@pytest.mark.parametrize(
    ("section", "targets"),
    [
        ("metrics: [m.json]", ["m.json"]),
        ("metrics: [{m.json: {cache: false}}, n.json]", ["m.json", "n.json"]),
        ("metrics: {m.json: {cache: false}}", ["m.json"]),
        ("metrics: [{m.json: }]", ["m.json"]),
        ("metrics: []", []),
        ("metrics:", []),
        ("metrics: m.json", []),
        ("plots: [p.csv]", ["p.csv"]),
        ("plots: {p.csv: {x: a, y: b}, q.csv: }", ["p.csv", "q.csv"]),
        ("plots: [{p.csv: {x: a}}]", ["p.csv"]),
        ("outs: ['', {a.csv: 5}, 7, [b.csv], null, c.csv]", ["a.csv", "c.csv"]),
    ],
)
def test_sections_in_all_forms(rows: Rows, section: str, targets: list[str]) -> None:
    found = rows(f"stages:\n  a:\n    cmd: x\n    {section}\n")
    assert _edges(found, "out") == targets
    assert found["sources"][0].status == "read"


def test_an_uncached_output_is_stored_in_git_where_git_has_it(
    make_repo: Callable[..., Path], crawl_root: Crawl
) -> None:
    text = "stages:\n  a:\n    cmd: x\n    outs:\n" + "".join(
        f"      - {path}:\n          cache: false\n" for path in ("in.csv", "new.csv", "gone.csv", "folder")
    )
    root = make_repo({"dvc.yaml": text, "in.csv": "x", "folder/x.csv": "y"})
    (root / "new.csv").write_text("x")
    found = crawl_root(crawl_pipeline, root)
    assert {row.path: row.storage for row in found["sightings"]} == {
        "in.csv": "git",
        "new.csv": "none",
        "gone.csv": "none",
        "folder": "git",
    }


def test_paths_outside_the_project(rows: Rows) -> None:
    found = rows(
        "stages:\n  a:\n    cmd: x\n    deps: [/mnt/in.csv, ../up.csv, 's3://key:secret@bucket/x?token=secret']\n"
        "    outs: ['remote://storage/out.csv']\n"
    )
    assert [(edge.target, edge.is_external, edge.is_present) for edge in found["edges"]] == [
        ("/mnt/in.csv", True, None),
        ("../up.csv", True, None),
        ("s3://bucket/x", True, None),
        ("remote://storage/out.csv", True, None),
    ]
    assert {row.storage for row in found["sightings"]} == {"external"}


@pytest.mark.parametrize("working", ["/mnt/work", "../elsewhere", "s3://bucket/work"])
def test_a_stage_that_works_outside_the_project(rows: Rows, working: str) -> None:
    found = rows(f"stages:\n  a:\n    cmd: x\n    wdir: {working}\n    deps: [in.csv]\n    outs: [out.csv]\n")
    assert [edge.target for edge in found["edges"]] == [f"{working}/in.csv", f"{working}/out.csv"]
    assert all(edge.is_external for edge in found["edges"])


@pytest.mark.parametrize("working", ["['s3://user:secret@bucket/x']", "5", "{a: b}", "", "''", "."])
def test_a_working_folder_that_is_no_text_is_the_folder_of_the_file(rows: Rows, working: str) -> None:
    found = rows(f"stages:\n  a:\n    cmd: x\n    wdir: {working}\n    deps: [in.csv]\n")
    assert [edge.target for edge in found["edges"]] == ["in.csv"]


def test_a_folder_is_data_unless_it_holds_code(rows: Rows) -> None:
    found = rows(
        "stages:\n  a:\n    cmd: x\n    deps: [src, raw, docs, .]\n",
        {"src/a.py": "x", "src/t.csv": "x", "raw/deep/a.csv": "x", "docs/a.md": "x"},
    )
    assert [(row.path, row.kind, row.is_present) for row in found["sightings"]] == [("raw", "directory", True)]
    assert all(edge.is_present for edge in found["edges"])


def test_several_files_stand_apart(crawl: Crawl) -> None:
    stage = "stages:\n  a:\n    cmd: x\n    deps: [../shared.csv]\n    outs: [out.csv]\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": stage.replace("../", ""), "sub/dvc.yaml": stage, "tests/x.csv": "y"})
    assert [job.job for job in found["jobs"]] == ["dvc.yaml:a", "sub/dvc.yaml:a"]
    assert _edges(found, "dep") == ["shared.csv", "shared.csv"]
    assert _edges(found, "out") == ["out.csv", "sub/out.csv"]
    assert [row.path for row in found["sources"]] == ["dvc.yaml", "sub/dvc.yaml"]


def test_artifacts(rows: Rows) -> None:
    found = rows(
        "artifacts:\n  churn:\n    path: models/churn.pkl\n    type: model\n    desc: Predicts churn\n"
        "  bare:\n  odd: 5\n  numbers: {path: 5, type: 6, desc: 7}\n"
    )
    artifacts = {row.artifact: (row.target, row.type, row.description, row.line) for row in found["artifacts"]}
    assert artifacts == {
        "churn": ("models/churn.pkl", "model", "Predicts churn", 2),
        "bare": (None, None, None, 6),
        "odd": (None, None, None, 7),
        "numbers": (None, "6", "7", 8),
    }


@pytest.mark.parametrize("text", ["", "stages: {}\n", "# nothing yet\n", "metrics: [m.json]\n"])
def test_a_file_without_stages_is_read(rows: Rows, text: str) -> None:
    found = rows(text)
    assert found["jobs"] == []
    assert [source.status for source in found["sources"]] == ["read"]


def test_merged_stages_are_whole(rows: Rows) -> None:
    found = rows(
        "vars:\n- base: &base\n    cmd: x\n    deps: [a.csv]\nstages:\n  a:\n    <<: *base\n    outs: [b.csv]\n"
    )
    assert (found["jobs"][0].command, found["sources"][0].status) == ("x", "read")
    assert [(edge.target, edge.line) for edge in found["edges"]] == [("a.csv", 4), ("b.csv", 8)]


def test_the_same_rows_at_the_work_tree_and_at_a_revision(make_repo: Callable[..., Path], crawl_root: Crawl) -> None:
    templated = (
        "  many:\n    foreach: [de, at]\n    do:\n      cmd: x ${item} ${lr}\n      outs:\n        - out/${item}.csv\n"
    )
    root = make_repo(
        {
            "sub/dvc.yaml": TRAIN + templated,
            "sub/dvc.lock": "schema: '2.0'\nstages:\n  train:\n    cmd: x\n",
            "sub/params.yaml": "lr: 1\n",
            "sub/data/clean.csv": "x",
            "sub/area/train.py": "x",
        }
    )
    at_work_tree = crawl_root(crawl_pipeline, root)
    assert len(at_work_tree["jobs"]) == 3
    assert crawl_root(crawl_pipeline, root, "HEAD") == at_work_tree
    (root / "sub/dvc.yaml").unlink()
    assert crawl_root(crawl_pipeline, root, "HEAD") == at_work_tree
