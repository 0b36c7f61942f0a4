"""Nothing is deployed unless the last quality gate passed: each way it can end, in its own run and in later ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.gate_status import QUALITY_GATE, scorecard_key
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring
from tests.defs.host import deploy, is_made, run, up

ENDINGS = {
    "passes": True,
    "fails as ERROR": False,
    "fails as WARN": False,
    "raises": False,
    "gives no result": False,
    "never ran": False,
}


@pytest.fixture
def target(make_repo: object, tmp_path: Path) -> Target:
    return Target(tmp_path, "shop", Settings(), tmp_path / "state")


def quality_gate(ending: str, *, blocking: bool = True) -> dg.Definitions:
    """A scorecard whose quality gate ends in a given way."""
    spec = dg.AssetCheckSpec(QUALITY_GATE, asset=scorecard_key("shop"), blocking=blocking)

    @dg.asset(key=scorecard_key("shop"))
    def scorecard() -> None:
        pass

    @dg.multi_asset_check(specs=[spec], can_subset=True)
    def gate() -> Iterator[dg.AssetCheckResult]:
        if ending == "raises":
            raise RuntimeError("no verdict today")
        if ending != "gives no result":
            severity = dg.AssetCheckSeverity.WARN if ending.endswith("WARN") else dg.AssetCheckSeverity.ERROR
            yield dg.AssetCheckResult(passed=ending == "passes", severity=severity)

    return dg.Definitions(assets=[scorecard], asset_checks=[gate])


@pytest.mark.parametrize(("ending", "is_open"), ENDINGS.items())
def test_the_deploy_gate_reads_the_last_verdict(
    target: Target, instance: dg.DagsterInstance, ending: str, is_open: bool
) -> None:
    if ending != "never ran":
        run(quality_gate(ending), instance)
    result = run(build_debt_defs(target), instance, dg.AssetSelection.assets(dg.AssetKey(["shop", "deploy_gate"])))
    assert result.success is is_open
    assert is_made(instance, ["shop", "deploy_gate"]) is is_open


@pytest.mark.parametrize(("ending", "is_open"), ENDINGS.items())
def test_assets_of_the_team_wait_for_the_last_verdict(
    target: Target, instance: dg.DagsterInstance, ending: str, is_open: bool
) -> None:
    if ending != "never ran":
        run(quality_gate(ending), instance)
    ours = build_debt_defs(target, Wiring(blocks=(("up",),)))
    merged = dg.Definitions.merge(dg.Definitions(assets=[up, deploy]), ours)
    result = run(merged, instance, dg.AssetSelection.assets("up", "deploy"))
    assert result.success is is_open
    assert is_made(instance, "up")
    assert is_made(instance, "deploy") is is_open


@pytest.mark.parametrize("first", ["passes", "fails as ERROR"])
@pytest.mark.parametrize("last", ["passes", "fails as ERROR", "raises"])
def test_only_the_last_verdict_counts(target: Target, instance: dg.DagsterInstance, first: str, last: str) -> None:
    for ending in (first, last):
        run(quality_gate(ending), instance)
    result = run(build_debt_defs(target), instance, dg.AssetSelection.assets(dg.AssetKey(["shop", "deploy_gate"])))
    assert result.success is ENDINGS[last]


def test_a_gate_that_cannot_be_read_is_closed(
    target: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_arguments: object) -> str:
        raise OSError("storage is away")

    monkeypatch.setattr("debt_pipelines.defs.blocks.stored_status", unreadable)
    ours = build_debt_defs(target, Wiring(blocks=(("up",),)))
    result = run(
        dg.Definitions.merge(dg.Definitions(assets=[up, deploy]), ours),
        instance,
        dg.AssetSelection.assets("up", "deploy"),
    )
    (evaluation,) = result.get_asset_check_evaluations()
    assert "could not be read: storage is away" in str(evaluation.description)
    assert not is_made(instance, "deploy")


@pytest.mark.filterwarnings("ignore:Parameter `include_sources`")  # Dagster's own evaluation uses it
@pytest.mark.parametrize("is_open", [False, True])
def test_automation_across_runs_waits_for_the_gate(target: Target, instance: dg.DagsterInstance, is_open: bool) -> None:
    condition = dg.AutomationCondition.eager() & dg.AutomationCondition.all_deps_blocking_checks_passed()

    @dg.asset(deps=[up], automation_condition=condition)
    def automatic() -> None:
        pass

    ours = build_debt_defs(target, Wiring(blocks=(("up",),)))
    merged = dg.Definitions.merge(dg.Definitions(assets=[up, automatic]), ours)
    run(quality_gate("passes" if is_open else "fails as ERROR"), instance)
    first = dg.evaluate_automation_conditions(merged, instance)
    run(merged, instance, dg.AssetSelection.assets("up"))
    second = dg.evaluate_automation_conditions(merged, instance, cursor=first.cursor)
    assert second.total_requested == int(is_open)
