"""Files whose names are no text are told of, and cost nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.model.data_rows import Source
from debt_pipelines.project.project import open_project
from tests.rows import expanded


def test_only_the_file_itself_is_skipped(make_repo: Callable[..., Path]) -> None:
    root = make_repo({"orders.csv": "id\n1\n", os.fsdecode(b"caf\xe9.csv"): "id\n1\n", os.fsdecode(b"r\xe9adme"): ""})
    rows = [row for row in expanded(crawl_project(open_project(root), Settings())) if isinstance(row, Source)]
    assert [(row.path, row.status, row.error) for row in rows if row.status != "read"] == [
        (r"caf\xe9.csv", "skipped", "its name is not UTF-8")
    ]
    assert "orders.csv" in {row.path for row in rows if row.crawler == "tables"}


def test_an_excluded_one_is_no_concern(make_repo: Callable[..., Path]) -> None:
    root = make_repo({"orders.csv": "id\n", os.fsdecode(b"old/caf\xe9.csv"): "id\n"})
    project = open_project(root).excluding(["old/"])
    assert list(crawl_project(project, Settings(), only=("file_names",))) == []
