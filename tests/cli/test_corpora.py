"""Real repositories on the command line: scanned to the end, left untouched, and counted as independent tools do.

`DEBT_CORPORA` names the folder of git bundles with their `truth.json`; without it these tests are skipped.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema

from debt_pipelines.reports.to_json import json_schema
from tests.corpora.bundles import CORPORA, clone, needs_corpora

Run = Callable[..., Any]

pytestmark = needs_corpora


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


def test_a_pipeline_is_read(debt: Run, tmp_path: Path) -> None:
    document = scan(debt, clone("iterative__example-get-started", "main", tmp_path))
    assert {job["name"] for job in document["jobs"]} >= {"prepare", "featurize", "train", "evaluate"}


def test_a_documented_reference_table(debt: Run, tmp_path: Path) -> None:
    document = scan(debt, clone("datasets__country-codes", "main", tmp_path))
    table = next(entry for entry in document["datasets"] if entry["path"] == "data/country-codes.csv")
    assert table["n_rows"] == 249
    assert len(table["columns"]) == 56
    assert all(column["description"] and column["is_observed"] for column in table["columns"])
    assert [finding for finding in document["findings"] if not finding["is_advice"]] == []


def test_suites_of_many_generations(debt: Run, tmp_path: Path) -> None:
    with tarfile.open(CORPORA / "great-expectations__suites.tar.gz") as archive:
        archive.extractall(tmp_path / "suites", filter="data")
    document = scan(debt, tmp_path / "suites")
    suites = {source["path"] for source in document["sources"] if source["crawler"] == "great_expectations"}
    assert len(suites) >= 52
