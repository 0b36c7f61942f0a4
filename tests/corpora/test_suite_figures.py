"""Suites of real repositories are counted as their owners would count them, and none of their checks is called empty.

The archive of suites holds 52 JSON files below a folder `expectations`: 48 are schemas of single expectations and one
is a model of a forecast, so that three are suites, two of them without any expectation.
"""

from __future__ import annotations

import json
import tarfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.corpora.bundles import CORPORA, needs_corpora
from tests.corpora.conftest import Scan, ScanOf, scan_of_folder

pytestmark = needs_corpora
WITH_SUITES = (
    "GokuMohandas__data-engineering", "BlazheManev__smartCharge-ai", "data42lana__end-to-end-cv-mlops-project",
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suites")
    with tarfile.open(CORPORA / "great-expectations__suites.tar.gz") as packed:
        packed.extractall(folder, filter="data")
    return folder


def suites_of(scan: Scan) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in scan.tables["assertions"]:
        if row["tool"] == "great_expectations" and row["path"].endswith(".json"):
            found[row["path"].rpartition("/")[2]].append(row)
    return found


def test_every_file_of_the_archive_is_told_of(archive: Path) -> None:
    scan = scan_of_folder(archive)
    sources = [row for row in scan.tables["sources"] if row["crawler"] == "great_expectations"]
    below = [row for row in sources if row["path"].endswith(".json")]
    assert Counter(row["status"] for row in below) == {"skipped": 49, "read": 3}
    read = [json.loads((archive / row["path"]).read_text()) for row in below if row["status"] == "read"]
    assert {("name" in suite, "expectation_suite_name" in suite) for suite in read} == {(True, False), (False, True)}
    configs = [row for row in sources if row["path"].endswith("great_expectations.yml")]
    assert len(configs) == 30
    assert [row["path"].split("/")[-2] for row in configs if row["status"] != "read"] == ["bad_yml"]
    (checks,) = suites_of(scan).values()
    assert [(row["type"], row["column"]) for row in checks] == [("expect_column_values_to_be_in_set", "event_type")]


def test_three_suites_with_nine_seven_and_three_expectations(scan_of: ScanOf) -> None:
    suites = suites_of(scan_of("GokuMohandas__data-engineering", "main"))
    counted = {
        name: (len({row["position"] for row in rows}), len({row["column"] for row in rows if row["column"]}))
        for name, rows in suites.items()
    }
    assert sorted(counted.values(), reverse=True) == [(9, 5), (7, 4), (3, 2)]


def test_copies_of_one_suite_are_one_group(scan_of: ScanOf) -> None:
    scan = scan_of("BlazheManev__smartCharge-ai", "main")
    suites = suites_of(scan)
    assert len(suites) == 42
    assert Counter(row["n_copies"] for row in scan.tables["suite_facts"]) == {41: 41, 1: 1}
    assert scan.n("VAL111") == 1


@pytest.mark.parametrize("name", WITH_SUITES)
def test_no_ordinary_check_is_called_empty_or_loosened(scan_of: ScanOf, name: str) -> None:
    scan = scan_of(name, "main")
    assert scan.n("VAL108") == 0
    assert scan.n("VAL109") == 0
    checks = [row for rows in suites_of(scan).values() for row in rows]
    assert checks
    assert all(row["limits"] is not None for row in checks)
    assert {row["is_run"] for row in checks} == {None}
