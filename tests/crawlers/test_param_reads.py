"""What Python scripts read of parameter files is told key by key, and what they compute as such."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers import param_reads

Crawl = Callable[..., dict[str, list[Any]]]
DVC = "stages:\n  train:\n    cmd: python train.py\n    params: [lr]\n"
PARAMS = "lr: 1\ntrain:\n  depth: 3\n"
OPEN = "import yaml\nwith open('params.yaml') as f:\n    params = yaml.safe_load(f)\n"


@pytest.fixture
def reads(crawl: Crawl) -> Callable[..., list[Any]]:
    """A function from the text of `train.py`, and further files, to what is read by it."""

    def read(code: str, **files: str) -> list[Any]:
        listed = {"dvc.yaml": DVC, "params.yaml": PARAMS, "train.py": code} | files
        rows = crawl(param_reads.crawl, listed)["param_reads"]
        return [row for row in rows if row.script == "train.py"]

    return read


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        (OPEN + "print(params['train']['depth'])", ["train.depth"]),
        (OPEN + "print(params.get('train').get('depth', 3))", ["train.depth"]),
        (OPEN + "part = params['train']\nprint(part['depth'])", ["train", "train.depth"]),
        (OPEN + "KEY = 'train'\nprint(params[KEY]['depth'])", ["train.depth"]),
        (OPEN + "params = params['train']\nprint(f\"{params['depth']}\")", ["train", "train.depth"]),
        (OPEN + "a, b = params['lr'], params['x']", ["lr", "x"]),
        (OPEN + "fit(**params['train'])", ["train"]),
        (OPEN + "for name in params['train'].items():\n    print(name)", ["train"]),
        (OPEN + "if params['a']:\n    x = 1\nelif params['b']:\n    x = params['c']", ["a", "b", "c"]),
        (OPEN + "fit(**params)", [None]),
        (OPEN + "print(params[name])", [None]),
        (OPEN + "print(params['train'][name])", ["train"]),
        (OPEN + "params = other()\nprint(params['x'])", []),
        ("import dvc.api\np = dvc.api.params_show()\nprint(p['train']['depth'])", ["train.depth"]),
        ("import dvc.api\np = dvc.api.params_show(stages=['train'])\nprint(p['lr'])", []),
        ("import yaml\nlr = yaml.safe_load(open('params.yaml'))['lr']", ["lr"]),
        ("import yaml\nfrom pathlib import Path\nlr = yaml.full_load(Path('params.yaml').read_text())['lr']", ["lr"]),
        ("from ruamel.yaml import YAML\nwith open('params.yaml') as f:\n    lr = YAML().load(f)['lr']", ["lr"]),
        ("from omegaconf import OmegaConf as O\nc = O.load('params.yaml')\nprint(c.train.depth)", ["train.depth"]),
        (OPEN + "from box import ConfigBox\nc = ConfigBox(params)\nprint(c.train.depth)", ["train.depth"]),
        ("def load(p):\n    import yaml\n    return yaml.safe_load(open(p))\nload('params.yaml')['lr']", ["lr"]),
    ],
)
def test_keys(reads: Callable[..., list[Any]], code: str, keys: list[str | None]) -> None:
    found = [row for row in reads(code) if row.file == "params.yaml"]
    assert [row.key for row in found] == keys


LOAD = "import yaml\ndef load(path):\n    with open(path) as f:\n        return yaml.safe_load(f)\n"


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        (LOAD + "print(load('params.yaml')['lr'])", ["lr"]),
        (LOAD + "def main():\n    fit(load('params.yaml'))\ndef fit(c):\n    print(c['lr'])\nmain()", ["lr"]),
        (LOAD + "def unused():\n    print(load('params.yaml')['lr'])", []),
        (LOAD + "@click.command()\ndef main():\n    print(load('params.yaml')['lr'])", ["lr"]),
        (LOAD + "def main():\n    print(load('params.yaml')['lr'])\ntyper.run(main)", ["lr"]),
        (LOAD + "def f(n):\n    return f(n)\nf(load('params.yaml'))", []),
        (LOAD + "class A:\n    def go(self):\n        print(load('params.yaml')['lr'])\nA().go()", ["lr"]),
        (LOAD + "class A:\n    def __init__(self):\n        self.p = load('params.yaml')\nA()", [None]),
    ],
)
def test_functions_are_followed_where_they_are_called(
    reads: Callable[..., list[Any]], code: str, keys: list[str | None]
) -> None:
    assert [row.key for row in reads(code) if row.file == "params.yaml"] == keys


def test_a_function_of_another_file(reads: Callable[..., list[Any]]) -> None:
    [row] = reads("from tools import load\nprint(load('params.yaml')['lr'])", **{"tools.py": LOAD})
    assert (row.key, row.path, row.line) == ("lr", "train.py", 2)


def test_an_option_names_the_file(reads: Callable[..., list[Any]]) -> None:
    code = LOAD + (
        "import argparse\nparser = argparse.ArgumentParser()\n"
        "parser.add_argument('--my-config', default='params.yaml')\nargs = parser.parse_args()\n"
        "print(load(args.my_config)['lr'])"
    )
    [row] = reads(code)
    assert (row.file, row.option, row.key) == ("params.yaml", "--my-config", "lr")


def test_hydra_composes_a_file_beside_the_script(crawl: Crawl) -> None:
    code = (
        "import hydra\n@hydra.main(config_path='../conf', config_name='base')\ndef main(cfg):\n    fit(cfg.train.lr)\n"
    )
    files = {"dvc.yaml": "stages:\n  a:\n    cmd: python src/a.py\n    params: [conf/base.yaml:]\n", "src/a.py": code}
    files |= {"conf/base.yaml": "train: {lr: 1}\n"}
    [row] = crawl(param_reads.crawl, files | {"params.yaml": PARAMS})["param_reads"]
    assert (row.file, row.is_from_top, row.key) == ("conf/base.yaml", True, "train.lr")


def test_what_is_not_python_is_not_known(reads: Callable[..., list[Any]]) -> None:
    assert [(row.file, row.key) for row in reads("import yaml\nthis is no code")] == [(None, None)]


def test_a_computed_file_is_not_known(reads: Callable[..., list[Any]]) -> None:
    assert [(row.file, row.key) for row in reads("import yaml\np = yaml.safe_load(open(name))\nfit(p)")] == [
        (None, None)
    ]


def test_nothing_is_read_without_parameter_files(crawl: Crawl) -> None:
    assert "param_reads" not in crawl(param_reads.crawl, {"train.py": OPEN + "print(params['lr'])"})
