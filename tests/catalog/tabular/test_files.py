"""Which files hold data, and which JSON is a table rather than settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.catalog.tabular.files import find_table_paths
from debt_pipelines.catalog.tabular.json_records import records_of, starts_like_table
from debt_pipelines.catalog.tabular.table import NotTabularError
from debt_pipelines.config.settings import Settings
from debt_pipelines.project.project import open_project

RECORDS = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
NESTED = [{"id": n, "user": {"name": "a"}, "tags": ["x"]} for n in range(20)]


@pytest.mark.parametrize(
    "path",
    [
        "package.json", ".vscode/tasks.json", "conf/dag_config.json", "i18n/de.json", "docs/openapi.json",
        "analysis.ipynb", "world.geojson", "templates/upload.csv", "misc/desk_review_template.xlsx", "template.csv",
        "dvclive/plots/metrics/loss.tsv", "src/__tests__/answers.csv", "dbt_packages/utils/seeds/x.csv", "menus.json",
    ],
)  # fmt: skip
def test_what_is_no_data(make_folder: Callable[..., Path], path: str) -> None:
    content = json.dumps(RECORDS) if path.endswith("json") else "a,b\n1,2\n"
    project = open_project(
        make_folder({path: content, "data/orders.csv": "a,b\n1,2\n", "people.json": json.dumps(RECORDS)})
    )
    assert find_table_paths(project, Settings()).wanted == ("data/orders.csv", "people.json")


@pytest.mark.parametrize(
    ("document", "n_rows"),
    [
        (RECORDS, 2),
        ([{"id": 1}, {"id": 2, "name": None}], 2),
        (NESTED, 20),
        ({"data": RECORDS}, 2),
        ({"results": RECORDS, "count": 2, "next": None, "meta": {"page": 1}}, 2),
        ({"schema": {"fields": []}, "data": RECORDS}, 2),
    ],
)
def test_json_that_is_a_table(document: Any, n_rows: int) -> None:
    assert starts_like_table(json.dumps(document))
    assert len(records_of(document)) == n_rows


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        RECORDS[:1],
        [1, 2],
        NESTED[:5],
        [{f"k{n}": {}} for n in range(30)],
        [{"a": 1}, {"b": 2}, {"c": 3}],
        [{}, {}],
        {"data": [{"name": "table", "url": "x.csv"}, {"name": "other", "url": "y.csv"}], "marks": [{"type": "bar"}]},
        {"nodes": RECORDS, "links": RECORDS},
        {"type": "FeatureCollection", "features": RECORDS},
        {"expectations": [{"type": "a", "kwargs": {}}, {"type": "b", "kwargs": {}}]},
        {"data": {"a": 1}},
        {"items": RECORDS, "settings": {"theme": "dark"}},
        "text",
    ],
)
def test_json_that_is_no_table(document: Any) -> None:
    with pytest.raises(NotTabularError):
        records_of(document)
