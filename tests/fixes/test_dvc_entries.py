"""Entries in DVC files: scripts, owners and descriptions, and nothing else changes."""

from __future__ import annotations

import pytest

from debt_pipelines.fixes import dvc_entries
from tests.fixes.conftest import MakeDebt

STAGES = """\
stages:
  train:
    wdir: work
    cmd: python ../src/train.py   # the model
    deps:
    - a.csv
    outs:
    - b.csv
  lone:
    cmd: python src/train.py
"""
DATA = "# from the survey\nouts:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 5\n  path: a.csv\n"
LOCK = """\
schema: '2.0'
stages:
  train:
    cmd: python ../src/train.py
    outs:
    - path: b.csv
      md5: 1123456789abcdef0123456789abcdef
      size: 7
"""
FILES = {"dvc.yaml": STAGES, "dvc.lock": LOCK, "src/train.py": "", "work/a.csv.dvc": DATA, ".dvc/config": ""}


def after(debt: MakeDebt, path: str, *findings: tuple[str, str]) -> str:
    patches = {patch.path: patch for patch in dvc_entries.propose(debt(FILES, *findings))}
    assert patches[path].before == FILES[path]
    return patches[path].after


def test_a_script_is_added_from_the_folder_of_the_stage(debt: MakeDebt) -> None:
    assert after(debt, "dvc.yaml", ("PIP101", "dvc.yaml:train")) == STAGES.replace(
        "    - a.csv\n", "    - a.csv\n    - ../src/train.py\n"
    )
    assert after(debt, "dvc.yaml", ("PIP101", "dvc.yaml:lone")) == f"{STAGES}    deps:\n    - src/train.py\n"


PARAMS = {
    "params.yaml": "lr: 1\nseed: 2\n",
    "conf/p.yaml": "depth: 3\n",
    "conf/q.yaml": "width: 4\n",
    "fit.py": "import yaml\np, q = yaml.safe_load(open('params.yaml')), yaml.safe_load(open('conf/p.yaml'))\n"
    "print(p['seed'], q['depth'], yaml.safe_load(open('conf/q.yaml'))['width'])\n",
}
FIT = "# ours\nstages:\n  fit:\n    cmd: python fit.py\n"
TOLD = "    params:\n    - lr  # rate\n    - conf/q.yaml:\n      - other\n"
OTHER = "  other:\n    cmd: echo\n    params:\n    - conf/p.yaml:\n    - conf/q.yaml:\n"


def test_parameters_are_added_beside_those_that_are_there(debt: MakeDebt) -> None:
    (patch,) = dvc_entries.propose(debt({**PARAMS, "dvc.yaml": FIT + TOLD + OTHER}, ("CFG102", "dvc.yaml:fit")))
    added = TOLD.replace("rate\n", "rate\n").replace("      - other\n", "      - other\n      - width\n")
    assert patch.after == FIT + added + "    - seed\n    - conf/p.yaml:\n      - depth\n" + OTHER
    [only] = dvc_entries.propose(
        debt({**PARAMS, "dvc.yaml": FIT, "fit.py": "import yaml\nx = yaml.safe_load(open('params.yaml'))['seed']\n"},
             ("CFG102", "dvc.yaml:fit"))
    )  # fmt: skip
    assert only.after == FIT + "    params:\n    - seed\n"


def test_an_output_gets_a_description_and_an_owner(debt: MakeDebt) -> None:
    findings = (("DOC101", "file:work/b.csv"), ("DOC301", "file:work/b.csv"))
    assert after(debt, "dvc.yaml", *findings) == STAGES.replace(
        "    - b.csv\n",
        "    - b.csv:\n        desc: 'TODO: say what b.csv holds'\n"
        "        meta:\n          owner: Ada  # the only one who has changed it\n",
    )


def test_data_added_by_hand(debt: MakeDebt) -> None:
    assert after(debt, "work/a.csv.dvc", ("DOC301", "file:work/a.csv")) == (
        f"{DATA}  meta:\n    owner: Ada  # the only one who has changed it\n"
    )


def test_a_description_is_only_begun(debt: MakeDebt) -> None:
    (patch,) = dvc_entries.propose(debt(FILES, ("DOC101", "file:work/a.csv"), ("DOC301", "file:work/a.csv")))
    assert [one.code for one in patch.prepared] == ["DOC101"]
    assert [one.code for one in patch.settled] == ["DOC301"]


@pytest.mark.parametrize("code", ["DOC101", "DOC301"])
def test_data_in_git_is_not_for_dvc(debt: MakeDebt, code: str) -> None:
    files = FILES | {"data/c.csv": "a,b\n1,2\n"}
    assert list(dvc_entries.propose(debt(files, (code, "file:data/c.csv")))) == []
