"""Scorecards to render: a realistic one with hostile names, an empty one and a very large one."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.entries import Lineage
from debt_pipelines.model.finding import Finding, Subject, fingerprint
from debt_pipelines.model.rule import FAMILY_TITLES, Family
from debt_pipelines.model.scorecard import Gate, GateReason, Project, Scorecard, Versions
from debt_pipelines.model.scores import Headline, Scores
from tests.reports.hostile_names import ESCAPE, LONG, QUOTES, RIGHT_TO_LEFT, SCRIPT
from tests.reports.sample_parts import (
    RULES,
    category,
    coverage,
    datasets,
    dimensions,
    jobs,
    lineage,
    rules,
    sources,
)


def finding(code: str, subject: str, message: str, **changes: Any) -> Finding:
    """One finding of a rule above, known and in a plausible place unless told otherwise."""
    slug, severity, _ = RULES[code]
    values: dict[str, Any] = {
        "id": fingerprint(code, Subject(kind="dataset", id=subject)),
        "code": code,
        "slug": slug,
        "family": code[:3],
        "severity": severity,
        "subject": Subject(kind="dataset", id=subject),
        "dataset": subject,
        "column": None,
        "message": message,
        "evidence": {},
        "path": "dvc.yaml",
        "line": 1,
        "owner": None,
        "effort_minutes": 30.0,
        "exposure": None,
        "impact": 54.0,
        "priority": 108.0,
        "status": "known",
        "first_seen": None,
        "is_advice": code in ("CFG101",),
        "is_tier_1": False,
    }
    return Finding(**values | changes)


def scorecard() -> Scorecard:
    """A small project in five families with debt, a closed gate and names that try to break a report."""
    findings = _findings()
    return Scorecard(
        project=Project(name="demand-forecast", is_git=True),
        revision="9f3c2ab1d07e4c55a1be20f4c4f0a7d2b8e61c33",
        generated_at="2026-01-12T09:30:00+00:00",
        versions=Versions(debt_pipelines="0.1.0", rulebook="5be1c0de77aa42f1"),
        scorecard=_scores(findings),
        gate=_gate(findings),
        findings=findings,
        datasets=datasets(),
        jobs=jobs(),
        lineage=lineage(),
        sources=sources(),
        rules=rules(findings),
    )


def empty_scorecard() -> Scorecard:
    """A project of which nothing is known: no findings, no datasets, no scores."""
    headline = Headline(
        verdict="Nothing could be judged: no pipeline, dataset or check was found.",
        weakest_category=None,
        letter=None,
        debt_ratio=None,
        confidence=None,
        n_findings=0,
        backlog_hours=0,
        new_minutes=0,
        accepted_hours=0,
        weekly_hours=None,
        maintenance_share=None,
    )
    categories = tuple(category(family, None, None, "no rule had evidence") for family in FAMILY_TITLES)
    return Scorecard(
        project=Project(name="empty", is_git=False),
        revision=None,
        generated_at="2026-01-12T09:30:00+00:00",
        versions=Versions(debt_pipelines="0.1.0", rulebook="5be1c0de77aa42f1"),
        scorecard=Scores(headline=headline, categories=categories, dimensions=dimensions(categories)),
        gate=Gate(passed=True, baseline=None, reasons=()),
        findings=(),
        datasets=(),
        jobs=(),
        lineage=Lineage(nodes=(), edges=()),
        sources=(),
        rules=(),
    )


def large_scorecard(n_findings: int, *, message: str = "no expectation, check, test or contract") -> Scorecard:
    """The sample with that many findings more, spread over three rules."""
    codes = ("VAL101", "DOC101", "QUA101")
    many = tuple(
        finding(
            codes[number % 3],
            f"data/warehouse/partition_{number:05d}/part.parquet",
            f"data/warehouse/partition_{number:05d}/part.parquet has {message}",
            path=f"data/warehouse/partition_{number:05d}/part.parquet.dvc",
            owner="@acme/forecasting",
        )
        for number in range(n_findings)
    )
    base = scorecard()
    headline = base.scorecard.headline.model_copy(update={"n_findings": n_findings + len(base.findings)})
    scores = base.scorecard.model_copy(update={"headline": headline})
    return base.model_copy(update={"findings": base.findings + many, "scorecard": scores})


def _findings() -> tuple[Finding, ...]:
    stale = "{} last ran on features.parquet as it was before featurize rewrote it"
    return (
        finding(
            "REP101",
            "data/features.parquet",
            stale.format("train@eu"),
            line=12,
            owner="@acme/forecasting",
            status="new",
            evidence={"locked_hash": "1f0c9d", "producer_hash": "88ab31", "runs_behind": 3},
            exposure=14.0,
            is_tier_1=True,
        ),
        finding("REP101", "data/features_us.parquet", stale.format("train@us"), line=12, status="new"),
        finding("REP101", "reports/metrics.json", stale.format("evaluate"), line=31, owner="mei@example.org"),
        finding(
            "REP101",
            RIGHT_TO_LEFT,
            f"{RIGHT_TO_LEFT} was read before it was written",
            path=RIGHT_TO_LEFT,
            line=7,
        ),
        finding(
            "SCH112",
            "data/sales.csv",
            "src/features/build.py reads column unit_price, which data/sales.csv lacks (it has unitprice)",
            path="src/features/build.py",
            line=88,
            column="unit_price",
            effort_minutes=20.0,
            owner="@acme/data-platform",
            evidence={"column": "unit_price", "closest": "unitprice", "similarity": 0.95},
        ),
        finding(
            "PIP101",
            "src/train.py",
            "train@eu runs src/train.py, which is not among its deps: changing it re-runs nothing",
            line=14,
            effort_minutes=5.0,
            status="new",
        ),
        finding(
            "VAL101",
            SCRIPT,
            f"{SCRIPT} has no expectation, check, test or contract",
            path=f"data/{SCRIPT}.csv.dvc",
            owner=SCRIPT,
        ),
        finding(
            "VAL101",
            QUOTES,
            f"{QUOTES} has no expectation, check, test or contract",
            path="data/customers/europe/germany/north-rhine-westphalia/2025/12/customer_master_records.parquet.dvc",
        ),
        finding("VAL101", ESCAPE, f"{ESCAPE} has no check", path=f"data/{ESCAPE}.csv", owner=ESCAPE, line=None),
        finding("DOC101", LONG, f"{LONG} has no description", path=f"{LONG}.csv", effort_minutes=5.0),
        finding(
            "DOC101",
            "data/需要予測/特徴量.parquet",
            "data/需要予測/特徴量.parquet has no description",
            effort_minutes=5.0,
        ),
        finding(
            "REP102",
            "src/prepare.py",
            "src/prepare.py changed after prepare last ran",
            effort_minutes=20.0,
            status="accepted",
            path="dvc.lock",
            line=41,
        ),
        finding(
            "CFG101",
            "params.yaml:lr",
            "nothing reads train.lr_old",
            path="params.yaml",
            line=9,
            effort_minutes=5.0,
        ),
    )


def _scores(findings: tuple[Finding, ...]) -> Scores:
    grades: dict[Family, tuple[float | None, float | None, str]] = {
        "SCH": (2.0, 0.75, "capped at 2: an open critical finding"),
        "VAL": (2.6, 0.9, "debt ratio 18.2 % and pass rate 71.5 %"),
        "DOC": (3.4, 1.0, "pass rate 82 %"),
        "QUA": (None, 0.2, "too little evidence: no data could be profiled"),
        "PIP": (3.0, 0.95, "capped at 3: an open high finding on a tier-1 dataset"),
        "REP": (1.2, 1.0, "debt ratio 46.3 %; also capped at 2 by an open critical finding"),
        "CFG": (4.6, 0.88, "debt ratio 3.1 %"),
        "MDL": (None, None, "no model was found"),
        "OPS": (5.0, 0.64, "no open debt"),
        "CMP": (5.0, 0.55, "no open debt"),
    }
    categories = tuple(category(family, *grades[family], findings) for family in FAMILY_TITLES)
    headline = Headline(
        verdict="Versioning and reproducibility holds the project back: four stages ran on outdated data.",
        weakest_category="REP",
        letter="C",
        debt_ratio=0.142,
        confidence=0.834,
        n_findings=12,
        backlog_hours=4.1,
        new_minutes=65.0,
        accepted_hours=0.33,
        weekly_hours=2.1,
        maintenance_share=0.053,
    )
    return Scores(headline=headline, categories=categories, dimensions=dimensions(categories), coverage=coverage())


def _gate(findings: tuple[Finding, ...]) -> Gate:
    new = [finding.id for finding in findings if finding.status == "new" and finding.severity == "critical"]
    return Gate(
        passed=False,
        baseline="main",
        reasons=(
            GateReason(condition="new_critical", message="2 new critical findings", findings=tuple(new)),
            GateReason(condition="evidence_fell", message="confidence fell from 91 % to 83.4 %", findings=()),
        ),
    )
