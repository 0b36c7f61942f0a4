"""Records of decisions: pages told by path or heading, and the note that pages were looked through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.decision_records import crawl as crawl_records

Crawl = Callable[..., dict[str, list[Any]]]


@pytest.mark.parametrize(
    "path", ["docs/adr/0001-trees.md", "DECISIONS.md", "adr-7 trees.rst", "docs/experiment-notes.ipynb", "rfcs/a.md"]
)
def test_a_page_by_its_path(crawl: Crawl, path: str) -> None:
    assert [(row.path, row.subject_kind) for row in crawl(crawl_records, {path: "x"})["descriptions"]] == [
        (path, "model")
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "## Model selection",
        "### 2.1 Alternatives considered:",
        "Design decisions\n---",
        "# Why we use trees",
        "== Ablation study",
    ],
)
def test_a_page_by_a_heading(crawl: Crawl, heading: str) -> None:
    (row,) = crawl(crawl_records, {"README.md": f"# Shop\n\n{heading}\n\nTrees, because.\n"})["descriptions"]
    assert (row.path, row.line, row.reference) == ("README.md", 3, None)


def test_pages_without_any(crawl: Crawl) -> None:
    found = crawl(crawl_records, {"README.md": "# Shop\n\nOur model selection is fine.\n", "docs/experiments.md": "x"})
    assert [(row.path, row.status) for row in found["sources"]] == [("README.md", "read")]
    assert "descriptions" not in found


def test_no_pages_at_all(crawl: Crawl) -> None:
    assert crawl(crawl_records, {"a.py": "# Model selection", "notes.txt": "x", "dvc.yaml": "stages: {}"}) == {}
