"""DVC repositories are counted as DVC and other independent tools count them."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from debt_pipelines.catalog.resolve import dataset_id
from tests.corpora.bundles import PIPELINES, TRUTH, clone, needs_corpora
from tests.corpora.conftest import Scan, ScanOf, scan_of_folder

pytestmark = needs_corpora

LEGACY = "attre2vec__attre2vec"
UNDECLARED_SCRIPTS = {
    # The count of others takes the notebook that papermill writes for one that it runs.
    "open-innovations__leeds-2023": 1,
    "open-innovations__yff-data-pipelines": 1,
    # It passes over `python -m package.module`.
    "CCRI-POPROX__poprox-recommender": 5,
}
READABLE = [name for name in PIPELINES if name != LEGACY]


def index_of(name: str) -> dict[str, int]:
    """What DVC itself counts."""
    index: dict[str, int] = TRUTH[name]["dvc_3.67.1_index"]
    return index


def stages(scan: Scan) -> dict[str, dict[str, Any]]:
    """The declared jobs by identifier."""
    return {job["job"]: job for job in scan.tables["jobs"] if job["kind"] == "dvc_stage"}


def edges(scan: Scan, direction: str) -> list[dict[str, Any]]:
    """The declared dependencies, or outputs."""
    return [edge for edge in scan.tables["edges"] if edge["direction"] == direction]


def tracked(scan: Scan) -> list[dict[str, Any]]:
    """What `.dvc` files track."""
    return [row for row in scan.tables["sightings"] if row["crawler"] == "dvc_files"]


def stage_graph(scan: Scan) -> set[tuple[str, str]]:
    """Pairs of a stage and what it depends on, another stage or a `.dvc` file, read off the lineage."""
    before: defaultdict[str, set[str]] = defaultdict(set)
    for edge in scan.tables["lineage_edges"]:
        before[edge["target"]].add(edge["source"])
    jobs = stages(scan)
    file_of = {dataset_id(row["path"]): row["source_path"] for row in tracked(scan)}

    def makers(dataset: str, seen: set[str]) -> set[str]:
        seen.add(dataset)
        found = {file_of[dataset]} if dataset in file_of else set()
        for node in before[dataset] - seen:
            found |= {node} if node in jobs else makers(node, seen)
        return found

    return {(job, maker) for job in jobs for dataset in before[job] for maker in makers(dataset, set()) if maker != job}


@pytest.mark.parametrize("name", READABLE)
def test_stages_and_their_paths(scan_of: ScanOf, name: str) -> None:
    scan, index = scan_of(name), index_of(name)
    n_imports = index.get("imports_repo", 0) + index.get("imports_url", 0)
    assert len(stages(scan)) == index.get("stages", 0)
    assert len(edges(scan, "out")) + len(tracked(scan)) == index.get("outs", 0)
    assert len(edges(scan, "dep")) + n_imports == index.get("deps", 0)
    assert sum(bool(row["import_kind"]) for row in tracked(scan)) == n_imports


@pytest.mark.parametrize("name", READABLE)
def test_the_graph(scan_of: ScanOf, name: str) -> None:
    assert len(stage_graph(scan_of(name))) == index_of(name).get("edges", 0)


@pytest.mark.parametrize("name", READABLE)
def test_frozen_and_always_changed(scan_of: ScanOf, name: str) -> None:
    scan, index = scan_of(name), index_of(name)
    frozen_files = {row["source_path"] for row in tracked(scan) if row["is_frozen"]}
    assert sum(job["is_frozen"] for job in stages(scan).values()) + len(frozen_files) == index.get("frozen", 0)
    assert sum(job["is_always_changed"] for job in stages(scan).values()) == index.get("always_changed", 0)


@pytest.mark.parametrize("name", PIPELINES)
def test_recorded_runs(scan_of: ScanOf, name: str) -> None:
    scan, truth = scan_of(name), TRUTH[name]
    assert scan.n("REP107") == truth["lock_vs_yaml"]["orphan_lock_entries"]
    assert scan.n("REP108") == truth["lock_vs_yaml"]["stages_missing_from_lock"]
    assert scan.n("REP101") == truth["dvc_3.67.1_index"].get("dep_hash_mismatch", 0)
    assert scan.n("REP104") == 0
    assert scan.n("REP115") == 0


@pytest.mark.parametrize("name", PIPELINES)
def test_paths_that_are_there(scan_of: ScanOf, name: str) -> None:
    scan, checks = scan_of(name), TRUTH[name]["resolved_path_checks"] or {}
    assert scan.n("PIP104") == checks.get("deps_phantom", 0)
    counted = checks.get("stages_cmd_script_not_in_deps", 0)
    assert scan.n("PIP101") == UNDECLARED_SCRIPTS.get(name, counted)


def test_stage_files_that_dvc_can_no_longer_read(scan_of: ScanOf) -> None:
    scan, counts = scan_of(LEGACY), TRUTH[LEGACY]["raw_yaml_counts"]
    assert len(stages(scan)) == counts[".dvc_legacy_stage_with_cmd"]
    assert len(edges(scan, "dep")) == counts["legacy_deps"]
    assert len(edges(scan, "out")) + len(tracked(scan)) == counts[".dvc_outs"]
    assert scan.n("REP112") == counts[".dvc_git_ignored_but_tracked"]


@pytest.mark.parametrize(("is_fixed", "n_undeclared"), [(False, 8), (True, 0)])
def test_a_fix_of_the_maintainers_is_seen(tmp_path: Path, is_fixed: bool, n_undeclared: int) -> None:
    """Before and after they declared the scripts that their stages run; the scripts stand in as empty files."""
    root = clone("ccao-data__model-res-avm", "main", tmp_path)

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout

    fix = git("log", "--format=%H", "--grep=^orig: dd0dcc3d").strip()
    declared = yaml.safe_load(git("show", f"{fix}:dvc.yaml"))["stages"].values()
    git("checkout", "-q", fix if is_fixed else f"{fix}^")
    for script in {path for stage in declared for path in stage["deps"] if path.endswith(".R")}:
        (root / script).parent.mkdir(exist_ok=True)
        (root / script).touch()
    git("add", "-A")
    scan = scan_of_folder(root)
    assert scan.n("PIP101") == n_undeclared
    assert sum(edge["is_stale"] is True for edge in scan.tables["edge_facts"]) == 18  # frozen ones too
