"""The history of DVC repositories is told as a plain reading of their git logs tells it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.corpora.bundles import PIPELINES, TRUTH, needs_corpora
from tests.corpora.conftest import Scan, ScanOf

pytestmark = needs_corpora

MIGRATED = {
    # A migration to the hashes of DVC 3 is no new version: the plain count has so many more.
    "ccao-data__model-res-avm": 2,
    "iterative__dataset-registry": 2,
    "nasaharvest__crop-mask": 1,
    "open-innovations__leeds-2023": 16,
}


def outputs_of(scan: Scan, *, is_lock: bool) -> set[tuple[str, str]]:
    """What lock files have ever recorded, by stage, or `.dvc` files, whichever stage it was that wrote it."""
    return {
        (row["job"] if is_lock else "", row["path"])
        for row in scan.tables["output_versions"]
        if row["source_path"].endswith("dvc.lock") is is_lock
    }


@pytest.mark.parametrize("name", PIPELINES)
def test_versions_of_outputs(scan_of: ScanOf, name: str) -> None:
    scan, history = scan_of(name, "main"), TRUTH[name]["history_in_bundle"]
    assert len(scan.tables["output_versions"]) == history["total_hash_versions"] - MIGRATED.get(name, 0)
    assert len(outputs_of(scan, is_lock=True)) == history["lock_outs_ever"]
    assert len(outputs_of(scan, is_lock=False)) == history["dotdvc_outs_ever"]


@pytest.mark.parametrize("name", PIPELINES)
def test_versions_follow_one_another(scan_of: ScanOf, name: str) -> None:
    scan = scan_of(name, "main")
    outputs: dict[tuple[str, str, str], list[str]] = {}
    for row in scan.tables["output_versions"]:
        outputs.setdefault((row["source_path"], row["job"] or "", row["path"]), []).append(row["hash"])
    assert all(first != second for hashes in outputs.values() for first, second in pairwise(hashes))
