"""Features, labels and entities declared in params and config files, and the documents those are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.params_features import crawl
from debt_pipelines.model.data_rows import Feature, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.project import open_project


def crawled(root: Path, path: str, text: str | bytes) -> tuple[list[Source], list[Feature]]:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (root / "README.md").write_text("x")
    rows = list(crawl(open_project(root), Settings()))
    features = [row for row in rows if isinstance(row, Feature)]
    return [row for row in rows if isinstance(row, Source)], features


YAML = """\
base:
  cat_cols:
    - country
  num_cols: [age,
    balance]
  num_features: 12
train:
  target_column: churned
  id_column: customer_id
  features: [age, tenure]
"""
JSON = '{\n\t"features": ["age",\n\t"tenure"],\n\t"label": "churned"\n}'
TOML = '[model]\nname = "m"\n[model.inputs]\nfeature_columns = [\n  "age",\n]\ntarget = "churned"\n'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "params.yaml",
            YAML,
            [
                ("country", "feature", 3),
                ("age", "feature", 4),
                ("balance", "feature", 5),
                ("churned", "label", 8),
                ("customer_id", "entity", 9),
                ("tenure", "feature", 10),
            ],
        ),
        ("ml/params.json", JSON, [("age", "feature", 2), ("tenure", "feature", 3), ("churned", "label", 4)]),
        ("configs/model.toml", TOML, [("age", "feature", 4), ("churned", "label", 7)]),
        ("params_b.yml", "x.features: [a b]\n", [("a b", "feature", 1)]),
    ],
)
def test_declared_names_with_their_lines(
    tmp_path: Path, path: str, text: str, expected: list[tuple[str, str, int]]
) -> None:
    sources, features = crawled(tmp_path, path, text)
    assert [(row.feature, row.role, row.line) for row in features] == expected
    assert {(row.tool, row.path) for row in features} == {("params", path)}
    assert [(row.path, row.status) for row in sources] == [(path, "read")]


@pytest.mark.parametrize(
    "text",
    [
        "features: 3",
        "features: all",
        "features: [1, 2]",
        "features: [a, [b]]",
        "features: ['${vars.a}', b]",
        "features: [data/a.csv]",
        "features: []",
        "target: {a: 1}",
        "label: 'two\n\n lines'",
        "",
        "- features",
    ],
)
def test_what_is_no_list_of_plain_words_is_ignored(tmp_path: Path, text: str) -> None:
    sources, features = crawled(tmp_path, "params.yaml", text)
    assert [row.status for row in sources] == ["read"]
    assert features == []


def test_a_word_of_many_meanings_counts_only_beside_a_plainer_one(tmp_path: Path) -> None:
    assert crawled(tmp_path, "config/tsconfig.json", '{"target": "es6", "features": ["a"]}') == ([], [])
    features = crawled(tmp_path, "config/train.yaml", "target: churned\nnum_cols: [age]")[1]
    assert [(row.feature, row.role) for row in features] == [("churned", "label"), ("age", "feature")]


def test_files_elsewhere_are_not_read(tmp_path: Path) -> None:
    assert crawled(tmp_path, "docs/model.yaml", "feature_columns: [a]") == ([], [])


@pytest.mark.parametrize(
    ("path", "content", "error", "line"),
    [
        ("params.json", b"", "an empty file is not valid JSON", 1),
        ("params.json", b'{"a": 1,\n"b"', "not valid JSON: Expecting ':' delimiter", 2),
        ("params.toml", b"a = 1\nb = \n", "not valid TOML", 2),
        ("params.yaml", b"a: 1\nb: c: d\n", "not valid YAML", 2),
        ("params.yaml", b"a: 1\n\xff\xfe", "not UTF-8 text", 2),
    ],
)
def test_an_unreadable_params_file(tmp_path: Path, path: str, content: bytes, error: str, line: int) -> None:
    (source,), features = crawled(tmp_path, path, content)
    assert source.status == "error"
    assert str(source.error).startswith(error)
    assert source.line == line
    assert features == []


def test_an_unreadable_file_of_another_tool_is_none_of_ours(tmp_path: Path) -> None:
    assert crawled(tmp_path, "conf/chart.yaml", "{{ if .features }}\nfeatures: [a]\n{{ end }}") == ([], [])


def test_json_lines_are_those_of_keys_and_of_values_in_lists() -> None:
    text = '{\n "a": [1,\n  {"b\\u00e9\\"{": [],\n\t"c": {}}, "x,]"\n ],\n\n "d": "\\ud83d\\ude00",'
    text += ' "e": [[],\n[1]]\n}'
    document = load_document("x.json", text)
    assert document.data == json.loads(text)
    expected: dict[tuple[Any, ...], int] = {
        (): 1,
        ("a",): 2,
        ("a", 0): 2,
        ("a", 1): 3,
        ("a", 1, 'bé"{'): 3,
        ("a", 1, "c"): 4,
        ("a", 2): 4,
        ("d",): 7,
        ("e",): 7,
        ("e", 0): 7,
        ("e", 1): 8,
        ("e", 1, 0): 8,
    }
    assert document.lines == expected


@pytest.mark.parametrize("path", ["deep.json", "deep.toml"])
@pytest.mark.parametrize("depth", [200, 100_000])
def test_deep_nesting_is_refused(path: str, depth: int) -> None:
    nested = "[" * depth + "]" * depth
    with pytest.raises(UnreadableError):
        load_document(path, nested if path.endswith("json") else f"a = [\n{nested}")
