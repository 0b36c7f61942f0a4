"""Past incidents, from a file or a folder that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.incidents import crawl
from debt_pipelines.model.data_rows import Incident, Source
from debt_pipelines.project.project import open_project

CSV = "Id,Date,Dataset,Hours lost\nI-1,2026-01-05,data/orders.csv,2.5\nI-2,2026-02-01T08:30:00Z,train,\n"
YAML = """\
incidents:
- id: I-3
  date: 2026-03-01
  stage: train
  hours: 4
- date: 2026-03-02
  dataset: data/orders.csv
"""
Told = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


@pytest.fixture
def told(make_folder: Callable[..., Path]) -> Callable[..., Told]:
    """A function that gives the incidents and the sources of files, under the setting `incidents`."""

    def tell(files: dict[str, str], named: str | None) -> Told:
        rows = list(crawl(open_project(make_folder(files)), Settings(incidents=named)))
        incidents: list[tuple[object, ...]] = [
            (row.incident, row.occurred_at, row.reference, row.hours_lost, row.path, row.line)
            for row in rows
            if isinstance(row, Incident)
        ]
        return incidents, [(row.path, row.line, row.error) for row in rows if isinstance(row, Source)]

    return tell


def test_csv(told: Callable[..., Told]) -> None:
    assert told({"ops/past.csv": CSV}, "ops/past.csv") == (
        [
            ("I-1", "2026-01-05", "data/orders.csv", 2.5, "ops/past.csv", 2),
            ("I-2", "2026-02-01", "train", None, "ops/past.csv", 3),
        ],
        [("ops/past.csv", None, None)],
    )


def test_yaml_in_a_folder(told: Callable[..., Told]) -> None:
    files = {"ops/a.yaml": YAML, "ops/b.yml": "id: I-9\nday: '2026-04-01'\npath: x.csv\n", "ops/notes.md": "none"}
    incidents, sources = told(files, "ops/")
    assert incidents == [
        ("I-3", "2026-03-01", "train", 4.0, "ops/a.yaml", 2),
        ("ops/a.yaml#2", "2026-03-02", "data/orders.csv", None, "ops/a.yaml", 6),
        ("I-9", "2026-04-01", "x.csv", None, "ops/b.yml", 1),
    ]
    assert sources == [("ops/a.yaml", None, None), ("ops/b.yml", None, None)]


def test_nothing_is_read_unless_the_settings_say_so(told: Callable[..., Told]) -> None:
    assert told({"incidents.csv": CSV}, None) == ([], [])


@pytest.mark.parametrize(
    ("text", "line", "error"),
    [
        ("id,date\nI-1,soon\n", 2, "entry 1: Invalid isoformat string: 'soon'"),
        ("id,date\nI-1,\n", 2, "entry 1: it has no date"),
        ("id,date,hours\nI-1,2026-01-05,-1\n", 2, "entry 1: `-1` is no number of hours"),
        ("id,date,hours\nI-1,2026-01-05,nan\n", 2, "entry 1: `nan` is no number of hours"),
    ],
)
def test_an_entry_that_is_wrong_costs_itself(told: Callable[..., Told], text: str, line: int, error: str) -> None:
    incidents, sources = told({"i.csv": text + "I-2,2026-01-06\n"}, "i.csv")
    assert [incident[0] for incident in incidents] == ["I-2"]
    assert sources == [("i.csv", None, None), ("i.csv", line, error)]


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"a.csv": ""}, "there is no such file, and no YAML or CSV file in such a folder"),
        ({"i.yaml": "- [\n"}, "not valid YAML: "),
        ({"i.yaml": "just words"}, "a list of incidents is expected"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(told: Callable[..., Told], files: dict[str, str], error: str) -> None:
    incidents, ((path, _line, said),) = told(files, "i.yaml")
    assert (incidents, path) == ([], "i.yaml")
    assert str(said).startswith(error)


def test_a_record_that_git_ignores_is_read(make_repo: Callable[..., Path]) -> None:
    root = make_repo({".gitignore": "*.csv\npast/\n"})
    (root / "past").mkdir()
    for path in ("incidents.csv", "past/one.csv"):
        (root / path).write_text("id,date,dataset\nI-1,2026-01-05,a.csv\n")
    for named in ("incidents.csv", "past/"):
        rows = list(crawl(open_project(root), Settings(incidents=named)))
        assert [row.table for row in rows] == ["sources", "incidents"], named
