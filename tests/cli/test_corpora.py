"""Real repositories: scanned to the end, left untouched, and counted as independent tools counted them.

`DEBT_CORPORA` names the folder of git bundles with their `truth.json`; without it these tests are skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from debt_pipelines.reports.to_json import json_schema

Run = Callable[..., Any]
CORPORA = Path(os.environ.get("DEBT_CORPORA", "")) if os.environ.get("DEBT_CORPORA") else None
IS_PRESENT = CORPORA is not None and (CORPORA / "truth.json").is_file()
TRUTH: dict[str, dict[str, Any]] = json.loads((CORPORA / "truth.json").read_text()) if CORPORA and IS_PRESENT else {}
PIPELINES = [name for name, truth in TRUTH.items() if "lock_vs_yaml" in truth]
TABLES = [name for name, truth in TRUTH.items() if "lock_vs_yaml" not in truth]

pytestmark = pytest.mark.skipif(not IS_PRESENT, reason="DEBT_CORPORA names no folder with truth.json")


def clone(name: str, branch: str, into: Path) -> Path:
    """Clone one bundle; `with-placeholders` holds a stand-in for every path of the origin."""
    assert CORPORA is not None
    target = into / name
    command = ["git", "clone", "-q", "-b", branch, str(CORPORA / f"{name}.bundle"), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def state_of(root: Path) -> dict[str, tuple[int, int]]:
    """Size and mtime of every file, `.git` included."""
    return {
        str(path.relative_to(root)): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in root.rglob("*")
        if not path.is_dir()
    }


def scan(debt: Run, root: Path) -> dict[str, Any]:
    """Scan through the command line; the result must be valid, the project untouched, no rule broken."""
    before = state_of(root)
    result = debt("scan", root, "--format", "json", "--quiet")
    assert result.code in (0, 1), result.err
    assert state_of(root) == before
    document: dict[str, Any] = json.loads(result.out)
    jsonschema.validate(document, json_schema())
    assert [rule["code"] for rule in document["rules"] if rule["outcome"] == "error"] == []
    assert [source for source in document["sources"] if "the crawler failed" in (source["error"] or "")] == []
    return document


@pytest.mark.parametrize("name", PIPELINES)
def test_pipelines_are_counted_as_independent_tools_count_them(debt: Run, tmp_path: Path, name: str) -> None:
    truth = TRUTH[name]
    document = scan(debt, clone(name, "with-placeholders", tmp_path))
    index = truth["dvc_3.67.1_index"]
    n_stages = index["stages"] if isinstance(index, dict) and "stages" in index else 0
    codes = Counter(finding["code"] for finding in document["findings"])
    assert len(document["jobs"]) == n_stages
    assert codes["REP107"] == truth["lock_vs_yaml"]["orphan_lock_entries"]
    assert codes["REP108"] == truth["lock_vs_yaml"]["stages_missing_from_lock"]
    assert codes["PIP104"] == (truth["resolved_path_checks"] or {}).get("deps_phantom", 0)
    assert codes["REP115"] == 0


STALE_PAIRS = {
    "BlazheManev__smartCharge-ai": 1,
    "CCRI-POPROX__poprox-recommender": 31,
    "open-innovations__leeds-2023": 5,
    "iterative__example-get-started": 0,
    "data42lana__end-to-end-cv-mlops-project": 0,
    "ccao-data__model-res-avm": 0,
    "open-innovations__yff-data-pipelines": 0,
}


@pytest.mark.parametrize(("name", "n_pairs"), STALE_PAIRS.items())
def test_stale_consumers(debt: Run, tmp_path: Path, name: str, n_pairs: int) -> None:
    document = scan(debt, clone(name, "main", tmp_path))
    assert sum(finding["code"] == "REP101" for finding in document["findings"]) == n_pairs


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_read(debt: Run, tmp_path: Path, name: str) -> None:
    document = scan(debt, clone(name, "main", tmp_path))
    assert document["sources"] or document["datasets"]


def test_a_documented_reference_table(debt: Run, tmp_path: Path) -> None:
    document = scan(debt, clone("datasets__country-codes", "main", tmp_path))
    table = next(entry for entry in document["datasets"] if entry["path"] == "data/country-codes.csv")
    assert table["n_rows"] == 249
    assert len(table["columns"]) == 56
    assert all(column["description"] and column["is_observed"] for column in table["columns"])
    assert document["findings"] == []


def test_suites_of_many_generations(debt: Run, tmp_path: Path) -> None:
    assert CORPORA is not None
    with tarfile.open(CORPORA / "great-expectations__suites.tar.gz") as archive:
        archive.extractall(tmp_path / "suites", filter="data")
    document = scan(debt, tmp_path / "suites")
    suites = {source["path"] for source in document["sources"] if source["crawler"] == "great_expectations"}
    assert len(suites) >= 52
