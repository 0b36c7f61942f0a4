"""The parts of the sample scorecard beside its findings: categories, datasets, jobs, sources and rules."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.entries import (
    ColumnEntry,
    DatasetEntry,
    EdgeEntry,
    JobEntry,
    Lineage,
    NodeEntry,
    RuleEntry,
    SourceEntry,
)
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import FAMILY_DIMENSIONS, FAMILY_TITLES, Family, Severity
from debt_pipelines.model.scores import CategoryScore, Coverage, CoverageGroup, DimensionScore, KindCoverage
from tests.reports.hostile_names import ESCAPE, QUOTES, SCRIPT
from tests.reports.sample_checks import assertions, changes

RULES: dict[str, tuple[str, Severity, str]] = {
    "CMP101": ("unmasked-personal-data", "critical", "Personal data is masked or declared"),
    "REP101": ("stale-consumer", "critical", "A stage ran on the data its producer last wrote"),
    "REP102": ("code-changed-since-run", "high", "The code of a stage is the code it last ran with"),
    "PIP101": ("undeclared-script", "high", "The script of a stage is among its dependencies"),
    "VAL101": ("unvalidated-dataset", "high", "Every dataset has a check somebody wrote"),
    "SCH112": ("reader-mismatch", "critical", "Code reads only columns that exist"),
    "DOC101": ("undocumented-dataset", "medium", "Every dataset says what it holds"),
    "CFG101": ("unused-param", "low", "Every parameter is read by something"),
    "QUA101": ("sentinel-values", "medium", "Missing values are null, not magic numbers"),
}


def category(
    family: Family,
    score: float | None,
    confidence: float | None,
    reason: str,
    findings: tuple[Finding, ...] = (),
) -> CategoryScore:
    """One category over the open findings of its family."""
    mine = [finding for finding in findings if finding.family == family and finding.status in ("new", "known")]
    return CategoryScore(
        family=family,
        title=FAMILY_TITLES[family],
        dimension=FAMILY_DIMENSIONS[family],
        score=score,
        confidence=confidence,
        n_findings=len(mine),
        open_minutes=sum(finding.effort_minutes for finding in mine),
        debt_ratio=None,
        pass_rate=None,
        cap=None,
        reason=reason,
    )


def dimensions(categories: tuple[CategoryScore, ...]) -> tuple[DimensionScore, ...]:
    """The weakest grade of each dimension."""
    entries = []
    for dimension in dict.fromkeys(FAMILY_DIMENSIONS.values()):
        members = [entry for entry in categories if entry.dimension == dimension]
        scores = [entry.score for entry in members if entry.score is not None]
        entries.append(
            DimensionScore(
                dimension=dimension,
                score=min(scores, default=None),
                open_minutes=sum(entry.open_minutes for entry in members),
                n_findings=sum(entry.n_findings for entry in members),
            )
        )
    return tuple(entries)


def coverage() -> Coverage:
    """Twelve of forty tables are validated, and three may be."""
    counts = {"volume": 4, "completeness": 9, "schema": 12, "uniqueness": 5, "domain": 8, "freshness": 0}
    kinds = [{"kind": kind, "n_tables": n, "share": n / 40} for kind, n in counts.items()]
    groups = (CoverageGroup(name="data", n_tables=40, n_validated=12, share=0.3),)
    return Coverage(
        n_tables=40,
        n_validated=12,
        n_unknown=3,
        share=0.3,
        kinds=tuple(KindCoverage.model_validate(kind) for kind in kinds),
        folders=groups,
        owners=groups,
        tiers=groups,
    )


def datasets() -> tuple[DatasetEntry, ...]:
    """Four datasets, one of them absent and unread."""

    def column(name: str, type: str | None, **changes: Any) -> ColumnEntry:
        values = {
            "is_observed": True,
            "is_key": False,
            "is_feature": False,
            "description": None,
            "n_assertions": 0,
        }
        return ColumnEntry(name=name, type=type, **values | changes)

    sales = (
        column("order_id", "integer", is_key=True, n_assertions=2, description="Order number of the shop system"),
        column("unitprice", "number", is_feature=True),
        column(SCRIPT, "string", description=QUOTES),
    )
    return (
        _dataset(
            "data/sales.csv",
            sales,
            tier=1,
            owner="@acme/data-platform",
            n_rows=1_204_331,
            n_assertions=7,
            assertions=assertions(),
            **changes(),
        ),
        _dataset("data/features.parquet", (column("lag_7", "number", is_feature=True),), size_bytes=48_200_000),
        _dataset(SCRIPT, (), is_present=False, is_schema_read=False),
        _dataset(
            "data/需要予測/特徴量.parquet",
            (column("気温", "number"),),
            description="Weather by day and station",
        ),
    )


def _dataset(path: str, columns: tuple[ColumnEntry, ...], **changes: Any) -> DatasetEntry:
    values: dict[str, Any] = {
        "id": path,
        "path": path,
        "kind": "table",
        "storage": "dvc",
        "format": path.rpartition(".")[2][:8],
        "tier": 2,
        "owner": None,
        "description": None,
        "n_rows": None,
        "size_bytes": None,
        "hash": None,
        "is_present": True,
        "is_schema_read": True,
        "n_assertions": 0,
        "columns": columns,
    }
    return DatasetEntry(**values | changes)


def jobs() -> tuple[JobEntry, ...]:
    """Three stages."""

    def job(name: str, line: int, deps: tuple[str, ...], outs: tuple[str, ...], **changes: Any) -> JobEntry:
        values: dict[str, Any] = {
            "id": f"dvc.yaml:{name}",
            "kind": "dvc_stage",
            "name": name,
            "path": "dvc.yaml",
            "line": line,
            "command": f"python src/{name.partition('@')[0]}.py",
            "description": None,
            "deps": deps,
            "outs": outs,
            "params": (),
            "frozen": False,
            "always_changed": False,
            "locked": True,
        }
        return JobEntry(**values | changes)

    return (
        job("featurize", 3, ("data/sales.csv", "src/featurize.py"), ("data/features.parquet",)),
        job("train@eu", 12, ("data/features.parquet",), ("models/eu.pkl",), params=("params.yaml:train.lr",)),
        job("evaluate", 31, ("models/eu.pkl",), ("reports/metrics.json",), frozen=True, locked=False),
    )


def lineage() -> Lineage:
    """Two datasets and one edge."""
    return Lineage(
        nodes=(
            NodeEntry(id="data/features.parquet", kind="dataset", n_upstream=2, n_downstream=4, cycle=None),
            NodeEntry(id="data/sales.csv", kind="dataset", n_upstream=0, n_downstream=6, cycle=None),
        ),
        edges=(EdgeEntry(source="data/sales.csv", target="dvc.yaml:featurize", kind="reads"),),
    )


def sources() -> tuple[SourceEntry, ...]:
    """What was read, skipped and unreadable."""
    return (
        SourceEntry(path="dvc.yaml", crawler="dvc", status="read", error=None, line=None),
        SourceEntry(
            path="experiments/dvc.lock",
            crawler="dvc",
            status="error",
            error='found duplicate key "train"\n  first occurrence at line 3',
            line=14,
        ),
        SourceEntry(path=f"conf/{ESCAPE}.yaml", crawler="dvc", status="error", error="merge conflict marker", line=2),
        SourceEntry(path="data/raw.h5", crawler="files", status="skipped", error="no reader for .h5", line=None),
    )


def rules(findings: tuple[Finding, ...]) -> tuple[RuleEntry, ...]:
    """Rules of every outcome."""
    outcomes = {"QUA101": "no_evidence", "CMP101": "passed"}
    return (
        *(_rule(code, outcomes.get(code, "failed"), findings) for code in sorted(RULES)),
        _rule("REP199", "error", (), slug="broken-rule", error="column `exposure` is not in job_facts"),
        _rule("MDL101", "no_evidence", (), slug="untraceable-model"),
        _rule("PIP110", "not_applicable", (), slug="feedback-loop"),
    )


def _rule(
    code: str, outcome: str, findings: tuple[Finding, ...], *, slug: str = "", error: str | None = None
) -> RuleEntry:
    known_slug, severity, title = RULES.get(code, (slug, "high", f"The rule {slug} holds"))
    n_failed = sum(finding.code == code for finding in findings)
    values: dict[str, Any] = {
        "code": code,
        "slug": known_slug,
        "family": code[:3],
        "title": title,
        "severity": severity,
        "lifecycle": "stable",
        "is_advice": code == "CFG101",
        "outcome": outcome,
        "n_evaluated": n_failed + 3 if outcome in ("passed", "failed") else 0,
        "n_failed": n_failed,
        "n_not_applicable": 1,
        "n_no_evidence": 4 if outcome == "no_evidence" else 0,
        "n_subsumed": 0,
        "error": error,
    }
    return RuleEntry(**values)
