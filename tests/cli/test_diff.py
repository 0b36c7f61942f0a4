"""`debt diff`: two states of a project, told by table, and what of it breaks readers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.catalog.tabular import reading
from debt_pipelines.catalog.tabular.read import read_tables
from tests.cli.conftest import Run

DVC_YAML = """\
stages:
  train:
    cmd: python train.py
    deps: [data/orders.csv, data/codes.csv]
    outs: [model.pkl]
"""


def table(header: str, row: Callable[[int], str], n_rows: int = 30) -> str:
    return "\n".join([header, *map(row, range(n_rows))]) + "\n"


ORDERS = table("order_id,customer,amount,paid_on", lambda n: f"{n},c{n % 7},{n * 3},2024-01-{n % 28 + 1:02}")
CODES = table("code,name,weight", lambda n: f"k{n},name {n},{n}.5")
SHOPS = table("shop,city,area", lambda n: f"s{n},town {n},{n * n}")
STAFF = table("staff,role,since", lambda n: f"p{n},role {n % 3},20{n % 20:02}-05-01")
BEFORE = {
    "dvc.yaml": DVC_YAML,
    "train.py": "",
    "data/orders.csv": ORDERS,
    "data/codes.csv": CODES,
    "data/shops.csv": SHOPS,
    "data/staff.csv": STAFF,
}
LATER = table("order_id,customer_id,amount,colour", lambda n: f"{n},c{n % 7},{'many' if n == 3 else n * 3},red")


@pytest.fixture
def shop(make_repo: Callable[..., Path], commit: Any, git: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a tag `v1`, and one commit on `main` after it."""
    root = make_repo(BEFORE)
    git(root, "tag", "v1")
    (root / "data" / "codes.csv").unlink()
    git(root, "mv", "data/shops.csv", "data/stores.csv")
    commit(root, {"data/orders.csv": LATER, "data/returns.csv": table("a,b", lambda n: f"{n},{n}")})
    monkeypatch.chdir(root)
    return root


def changes(out: str) -> set[tuple[str, str, str | None, str | None, str | None, bool]]:
    keys = ("path", "kind", "column", "before", "after", "breaking")
    return {tuple(change[key] for key in keys) for change in json.loads(out)["changes"]}


def test_changes_are_told_table_by_table(debt: Run, shop: Path) -> None:
    result = debt("diff", "v1", "main")
    assert result.code == 0
    assert result.out.splitlines()[1] == "4 breaking changes and 2 others in 3 of 5 datasets"
    assert "data/orders.csv\n  read by dvc.yaml:train\n  ! BREAKING  " in result.out
    assert "! BREAKING  renamed column        customer -> customer_id" in result.out
    assert "! BREAKING  removed dataset       3 columns, 30 rows" in result.out
    assert "Moved, and otherwise the same\n  data/shops.csv -> data/stores.csv" in result.out
    assert max(map(len, result.out.splitlines())) <= 80


def test_the_json_has_each_change_with_its_readers(debt: Run, shop: Path, git: Any) -> None:
    out = debt("diff", "v1", "main", "--format", "json").out
    assert changes(out) == {
        ("data/codes.csv", "removed_dataset", None, "3 columns, 30 rows", None, True),
        ("data/orders.csv", "removed_column", "paid_on", "date", None, True),
        ("data/orders.csv", "renamed_column", "customer_id", "customer", "customer_id", True),
        ("data/orders.csv", "changed_type", "amount", "integer", "string", True),
        ("data/orders.csv", "added_column", "colour", None, "string", False),
        ("data/returns.csv", "added_dataset", None, None, "2 columns, 30 rows", False),
    }
    document = json.loads(out)
    readers = {change["path"]: change["readers"] for change in document["changes"]}
    assert readers["data/orders.csv"] == readers["data/codes.csv"] == ["dvc.yaml:train"]
    assert readers["data/returns.csv"] == []
    assert document["moved"] == [{"before": "data/shops.csv", "after": "data/stores.csv"}]
    assert (document["base"], document["head"]) == (git(shop, "rev-parse", "v1"), git(shop, "rev-parse", "main"))
    assert (document["schema_version"], document["n_datasets"], document["unreadable"]) == (1, 4, [])


def test_the_readers_of_a_removed_dataset_are_those_it_had(debt: Run, shop: Path, commit: Any) -> None:
    commit(shop, {"dvc.yaml": DVC_YAML.replace(", data/codes.csv", "")})
    found = json.loads(debt("diff", "v1", "--format", "json", "--dataset", "codes.csv").out)["changes"]
    assert [(change["kind"], change["readers"]) for change in found] == [("removed_dataset", ["dvc.yaml:train"])]


def test_the_work_tree_is_compared_as_it_is(debt: Run, shop: Path) -> None:
    assert debt("diff", "HEAD").out.splitlines()[1] == "no schema change in 4 datasets"
    (shop / "data" / "staff.csv").write_text(STAFF.replace("role,", "duty,", 1))
    (shop / "data" / "new.csv").write_text(CODES)
    (shop / "data" / "stores.csv").rename(shop / "data" / "places.csv")
    out = debt("diff", "HEAD", "--format", "json").out
    assert changes(out) == {
        ("data/staff.csv", "renamed_column", "duty", "role", "duty", True),
        ("data/new.csv", "added_dataset", None, None, "3 columns, 30 rows", False),
    }
    assert json.loads(out)["head"] == "work tree"
    assert json.loads(out)["moved"] == [{"before": "data/stores.csv", "after": "data/places.csv"}]


@pytest.mark.parametrize("line_ends", ["\r\n", "\r"])
def test_a_rewritten_file_is_no_change(debt: Run, shop: Path, commit: Any, line_ends: str) -> None:
    text = "\ufeff" + STAFF.replace("staff,", '"staff",', 1).replace("\n", line_ends)
    commit(shop, {"data/staff.csv": text.encode()})
    assert "no schema change in 4 datasets" in debt("diff", "HEAD~1", "HEAD").out


def test_a_file_moved_and_rewritten_is_one_table(debt: Run, shop: Path, commit: Any) -> None:
    (shop / "data" / "staff.csv").unlink()
    commit(shop, {"hr/people.csv": STAFF.replace(",", ";").replace("\n", "\r\n").replace("role ", "job ")})
    out = debt("diff", "HEAD~1", "--format", "json").out
    assert json.loads(out)["moved"] == [{"before": "data/staff.csv", "after": "hr/people.csv"}]
    assert not any(change[1].endswith("_dataset") for change in changes(out))


def test_a_damaged_table_is_one_change(debt: Run, shop: Path, commit: Any) -> None:
    lines = STAFF.splitlines(keepends=True)
    conflict = ["<<<<<<< HEAD\n", lines[1], "=======\n", lines[2], ">>>>>>> topic\n"]
    commit(shop, {"data/staff.csv": "".join([lines[0], *conflict, *lines[3:]]), "data/stores.csv": ""})
    found = {change[0]: change for change in changes(debt("diff", "HEAD~1", "--format", "json").out)}
    assert found.keys() == {"data/staff.csv", "data/stores.csv"}
    assert {change[1] for change in found.values()} == {"malformed_table"}
    assert "conflict" in str(found["data/staff.csv"][4])
    assert found["data/stores.csv"][3:] == ("30 rows", "the table is empty", True)


def test_what_cannot_be_read_is_said(debt: Run, shop: Path, commit: Any) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
    commit(shop, {"data/staff.csv": pointer, "data/stores.csv": ""})
    commit(shop, {"data/stores.csv": SHOPS})
    out = debt("diff", "HEAD~2", "--format", "json").out
    assert changes(out) == set()
    [entry] = json.loads(out)["unreadable"]
    assert (entry["path"], entry["side"]) == ("data/staff.csv", "head")
    assert "LFS" in entry["error"]
    text = debt("diff", "HEAD~1").out
    assert "no schema change in 4 datasets; 1 table could not be compared" in text
    assert "Not compared\n  data/stores.csv: before: it was empty" in text


def test_data_of_dvc_that_is_not_here_is_neither_added_nor_removed(debt: Run, shop: Path, commit: Any) -> None:
    tracked = "outs:\n- md5: {}\n  path: far.csv\n"
    commit(shop, {"data/far.csv.dvc": tracked.format("a" * 32), "data/.gitignore": "/far.csv\n"})
    commit(shop, {"data/far.csv.dvc": tracked.format("b" * 32)})
    out = debt("diff", "HEAD~1", "--format", "json").out
    assert changes(out) == set()
    assert [entry["path"] for entry in json.loads(out)["unreadable"]] == ["data/far.csv"]


def test_a_new_part_is_compared_with_the_part_before(debt: Run, shop: Path, commit: Any) -> None:
    part = table("day,units,price", lambda n: f"2024-01-{n % 28 + 1:02},{n},{n}.25")
    commit(shop, {f"data/sales_2024-0{month}.csv": part for month in range(1, 5)})
    (shop / "data" / "sales_2024-01.csv").unlink()
    commit(shop, {"data/sales_2024-05.csv": part.replace("units,", "pieces,", 1)})
    found = json.loads(debt("diff", "HEAD~1", "--format", "json").out)["changes"]
    told = [(change["dataset"], change["path"], change["kind"], change["before"]) for change in found]
    assert told == [("file:data/sales_*.csv", "data/sales_2024-05.csv", "renamed_column", "units")]
    assert "part of data/sales_*.csv" in debt("diff", "HEAD~1").out


def test_two_folders_are_two_copies(debt: Run, shop: Path, git: Any, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    shutil.copytree(shop, new, ignore=shutil.ignore_patterns(".git"))
    git(shop, "checkout", "--quiet", "v1")
    shutil.copytree(shop, old, ignore=shutil.ignore_patterns(".git"))
    out = debt("diff", old, new, "--format", "json").out
    git(shop, "checkout", "--quiet", "main")
    assert changes(out) == changes(debt("diff", "v1", "main", "--format", "json").out)
    assert (json.loads(out)["base"], json.loads(out)["head"]) == ("old", "new")
    assert debt("diff", old, new).out.startswith("Changes of new from old to new\n")


@pytest.mark.parametrize("arguments", [(".", "v1"), ("--path", ".", "v1"), ("../project", "v1", "main"), ("v1",)])
def test_the_project_may_be_named(debt: Run, shop: Path, arguments: tuple[str, ...]) -> None:
    assert "4 breaking changes and 2 others" in debt("diff", *arguments).out


def test_only_what_was_asked_for(debt: Run, shop: Path) -> None:
    only = debt("diff", "v1", "--breaking").out
    assert only.splitlines()[1] == "4 breaking changes in 2 of 5 datasets"
    assert "colour" not in only
    assert debt("diff", "v1", "--breaking", "--dataset", "re*.csv").out.splitlines()[1] == (
        "no breaking change in 1 dataset"
    )
    assert {change[0] for change in changes(debt("diff", "v1", "--dataset", "data/c*", "--format", "json").out)} == {
        "data/codes.csv"
    }


def test_the_exit_code_tells_when_it_is_asked_to(debt: Run, shop: Path) -> None:
    assert debt("diff", "v1").code == 0
    assert debt("diff", "v1", "--exit-code").code == 1
    assert debt("diff", "v1", "--exit-code", "--dataset", "returns.csv").code == 0
    assert debt("diff", "HEAD", "--exit-code").code == 0


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ([], "say what to compare with", "`debt diff main`"),
        (["v2"], "there is no revision `v2`", "fetch it first"),
        (["v1..main"], "there is no revision `v1..main`", "write `debt diff v1 main`"),
        (["data"], "there is no revision `data`", "give two folders"),
        (["../project", "v2"], "there is no revision `v2`", "fetch it first"),
        (["../plain", "v1"], "`plain` is not in a git repository", "give two folders"),
        (["nowhere", "v1", "v1"], "there is no folder", "repository"),
        (["a", "b", "c", "d"], "too many arguments", "--help"),
        (["v1", "--dataset", "data/oders.csv"], "no table matches `data/oders.csv`", "did you mean `data/orders.csv`?"),
        (["v1", "--format", "htm"], "there is no report format `htm`", "formats: json, markdown, text"),
        (["v1", "--format", "json=no/such/folder.json"], "cannot write", ""),
    ],
)
def test_mistakes_end_with_2(
    debt: Run, shop: Path, make_folder: Callable[..., Path], arguments: list[str], message: str, hint: str
) -> None:
    make_folder({"a.csv": CODES}, name="plain")
    result = debt("diff", *arguments)
    assert result.code == 2
    assert message in result.err
    assert hint in result.err


def test_an_empty_folder_cannot_be_read(debt: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    assert debt("diff", tmp_path / "void", shop).code == 3


def test_only_what_differs_is_read_and_only_once(debt: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(content: Any, limits: Any) -> Any:
        read.append(content.path)
        return read_tables(content, limits)

    monkeypatch.setattr(reading, "read_tables", counted)
    first = debt("diff", "v1", "main").out
    assert sorted(read) == ["data/codes.csv", "data/orders.csv", "data/orders.csv", "data/returns.csv"]
    assert debt("diff", "v1", "main").out == first
    assert len(read) == 4


def test_nothing_is_written(debt: Run, shop: Path, tree_of: Callable[[Path], Any]) -> None:
    before = tree_of(shop)
    debt("diff", "v1")
    debt("diff", "v1", "main")
    assert tree_of(shop) == before


def test_heavy_libraries_are_left_alone(shop: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['debt', 'diff', 'v1', 'main']\n"
        "from debt_pipelines.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print(*[name for name in sys.modules if '.' not in name], file=sys.stderr)\n"
    )
    state = {"PYTHONPATH": str(Path(__file__).parents[2]), "DEBT_STATE_DIR": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=shop, env=os.environ | state, capture_output=True, text=True, check=True
    )
    assert "breaking" in done.stdout
    assert not {"dagster", "great_expectations", "dvc", "sqlalchemy", "jinja2"} & set(done.stderr.split())
