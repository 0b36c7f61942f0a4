"""Failures block deploys: in their own run, in later runs, and only when something critical is new."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import pytest

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import Target
from debt_pipelines.rules.rulebook import load_rules

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def scan(target: Target, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    """Run the whole scan job."""
    job = build_debt_defs(target).resolve_job_def(f"{target.prefix}_scan")
    return job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)


def materialize_deploy_gate(target: Target, instance: dg.DagsterInstance) -> bool:
    """Select the deploy gate alone, as a deploy in a later run would."""
    definitions = build_debt_defs(target)
    key = dg.AssetKey([target.prefix, "deploy_gate"])
    job = dg.Definitions(
        assets=list(definitions.assets or []), jobs=[dg.define_asset_job("deploy", dg.AssetSelection.assets(key))]
    ).resolve_job_def("deploy")
    return bool(job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False).success)


def is_materialized(target: Target, instance: dg.DagsterInstance, name: str) -> bool:
    """Whether an asset of the target was ever materialized."""
    return instance.get_latest_materialization_event(dg.AssetKey([target.prefix, name])) is not None


def test_a_clean_project_passes(clean: Target, instance: dg.DagsterInstance) -> None:
    result = scan(clean, instance)
    assert result.success
    assert is_materialized(clean, instance, "deploy_gate")
    evaluations = {evaluation.check_name: evaluation.passed for evaluation in result.get_asset_check_evaluations()}
    assert evaluations == dict.fromkeys(evaluations, True)
    assert len(evaluations) == len({rule.family for rule in load_rules()}) + 1
    assert materialize_deploy_gate(clean, instance)


def test_critical_debt_fails_the_run_after_the_scorecard(critical: Target, instance: dg.DagsterInstance) -> None:
    result = scan(critical, instance)
    assert not result.success
    assert is_materialized(critical, instance, "scorecard")
    assert not is_materialized(critical, instance, "deploy_gate")
    evaluations = {evaluation.check_name: evaluation for evaluation in result.get_asset_check_evaluations()}
    assert not evaluations["quality_gate"].passed
    assert evaluations["pipeline_lineage"].severity is dg.AssetCheckSeverity.ERROR
    assert not evaluations["pipeline_lineage"].passed
    assert evaluations["schema_drift"].passed


def test_the_deploy_gate_stays_closed_in_later_runs(critical: Target, instance: dg.DagsterInstance) -> None:
    scan(critical, instance)
    assert not materialize_deploy_gate(critical, instance)
    assert not is_materialized(critical, instance, "deploy_gate")


def test_the_deploy_gate_is_closed_before_any_scan(clean: Target, instance: dg.DagsterInstance) -> None:
    assert not materialize_deploy_gate(clean, instance)


def test_a_scan_that_breaks_closes_the_gate(
    clean: Target, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(clean, instance)

    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("no score today")

    monkeypatch.setattr("debt_pipelines.defs.analysis.score", broken)
    assert not scan(clean, instance).success
    assert not materialize_deploy_gate(clean, instance)


def test_metadata_for_people_and_plots(critical: Target, instance: dg.DagsterInstance) -> None:
    result = scan(critical, instance)
    event = instance.get_latest_materialization_event(dg.AssetKey([critical.prefix, "scorecard"]))
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    numbers = {name for name, value in metadata.items() if isinstance(value.value, int | float)}
    assert {"backlog_hours", "debt_ratio", "critical_findings", "score_pip"} <= numbers
    assert metadata["fix_first"].records[0].data["code"] == "PIP104"
    rules = next(
        evaluation.metadata["rules"]
        for evaluation in result.get_asset_check_evaluations()
        if evaluation.check_name == "pipeline_lineage"
    )
    assert {record.data["code"]: record.data["outcome"] for record in rules.records}["PIP104"] == "✗ failed"


def test_row_counts_and_files(clean: Target, instance: dg.DagsterInstance) -> None:
    scan(clean, instance)
    event = instance.get_latest_materialization_event(dg.AssetKey([clean.prefix, "jobs"]))
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    assert metadata["dagster/row_count"].value == 1
    assert Path(str(metadata["path"].value)).is_file()
    assert json.loads(clean.scorecard_path.read_text("utf-8"))["gate"]["passed"] is True
