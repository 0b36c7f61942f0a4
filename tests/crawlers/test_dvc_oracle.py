"""What DVC itself says of a project, at a revision where it writes nothing, is what the crawler says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_files import crawl as crawl_files
from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline

Crawl = Callable[..., dict[str, list[Any]]]

DVC_YAML = """\
vars:
  - settings/paths.yaml
  - settings/more.json:sizes
  - local:
      seed: 7
stages:
  plain:
    cmd: python plain.py
    deps: [data/raw.csv, src/../src/plain.py]
    outs: [data/plain.csv]
  several:
    cmd:
      - first --seed ${local.seed}
      - second ${sizes[1]}
    wdir: work/deep
    deps: [../../data/plain.csv]
    params: [lr, ../../other.toml: [a.b]]
    outs:
      - ${out}/model.pkl:
          cache: false
          persist: true
    metrics:
      - scores.json:
          cache: false
    plots:
      - curve.csv:
          x: epoch
  regions:
    foreach: ${regions}
    do:
      cmd: load ${key} ${item.code} no 010
      wdir: regions/${item.code}
      vars:
        - suffix: x
      deps: [../../data/plain.csv]
      outs:
        - ${key}${suffix}.csv
  numbers:
    foreach: [1, 2.5, text]
    do:
      cmd: echo ${item}
      outs:
        - numbers/${item}
  grid:
    matrix:
      model: [cnn, {name: rnn, depth: 3}]
      size: ${sizes}
    cmd: fit ${item.model} ${item.size} ${key}
    outs:
      - grid/${key}.pkl
  held:
    cmd: x
    frozen: true
    always_changed: true
    deps: [grid]
  merged: &merged
    cmd: merge ${opts}
    deps: [numbers/1]
"""
FILES = {
    "dvc.yaml": DVC_YAML,
    "params.yaml": "lr: 0.1\nregions:\n  eu: {code: de}\n  us: {code: ny}\nopts: {fast: true, rate: 1e3, off: no}\n",
    "settings/paths.yaml": "out: models\n",
    "settings/more.json": '{"sizes": [1, 2], "unused": 3}',
    "other.toml": "[a]\nb = 1\n",
    "work/deep/params.yaml": "lr: 5\n",
    "sub/dvc.yaml": (
        "stages:\n  more:\n    foreach: [a, b]\n    do:\n      cmd: ${item} ${here}\n      outs:\n        - o-${item}\n"
    ),
    "sub/params.yaml": "here: sub\n",
    "data/raw.csv.dvc": "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 3\n  hash: md5\n  path: raw.csv\n",
    "src/plain.py": "",
    ".dvc/config": "",
    ".dvcignore": "",
}


@pytest.fixture
def index(make_repo: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Any]:
    """The project, and DVC's own view of it."""
    for name in ("DVC_SITE_CACHE_DIR", "DVC_GLOBAL_CONFIG_DIR", "DVC_SYSTEM_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("DVC_NO_ANALYTICS", "1")
    from dvc.repo import Repo

    root = make_repo(FILES)
    with Repo(str(root), rev="HEAD") as repo:
        return root, repo.index


def _relative(path: str, root: Path) -> str:
    """DVC gives paths of a revision from the root of its file system, or from the work tree."""
    return os.path.relpath(path, root) if path.startswith(str(root)) else path.lstrip("/")


@pytest.fixture
def theirs(index: tuple[Path, Any]) -> dict[str, tuple[str, set[str], set[str]]]:
    root, found = index
    stages: dict[str, tuple[str, set[str], set[str]]] = {}
    for stage in found.stages:
        if stage.cmd is None:
            continue
        command = stage.cmd if isinstance(stage.cmd, str) else "\n".join(stage.cmd)
        deps = {_relative(dep.fs_path, root) for dep in stage.deps if not hasattr(dep, "params")}
        outs = {_relative(out.fs_path, root) for out in stage.outs}
        stages[f"{_relative(stage.path, root)}:{stage.name}"] = (command, deps, outs)
    return stages


def test_stages_commands_dependencies_and_outputs(
    index: tuple[Path, Any], theirs: dict[str, tuple[str, set[str], set[str]]], crawl_root: Crawl
) -> None:
    found = crawl_root(crawl_pipeline, index[0])
    ours = {
        job.job: (
            job.command,
            {edge.target for edge in found["edges"] if edge.job == job.job and edge.direction == "dep"},
            {edge.target for edge in found["edges"] if edge.job == job.job and edge.direction == "out"},
        )
        for job in found["jobs"]
    }
    assert len(theirs) == 15
    assert ours == theirs
    assert {source.status for source in found["sources"]} == {"read"}
    assert crawl_root(crawl_pipeline, index[0], "HEAD") == found


def test_flags_roles_and_parameters(index: tuple[Path, Any], crawl_root: Crawl) -> None:
    root, oracle = index
    found = crawl_root(crawl_pipeline, root)
    stages = {f"{_relative(stage.path, root)}:{stage.name}": stage for stage in oracle.stages if stage.cmd}
    for job in found["jobs"]:
        stage = stages[job.job]
        assert (job.is_frozen, job.is_always_changed) == (stage.frozen, stage.always_changed)
        params = {
            (_relative(dep.fs_path, root), key) for dep in stage.deps if hasattr(dep, "params") for key in dep.params
        }
        assert {(row.file, row.key) for row in found["params"] if row.job == job.job} == params
    outs = {_relative(out.fs_path, root): out for stage in stages.values() for out in stage.outs}
    for edge in found["edges"]:
        if edge.direction == "out":
            out = outs[edge.target]
            role = "metric" if out.metric else "plot" if out.plot else "data"
            assert (edge.is_cached, edge.is_persisted, edge.role) == (out.use_cache, out.persist, role)


def test_data_that_was_added(index: tuple[Path, Any], crawl_root: Crawl) -> None:
    root, oracle = index
    (out,) = (out for stage in oracle.stages if stage.is_data_source for out in stage.outs)
    (row,) = crawl_root(crawl_files, root)["sightings"]
    assert row.path == _relative(out.fs_path, root)
    assert (row.hash, row.hash_name, row.size_bytes) == (out.hash_info.value, out.hash_name, out.meta.size)
