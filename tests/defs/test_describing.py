"""The UI says of a dataset what it is, its debt and the next step, and no word of debt that no scan has looked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.describing import dataset_words, group_words, surroundings
from debt_pipelines.defs.placing import placed
from debt_pipelines.defs.surface import target_specs
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.target_graph import DatasetDebt, TargetGraph, graph_of
from debt_pipelines.model.entries import EdgeEntry, Lineage, NodeEntry
from tests.defs.test_placing import COLUMNS, dataset
from tests.reports.sample import scorecard

DEBT = DatasetDebt(
    n_findings=3, n_critical=1, severity="critical", id="be9f8e1600000000", message="`train` saw another `a.csv`"
)
EDGES = [("dvc.yaml:make", "file:a.csv", "writes"), *(("file:a.csv", f"job{n}", "reads") for n in range(5))]


def graph(*paths: str, scanned: bool = True, **changes: Any) -> TargetGraph:
    entries = tuple(dataset(path, columns=COLUMNS[:2]).model_copy(update=changes) for path in paths)
    nodes = (NodeEntry(id="file:a.csv", kind="dataset", n_upstream=1, n_downstream=9, cycle=None),)
    edges = tuple(EdgeEntry(source=source, target=target, kind=kind) for source, target, kind in EDGES)
    debts = {"file:a.csv": DEBT} if scanned else {}
    return TargetGraph(
        datasets=entries,
        lineage=Lineage(nodes=nodes, edges=edges),
        debt_minutes={"file:a.csv": 120.0} if scanned else {},
        debts=debts,
        scanned_at="2026-03-01T10:00:00+00:00" if scanned else None,
    )


def words(found: TargetGraph, at: int = 0) -> str:
    return dataset_words(found.datasets[at], surroundings(found))


def test_a_dataset_in_debt_says_what_it_is_what_to_fix_and_who_uses_it() -> None:
    assert words(graph("a.csv", description="Orders (paid)", owner="ada@example.com", n_assertions=4)) == (
        "Orders (paid)\n\n**3 findings, 1 critical, 2 h to fix** at the scan of 2026-03-01\n\n"
        "Fix first: `train` saw another `a.csv` (`debt explain be9f8e16`)\n\n"
        "- Made by `dvc.yaml:make`\n- Read by `job0`, `job1`, `job2` and 2 more\n"
        "- 9 datasets and stages depend on it in all\n- Owner: ada@example.com; 4 checks; tier 3"
    )


def test_what_nobody_described_is_told_by_its_shape() -> None:
    told = words(graph("b.csv"))
    assert told.startswith(
        "CSV table of 1 row and 2 columns; nobody has described it yet.\n\nNo open debt at the scan of"
    )
    assert words(graph("m.bin", kind="other", format=None, n_rows=None, columns=())).startswith("BIN dataset; nobody")


def test_before_the_first_scan_nothing_is_said_of_debt() -> None:
    told = words(graph("a.csv", scanned=False))
    assert "debt" not in told
    assert "finding" not in told


def test_a_group_of_datasets_lists_those_with_most_debt_first() -> None:
    found = graph("0.csv", "a.csv", *(f"x/{number}.csv" for number in range(30)))
    told = group_words(found.datasets, surroundings(found)).splitlines()
    assert told[0] == "32 datasets"
    listed = [line for line in told if line.startswith("- ")]
    assert listed[0] == "- `a.csv`: 2 h to fix"
    assert listed[-1] == "- and 12 more"


def test_tags_and_kinds_to_filter_by(tmp_path: Path) -> None:
    target = Target(tmp_path, "shop", Settings(), tmp_path)

    def spec_of(found: TargetGraph) -> Any:
        return target_specs(target, found, placed(found, 10))[0]

    assert spec_of(graph("a.csv")).tags.items() >= {"debt/tier": "3", "debt/severity": "critical"}.items()
    assert spec_of(graph("b.csv")).tags["debt/severity"] == "none"
    assert "debt/severity" not in spec_of(graph("b.csv", scanned=False)).tags
    assert set(spec_of(graph("m/scores.csv.gz", format=None, storage="dvc")).kinds) == {"csv", "dvc"}
    assert set(spec_of(graph("book.xlsx", format="xlsx")).kinds) == {"excel", "git"}
    assert set(spec_of(graph("net.onnx", format=None, kind="model")).kinds) == {"model", "git"}


def test_the_debt_of_the_last_scan_is_that_of_its_open_findings() -> None:
    card = scorecard()
    found = graph_of(card)
    open_ones = [one for one in card.findings if one.dataset and one.status in ("new", "known")]
    assert sum(debt.n_findings for debt in found.debts.values()) == len(open_ones)
    assert {key: debt.id for key, debt in found.debts.items()} == {
        key: next(one.id for one in open_ones if one.dataset == key) for key in found.debts
    }
    assert found.scanned_at == card.generated_at
