"""Scorecards for the HTML page: one in which every part is filled and every name is hostile, and a huge one."""

from __future__ import annotations

from debt_pipelines.model.entries import EdgeEntry, Lineage, NodeEntry, SettingEntry
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.scores import Capacity, Measure, Payback, WeeklyCost
from debt_pipelines.model.trend import RunFigures, Trend
from tests.reports.hostile_names import ESCAPE, LONG, QUOTES, RIGHT_TO_LEFT, SCRIPT
from tests.reports.sample import large_scorecard, scorecard

_CLOSING = '"></title></svg><img src=x onerror=alert(1)>'
_HOSTILE = (SCRIPT, QUOTES, RIGHT_TO_LEFT, ESCAPE, LONG, _CLOSING)


def hostile_scorecard() -> Scorecard:
    """The sample with a trend, costs, measures and settings, and a lineage from and to every hostile name."""
    base = scorecard()
    findings = tuple(
        finding.model_copy(update={"exposure": 14.0, "weekly_hours": 0.4, "payback_weeks": 1.25})
        for finding in base.findings
    )
    dataset, job = base.datasets[0], base.jobs[0]
    datasets = tuple(dataset.model_copy(update={"id": f"file:{name}", "path": name}) for name in _HOSTILE)
    jobs = tuple(job.model_copy(update={"id": f"{name}:job", "name": f"{name}:job", "path": name}) for name in _HOSTILE)
    nodes = [NodeEntry(id=entry.id, kind="dataset", n_upstream=1, n_downstream=1, cycle=None) for entry in datasets]
    nodes += [NodeEntry(id=entry.id, kind="job", n_upstream=1, n_downstream=1, cycle=SCRIPT) for entry in jobs]
    edges = [EdgeEntry(source=data.id, target=job.id, kind="reads") for data, job in zip(datasets, jobs, strict=True)]
    edges += [EdgeEntry(source=job.id, target=datasets[0].id, kind="writes") for job in jobs[1:]]
    return base.model_copy(
        update={
            "findings": (findings[0].model_copy(update={"dataset": datasets[0].id}), *findings[1:]),
            "datasets": (*base.datasets, *datasets),
            "jobs": (*base.jobs, *jobs),
            "lineage": Lineage(nodes=tuple(nodes), edges=tuple(edges)),
            "scorecard": base.scorecard.model_copy(update={"measures": _measures(), "weekly_cost": _cost()}),
            "trend": _trend(),
            "history": history(9),
            "settings": (SettingEntry(name=f"datasets.{SCRIPT}.tier", value=QUOTES, is_default=False),),
        }
    )


def huge_scorecard(n_findings: int, n_edges: int) -> Scorecard:
    """As many findings, and stages that read what others wrote, so that there are as many edges."""
    base = large_scorecard(n_findings)
    n_stages = n_edges // 2
    job, dataset = base.jobs[0], base.datasets[1]
    jobs = tuple(job.model_copy(update={"id": f"dvc.yaml:s{at}", "name": f"s{at}"}) for at in range(n_stages))
    datasets = tuple(
        dataset.model_copy(update={"id": path, "path": path})
        for path in (f"data/warehouse/partition_{at:05d}/part.parquet" for at in range(n_stages + 1))
    )
    nodes = [NodeEntry(id=entry.id, kind="job", n_upstream=1, n_downstream=1, cycle=None) for entry in jobs]
    nodes += [NodeEntry(id=entry.id, kind="dataset", n_upstream=1, n_downstream=1, cycle=None) for entry in datasets]
    edges = [
        edge
        for at, stage in enumerate(jobs)
        for edge in (
            EdgeEntry(source=datasets[at // 7].id, target=stage.id, kind="reads"),
            EdgeEntry(source=stage.id, target=datasets[at + 1].id, kind="writes"),
        )
    ]
    graph = Lineage(nodes=tuple(nodes), edges=tuple(edges))
    return base.model_copy(update={"jobs": jobs, "datasets": datasets, "lineage": graph})


def history(n_runs: int) -> tuple[RunFigures, ...]:
    """So many runs, a week apart."""
    return tuple(
        RunFigures(
            moment=f"2026-01-{1 + 3 * at:02d}T09:30:00+00:00",
            revision=f"{at:040x}",
            open_minutes=600.0 - 40 * at,
            accepted_minutes=20.0 * at,
            n_findings=30 - at,
            letter="D",
        )
        for at in range(n_runs)
    )


def _measures() -> tuple[Measure, ...]:
    described = Measure(name="documentation", title="are described", n=8, n_total=10, n_unknown=2, share=0.8)
    return described, Measure(name="freshness", title="keep it", n=0, n_total=0, n_unknown=0, share=None)


def _cost() -> WeeklyCost:
    return WeeklyCost(
        hours=2.1,
        low=1.05,
        high=4.2,
        n_findings=12,
        capacity=Capacity(hours_per_week=40, basis="from the settings"),
        share=0.0525,
        first_items=Payback(n_findings=10, hours=4.0, weekly_hours=2.0, weeks=2.0),
    )


def _trend() -> Trend:
    return Trend(
        since="2026-01-05T09:30:00+00:00",
        revision="ab" * 20,
        change_minutes=-110.0,
        introduced_minutes=60.0,
        fixed_minutes=-150.0,
        accepted_minutes=-20.0,
        rule_set_minutes=0.0,
        evidence_minutes=0.0,
    )
