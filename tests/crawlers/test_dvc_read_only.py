"""The DVC crawlers change nothing: not in the project, not beside it, at a work tree or at a revision."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers import dvc_config, dvc_files, dvc_pipeline

Crawl = Callable[..., dict[str, list[Any]]]
TreeOf = Callable[[Path], dict[str, tuple[object, ...]]]

FILES = {
    "dvc.yaml": (
        "vars: [settings/v.yaml]\nstages:\n  a:\n    foreach: [x, y]\n    do:\n      wdir: work/${item}\n"
        "      cmd: ${v} ${lr}\n      outs:\n        - new/${item}.csv\n  bad:\n    cmd: ${nope}\n"
    ),
    "dvc.lock": "schema: '2.0'\nstages:\n  a@x:\n    cmd: x\n",
    "params.yaml": "lr: 1\n",
    "settings/v.yaml": "v: 1\n",
    "data/raw.csv.dvc": "outs:\n- path: raw.csv\n  md5: abc\n",
    ".dvc/config": "[core]\n    remote = s\n",
    ".dvc/.gitignore": "/config.local\n",
    "bad.dvc": "\tx",
}


@pytest.mark.parametrize("revision", [None, "HEAD"])
def test_a_project_is_byte_identical_after_a_crawl(
    make_repo: Callable[..., Path], crawl_root: Crawl, tree_of: TreeOf, revision: str | None
) -> None:
    root = make_repo(FILES)
    (root / ".dvc/config.local").write_text("[core]\n")
    (root / "data/raw.csv").write_text("id\n")
    before, environment, folder = tree_of(root.parent), dict(os.environ), Path.cwd()
    for crawler in (dvc_pipeline.crawl, dvc_files.crawl, dvc_config.crawl):
        assert crawl_root(crawler, root, revision)["sources"]
    assert tree_of(root.parent) == before
    assert dict(os.environ) == environment
    assert Path.cwd() == folder


def test_a_project_on_a_read_only_folder_can_be_crawled(make_folder: Callable[..., Path], crawl_root: Crawl) -> None:
    root = make_folder(FILES)
    for path in [root, *root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert [job.name for job in crawl_root(dvc_pipeline.crawl, root)["jobs"]] == ["a@x", "a@y"]
    finally:
        for path in [root, *root.rglob("*")]:
            path.chmod(0o755)
