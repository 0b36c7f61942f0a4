"""The bundled example: the same every time, true to its data, and with every planted debt on record."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "examples" / "shop"

# The rules in force when the example was planted.
PLANTED = (
    *("SCH101", "SCH102", "SCH103", "SCH105", "SCH108", "SCH110", "SCH113"),
    *("VAL101", "VAL102", "VAL107", "VAL108"),
    *("DOC101", "DOC102", "DOC201", "DOC202", "DOC203", "DOC301"),
    *("PIP104", "PIP105"),
    *("REP101", "REP102", "REP107", "REP108", "REP111", "REP115"),
    *("QUA108", "MDL102", "OPS110"),
)

# Dependencies whose file changed after the last recorded run; the first three are the planted REP101.
CHANGED_SINCE_RUN = {
    ("evaluate", "data/features/customer_features.csv"),
    ("sales_report@nordics", "data/clean/order_lines.csv"),
    ("train", "data/features/customer_features.csv"),
    ("features", "data/reference/campaigns.csv"),
    ("sales_report@nordics", "data/reference/countries.csv"),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dest = tmp_path_factory.mktemp("example") / "shop"
    assert _build(dest).stdout.strip() == str(dest)
    return dest


def test_build_over_an_earlier_build_gives_the_same(shop: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(shop, again)
    (again / "README.md").unlink()
    (again / "leftover.txt").write_text("from the last demonstration", encoding="utf-8")
    assert _build(again).returncode == 0
    assert _git(again, "rev-parse", "HEAD") == _git(shop, "rev-parse", "HEAD")
    assert _files(again) == _files(shop)
    assert _git(shop, "status", "--porcelain") == ""


def test_history_spans_a_year_of_three_people(shop: Path) -> None:
    log = _git(shop, "log", "--reverse", "--format=%as %ae").splitlines()
    days, people = [line.split()[0] for line in log], {line.split()[1] for line in log}
    assert len(log) == 7
    assert (days[0], days[-1]) == ("2024-10-14", "2025-10-02")
    assert days == sorted(days)
    assert len(people) == 3


def test_build_refuses_a_folder_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    result = _build(tmp_path)
    assert result.returncode == 2
    assert "was not built by" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_committed_data_is_what_the_generator_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", SHOP / "make_data.py", "--out", tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (SHOP / "data").iterdir()}
    assert max(map(len, made.values())) < 60_000


def test_lock_of_the_generator_is_true() -> None:
    lock, settings = _yaml(ROOT / "dvc.lock"), _yaml(ROOT / "params.yaml")
    stage = lock["stages"]["example_data"]
    assert {entry["path"] for entry in stage["outs"]} == {
        path.relative_to(ROOT).as_posix() for path in (SHOP / "data").iterdir()
    }
    for entry in stage["deps"] + stage["outs"]:
        assert entry["md5"] == _md5(ROOT / entry["path"]), entry["path"]
    locked = {key.removeprefix("example."): value for key, value in stage["params"]["params.yaml"].items()}
    assert locked == settings["example"]


def test_recorded_hashes_match_but_for_the_planted_debt(shop: Path) -> None:
    changed = {(stage, path) for stage, path, recorded in _recorded(shop) if recorded != _md5(shop / path)}
    assert {pair for pair in changed if pair[0] != "rfm_segments"} == CHANGED_SINCE_RUN


def test_tracked_data_is_there_ignored_and_in_the_cache(shop: Path) -> None:
    tracked = set(_git(shop, "ls-files").splitlines())
    pointers = sorted((shop / "data/raw").glob("*.dvc"))
    assert [path.name for path in pointers] == ["customers.csv.dvc", "orders.csv.dvc", "visits.csv.dvc"]
    for pointer in pointers:
        out, data = _yaml(pointer)["outs"][0], pointer.with_suffix("")
        assert out["md5"] == _md5(data)
        assert out["size"] == data.stat().st_size
        assert data.relative_to(shop).as_posix() not in tracked
        assert _md5(shop / ".dvc/cache/files/md5" / out["md5"][:2] / out["md5"][2:]) == out["md5"]


def test_every_planted_rule_is_on_record() -> None:
    with (SHOP / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    readme = (SHOP / "README.md").read_text(encoding="utf-8")
    assert set(PLANTED) <= {row["code"] for row in rows}
    assert [code for code in PLANTED if f"| {code} |" not in readme] == []
    assert len({(row["code"], row["subject"]) for row in rows}) == len(rows)


def test_subjects_on_record_exist_in_the_example(shop: Path) -> None:
    with (SHOP / "expected.csv").open(encoding="utf-8", newline="") as file:
        subjects = {row["subject"].removeprefix("file:") for row in csv.DictReader(file)}
    paths = {subject.split("#")[0].split(":")[0] for subject in subjects}
    assert {path for path in paths if not (shop / path).exists()} == {"data/exports/churn_scores.csv"}


def _build(dest: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(SHOP / "build.py"), str(dest)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _git(repository: Path, *arguments: str) -> str:
    # Without GIT_*, which point elsewhere when the tests run in a git hook.
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=own).stdout.strip()


def _files(root: Path) -> dict[str, bytes]:
    """Contents by path of all files but git's own."""
    paths = (path for path in root.rglob("*") if path.is_file())
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: content for name, content in files.items() if not name.startswith(".git/")}


def _recorded(shop: Path) -> Iterator[tuple[str, str, str]]:
    """Stage, path and hash of every file recorded in the two lock files that still exists."""
    for lock in ("dvc.lock", "experiments/dvc.lock"):
        folder = (shop / lock).parent
        for name, stage in _yaml(shop / lock)["stages"].items():
            for entry in stage["deps"] + stage["outs"]:
                path = (folder / entry["path"]).resolve()
                if path.exists():
                    yield name, path.relative_to(shop.resolve()).as_posix(), entry["md5"]


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
