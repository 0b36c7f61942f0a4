"""Owners as CODEOWNERS states them, in the order of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.codeowners import crawl
from debt_pipelines.model.data_rows import Owner, Source
from debt_pipelines.project.project import open_project

TEXT = """\
# who looks after what
*               @acme/platform   # everyone else

/data/raw/      @ann @bob
data/my\\ file.csv ann@acme.org
/data/scratch/
broken          nobody
!/data/tmp/     @ann
*.csv @acme/data#inline
[Models][2] @acme/models
/models/
/models/old/    @carl
^[Optional]
/notes/
"""


def crawled(root: Path, files: dict[str, bytes]) -> tuple[list[Source], list[Owner]]:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    rows = list(crawl(open_project(root), Settings()))
    return [row for row in rows if isinstance(row, Source)], [row for row in rows if isinstance(row, Owner)]


def test_patterns_and_owners_in_order(tmp_path: Path) -> None:
    sources, owners = crawled(tmp_path, {".github/CODEOWNERS": TEXT.encode()})
    assert [(row.line, row.pattern, row.owner) for row in owners] == [
        (2, "*", "@acme/platform"),
        (4, "/data/raw/", "@ann @bob"),
        (5, "data/my file.csv", "ann@acme.org"),
        (6, "/data/scratch/", None),
        (8, "/data/tmp/", None),
        (9, "*.csv", "@acme/data#inline"),
        (11, "/models/", "@acme/models"),
        (12, "/models/old/", "@carl"),
        (14, "/notes/", None),
    ]
    assert {(row.tool, row.path) for row in owners} == {("codeowners", ".github/CODEOWNERS")}
    assert [row.status for row in sources] == ["read"]


@pytest.mark.parametrize("path", ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
def test_every_place_is_known(tmp_path: Path, path: str) -> None:
    assert crawled(tmp_path, {path: b"* @ann"})[1][0].path == path


def test_only_the_first_place_counts(tmp_path: Path) -> None:
    sources, owners = crawled(tmp_path, {"docs/CODEOWNERS": b"* @ann", "CODEOWNERS": b"* @bob"})
    assert [row.owner for row in owners] == ["@bob"]
    assert [(row.path, row.status, row.error) for row in sources] == [
        ("CODEOWNERS", "read", None),
        ("docs/CODEOWNERS", "skipped", "hosts read `CODEOWNERS` instead"),
    ]


def test_binary_and_empty_files(tmp_path: Path) -> None:
    (source,), owners = crawled(tmp_path, {"CODEOWNERS": b"* @ann\n\xff\xfe\x00"})
    assert (source.status, source.error, source.line, owners) == ("error", "not UTF-8 text", 2, [])
    (source,), owners = crawled(tmp_path, {"CODEOWNERS": b""})
    assert (source.status, owners) == ("read", [])
