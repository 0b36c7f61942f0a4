"""`debt lineage`: its arguments, its exit codes, and that it needs neither Dagster nor Great Expectations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
DVC_YAML = """\
stages:
  prepare:
    cmd: python prepare.py
    deps: [prepare.py, data/raw.csv]
    outs: [data/features]
  train:
    foreach: [eu, us]
    do:
      cmd: python train.py ${item}
      deps: [train.py, data/features]
      outs: ["models/${item}.pkl"]
"""
FILES = {
    "dvc.yaml": DVC_YAML,
    "data/raw.csv": "a\n1\n",
    "data/features/.gitkeep": "",
    "prepare.py": "",
    "train.py": "",
    "old/dvc.yaml": "stages:\n\tbad: tab\n",
}


@pytest.fixture
def shop(make_repo: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_repo(FILES)
    monkeypatch.chdir(root)
    return root


def test_the_whole_graph_of_the_current_folder(debt: Run, shop: Path) -> None:
    result = debt("lineage")
    assert result.code == 0
    assert "3 stages, 4 datasets" in result.out
    assert "train@{eu,us}\n    reads   data/features\n    writes  models/{eu,us}.pkl" in result.out
    assert "not read: old/dvc.yaml:2:" in result.out
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize(
    "arguments",
    [
        ("models/eu.pkl",),
        ("eu.pkl",),
        ("file:models/eu.pkl",),
        ("--path", ".", "models/eu.pkl"),
        (".", "models/eu.pkl"),
        ("../project", "models/eu.pkl"),
    ],
)
def test_one_dataset(debt: Run, shop: Path, arguments: tuple[str, ...]) -> None:
    result = debt("lineage", *arguments)
    assert result.code == 0
    assert "models/eu.pkl <- train@eu" in result.out
    assert "us.pkl" not in result.out


def test_an_absolute_path_in_the_project(debt: Run, shop: Path) -> None:
    assert "data/raw.csv" in debt("lineage", ".", shop / "data" / "raw.csv").out.splitlines()[0]


def test_a_folder_is_a_dataset_unless_it_is_a_project(debt: Run, shop: Path, make_repo: Callable[..., Path]) -> None:
    assert debt("lineage", "data/features").out.startswith("Lineage of data/features in project\n")
    assert debt("lineage", "data/features/").out.startswith("Lineage of data/features in project\n")
    assert debt("lineage", "old").out.startswith("Lineage of old\n")
    other = make_repo({"dvc.yaml": "stages: {one: {cmd: a, outs: [b.csv]}}\n"}, name="other")
    assert debt("lineage", other).out.startswith("Lineage of other\n1 stage, 1 dataset\n")
    assert debt("lineage", "../other").out.startswith("Lineage of other\n")
    assert debt("lineage", ".").out.startswith("Lineage of project\n")


def test_how_far_to_go(debt: Run, shop: Path) -> None:
    near = debt("lineage", "models/eu.pkl", "--upstream", "1", "--downstream", "0").out
    assert "data/features" in near
    assert "raw.csv" not in near
    assert "Downstream" not in near


def test_code_is_shown_when_asked_for(debt: Run, shop: Path) -> None:
    assert "train.py" not in debt("lineage", "train").out
    assert "train.py (code)" in debt("lineage", "train", "--code").out


def test_several_formats_at_once(debt: Run, shop: Path, tmp_path: Path) -> None:
    result = debt(
        "lineage", "--format", f"svg={tmp_path / 'l.svg'}", "--format", "json", "--format", f"dot={tmp_path / 'l'}"
    )
    assert result.code == 0
    document = json.loads(result.out)
    assert ["data/raw.csv", "prepare"] in document["edges"]
    assert ["train@eu", "models/eu.pkl"] in document["edges"]
    assert document["unread"][0]["path"] == "old/dvc.yaml"
    assert (tmp_path / "l.svg").read_text("utf-8").startswith("<svg")
    assert (tmp_path / "l").read_text("utf-8").startswith("// not read")
    assert result.err.count("wrote ") == 2


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["data/row.csv"], "there is no dataset or stage `data/row.csv`", "did you mean `data/raw.csv`?"),
        (["--format", "svgg"], "there is no report format `svgg`", "did you mean `svg`?"),
        (["--upstream", "1"], "count from a dataset or a stage", "name one"),
        (["old", "--upstream", "1"], "count from a dataset or a stage", "`--path . old`"),
        (["a", "b", "c"], "too many arguments", "--help"),
        (["--path", ".", "b", "c"], "too many arguments", "--help"),
        (["nowhere", "x"], "there is no folder", "repository"),
        (["--upstream", "-1", "train"], "-1 is not in the range", "debt --help"),
        (["--format", "svg=no/such/folder.svg"], "cannot write", ""),
    ],
)
def test_mistakes_end_with_2(debt: Run, shop: Path, arguments: list[str], message: str, hint: str) -> None:
    result = debt("lineage", *arguments)
    assert result.code == 2
    assert message in result.err
    assert hint in result.err


def test_a_project_without_pipelines_is_no_mistake(debt: Run, make_repo: Callable[..., Path]) -> None:
    result = debt("lineage", make_repo({"README.md": "words"}))
    assert result.code == 0
    assert "Nothing has a lineage here" in result.out


def test_an_empty_folder_cannot_be_read(debt: Run, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    assert debt("lineage", tmp_path / "void").code == 3


def test_nothing_is_written(debt: Run, shop: Path, tree_of: Callable[[Path], Any]) -> None:
    before = tree_of(shop)
    debt("lineage", "train", "--code")
    assert tree_of(shop) == before


def test_heavy_libraries_are_left_alone(shop: Path) -> None:
    code = (
        "import sys; sys.argv = ['debt', 'lineage', *sys.argv[1:]]\n"
        "from debt_pipelines.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print(*[name for name in sys.modules if '.' not in name], file=sys.stderr)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code, "prepare"], cwd=shop, env=environment, capture_output=True, text=True, check=True
    )
    assert "prepare -> data/features" in done.stdout
    assert not {"dagster", "great_expectations", "sqlalchemy", "jinja2"} & set(done.stderr.split())
    help_only = subprocess.run(
        [sys.executable, "-c", code, "--help"], cwd=shop, env=environment, capture_output=True, text=True, check=True
    )
    assert not {"pandas", "pyarrow", "dvc", "networkx", "pydantic"} & set(help_only.stderr.split())
