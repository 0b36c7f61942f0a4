"""Mentions: which texts name tracked data and parameters, and when silence proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import mentions
from debt_pipelines.model.data_rows import Mention
from debt_pipelines.project.project import open_project

Files = dict[str, str | bytes]
Find = Callable[..., dict[str, tuple[str, int | None] | None]]
IDLE = "print(1)\n"


@pytest.fixture
def find(crawl: Callable[..., dict[str, list[Any]]]) -> Find:
    """A function `find(kind, files)` that gives the place of each name of a kind, None where nothing names it."""

    def run(kind: str, files: Files) -> dict[str, tuple[str, int | None] | None]:
        rows: list[Mention] = crawl(mentions.crawl, files)["mentions"]
        return {row.reference: (row.path, row.line) if row.path else None for row in rows if row.kind == kind}

    return run


def _tracked(path: str) -> Files:
    return {f"{path}.dvc": f"outs:\n- md5: a\n  path: {path.rpartition('/')[2]}\n"}


def _params(text: str) -> Files:
    return {"dvc.yaml": "stages: {}\n", "params.yaml": text}


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("data/orders.csv", "read('data/orders.csv')"),
        ("data/orders.csv", "read(ROOT / 'orders.csv')"),
        ("data/orders.csv", "read(f'{ROOT}/{name}.csv') # for name in (orders, items)"),
        ("data/orders.csv", "for name in ['ORDERS']: pass"),
        ("data/orders_2021.csv", "read(f'orders_{year}.csv')"),
        ("data/orders-2021.csv", "read(f'orders-{year}.csv')"),
        ("data/orders2021.csv", "glob('orders*.csv')"),
        ("data/eu_orders.csv", "read(region + '_orders.csv')"),
        ("data/orders.csv", "glob(os.path.join('data', '*.csv'))"),
        ("data/orders.csv", "DATA = 'data'"),
        ("data/raw/orders.csv", "for path in Path('data/raw').iterdir(): pass"),
        ("data/raw/orders.csv", "for path in (DATA / 'raw').iterdir(): pass"),
        ("data/raw/orders.csv", "for path in Path('data').rglob('*.csv'): pass"),
        ("data/raw", "read(os.path.join('data', 'raw', name))"),
        ("data/raw", "read('raw/x.csv')"),
        ("data/raw", "ls data/raw"),
        ("data", "cp data/x.csv ."),
        ("models/small-bert/vocab.txt", "load('small-bert')"),
        ("d/año.csv", "read('año.csv')"),
    ],
)
def test_code_that_names_a_dataset(find: Find, target: str, code: str) -> None:
    assert find("dataset", {**_tracked(target), "src/a.py": f"x = 1\n{code}\n"}) == {target: ("src/a.py", 2)}


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("data/orders.csv", IDLE),
        ("data/orders.csv", "read('data/items.csv')"),
        ("data/orders.csv", "reorders = 1; orders_by = 2"),
        ("data/orders.csv", "read('data/raw/items.csv')"),
        ("data/raw", "# the raw truth about data"),
        ("data/x.csv", "x = 1"),
        ("data/raw/orders.csv", "read('data/items.csv')"),
        ("data/train.csv", "def train(): pass"),
    ],
)
def test_code_that_does_not(find: Find, target: str, code: str) -> None:
    assert find("dataset", {**_tracked(target), "a.py": code}) == {target: None}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "All of it is in `orders.csv`."),
        ("conf/app.toml", "path = 'orders.csv'"),
        ("params.yaml", "path: data/orders.csv"),
        ("dvc.yaml", "stages:\n  a:\n    cmd: python a.py\n    deps: [data/orders.csv]\n"),
        (".github/workflows/ci.yaml", "run: head data/orders.csv"),
        ("Makefile", "all: data/orders.csv"),
        ("run", "cat data/orders.csv"),
        ("a.ipynb", '{"source": ["read(\\"orders.csv\\")\\n"]}'),
        ("b.ipynb", '{"source": "import x\\norders = 1"}'),
        ("old.dvc", "cmd: python a.py\ndeps:\n- path: data/orders.csv\n"),
        ("tests/test_a.py", "read('orders.csv')"),
    ],
)
def test_texts_that_are_searched(find: Find, path: str, text: str) -> None:
    found = find("dataset", {**_tracked("data/orders.csv"), "a.py": IDLE, path: text})
    assert found["data/orders.csv"] is not None
    assert found["data/orders.csv"][0] == path


@pytest.mark.parametrize("path", ["dvc.lock", ".gitignore", "data/.gitignore", "copy.dvc", "log.csv", "uv.lock"])
def test_texts_that_are_not(find: Find, path: str) -> None:
    assert find("dataset", {**_tracked("data/orders.csv"), "a.py": IDLE, path: "/data/orders.csv\n"}) == {
        "data/orders.csv": None
    }


def test_an_import_is_looked_for_as_well_and_code_comes_first(find: Find) -> None:
    imported = "deps:\n- path: s3://bucket/orders.csv\n  etag: a\nouts:\n- path: orders.csv\n  md5: a\n"
    files: Files = {"x.dvc": imported, "README.md": "orders.csv\n", "z.py": "\n\nread('orders.csv')\n"}
    assert find("dataset", files) == {"orders.csv": ("z.py", 3)}


@pytest.mark.parametrize(
    "code",
    [
        "params['train']['rate']",
        "cfg.train.rate",
        "parser.add_argument('--Rate')",
        "params$train$rate",
        "RATE = os.environ['RATE']",
    ],
)
def test_code_that_names_a_parameter(find: Find, code: str) -> None:
    assert find("param", {**_params("train:\n  rate: 1\n"), "a.py": code}) == {"params.yaml:train.rate": ("a.py", 1)}


@pytest.mark.parametrize(
    "code", ["args.learning_rate", "--learning-rate", "learningRate", "params[f'{x}_rate']", "params['learning_' + x]"]
)
def test_a_name_of_several_words_is_written_in_several_ways(find: Find, code: str) -> None:
    found = find("param", {**_params("learning_rate: 1\n"), "a.py": code})
    assert found == {"params.yaml:learning_rate": ("a.py", 1)}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("dvc.yaml", "stages:\n  a:\n    cmd: a ${train.rate}\n"),
        ("dvc.yaml", "stages:\n  a:\n    foreach: ${train}\n    do: {cmd: x}\n"),
        ("dvc.yaml", "stages:\n  a:\n    cmd: a ${train.rate[0].x}\n"),
        ("other/dvc.yaml", "stages:\n  a:\n    cmd: a ${ train }\n"),
        ("params.yaml", "train:\n  rate: 1\nother: ${train.rate}\n"),
    ],
)
def test_templates_use_what_they_fill_in(find: Find, path: str, text: str) -> None:
    place = find("param", {**_params("train:\n  rate: 1\n"), "a.py": IDLE, path: text})["params.yaml:train.rate"]
    assert place is not None
    assert place[0] == path


def test_a_parameter_that_nothing_names(find: Find) -> None:
    files: Files = {**_params("train:\n  rate: 1\nseed: 2\n"), "a.py": "rates = params['train']['other']\n"}
    assert find("param", files) == {"params.yaml:train.rate": None, "params.yaml:seed": None}


@pytest.mark.parametrize(
    "code",
    [
        "options = params['train']",
        "fit(**cfg.train)",
        "params['train'].items()",
        "params['train'][name]",
        "fit(params$train)",
        "fit(**params)",
        "fit(**self.config)",
        "fit(**yaml.safe_load(file))",
        "mine = load_params()\nfit(**mine)",
        "mine = load_params()\nfor key in mine:\n    pass",
        "params[section]",
        "params.items()",
        "cfg.get(section)",
        "getattr(config, name)",
        "lightgbm.fit(params, data)",
        "do.call(fit, x)",
        "LightningCLI(Model)",
    ],
)
def test_what_is_handed_on_may_be_used_unnamed(find: Find, code: str) -> None:
    assert find("param", {**_params("train:\n  rate: 1\n"), "a.py": code}) == {}


@pytest.mark.parametrize(
    "code",
    [
        "params['train']['other']",
        "params['train'].get('other')",
        "cfg.train.other",
        "params$train$other",
        "model.train(data)",
        "train(data)",
        "mine = load_params()\nmine['other']",
        "mlflow.log_params(params)",
        "fit(**params['other'])",
        "fit(**kwargs)",
        "params.get('other')",
    ],
)
def test_what_is_entered_by_name_is_not_handed_on(find: Find, code: str) -> None:
    assert find("param", {**_params("train:\n  rate: 1\n"), "a.py": code}) == {"params.yaml:train.rate": None}


@pytest.mark.parametrize(
    ("path", "text", "is_handed_on"),
    [
        ("Makefile", "fit:\n\ttool --config params.yaml\n", True),
        ("Makefile", "fit:\n\tpython fit.py --config params.yaml\n", False),
        ("Dockerfile", "COPY params.yaml .\n", False),
        ("run.sh", "python fit.py train\n", True),
        ("dvc.yaml", "stages:\n  a:\n    cmd: tool -c params.yaml\n", True),
        ("dvc.yaml", "stages:\n  a:\n    cmd: python a.py\n    deps:\n    - params.yaml\n", False),
        ("dvc.yaml", "stages:\n  train:\n    cmd: python src/train.py\n", False),
        ("dvc.yaml", "stages:\n  a:\n    cmd: python a.py train\n", True),
    ],
)
def test_commands_hand_on_files_and_groups(find: Find, path: str, text: str, is_handed_on: bool) -> None:
    found = find("param", {**_params("train:\n  rate: 1\n"), "a.py": IDLE, path: text})
    assert found == ({} if is_handed_on else {"params.yaml:train.rate": None})


def test_a_file_for_one_thing_is_a_group_of_its_own(find: Find) -> None:
    files: Files = {"dvc.yaml": "vars: [conf/model/forest.yaml]\n", "conf/model/forest.yaml": "depth: 3\n"}
    assert find("param", {**files, "a.py": "build(cfg.model)\n"}) == {}
    assert find("param", {**files, "a.py": IDLE}) == {"conf/model/forest.yaml:depth": None}


def test_parameter_files_do_not_name_one_another_nor_themselves(find: Find) -> None:
    files: Files = {"dvc.yaml": "params: [a.yaml]\n", "params.yaml": "rate: 1\n", "a.yaml": "rate: 2\n", "x.py": IDLE}
    assert find("param", files) == {"params.yaml:rate": None, "a.yaml:rate": None}


def test_constants_of_python_are_not_looked_for(find: Find) -> None:
    assert find("param", {"dvc.yaml": "params: [c.py]\n", "c.py": "RATE = 1\n"}) == {}


@pytest.mark.parametrize(
    "code", [{}, {"a.py": ""}, {"a.py": "", "src/b.R": ""}, {"README.md": "text"}, {"conf.yaml": "a: 1"}]
)
def test_without_code_nothing_is_said(find: Find, code: Files) -> None:
    files: Files = {**_tracked("data/orders.csv"), **_params("rate: 1\n"), **code}
    assert find("dataset", files) == find("param", files) == {}


def test_code_that_is_not_read_in_full_proves_nothing(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    files: Files = {**_tracked("data/orders.csv"), **_tracked("data/items.csv"), "a.py": "read('items.csv')\n" * 9}
    monkeypatch.setattr(mentions, "_MAX_CODE_BYTES", 100)
    assert find("dataset", files) == {"data/items.csv": ("a.py", 1)}


def test_code_behind_a_link_proves_nothing(make_folder: Callable[..., Path]) -> None:
    root = make_folder({**_tracked("data/orders.csv"), "a.py": IDLE})
    assert [row.path for row in _rows(root)] == [None]
    (root / "lib").symlink_to("/nowhere")
    assert _rows(root) == []


def test_a_revision_is_searched_like_a_work_tree(make_repo: Callable[..., Path]) -> None:
    root = make_repo({**_tracked("data/orders.csv"), "a.py": "read('orders.csv')\n"})
    (root / "a.py").write_text(IDLE)
    assert [row.path for row in _rows(root)] == [None]
    assert [row.path for row in _rows(root, "HEAD")] == ["a.py"]


def _rows(root: Path, revision: str | None = None) -> list[Any]:
    project = open_project(root)
    return list(mentions.crawl(project.at(revision) if revision else project, Settings()))
