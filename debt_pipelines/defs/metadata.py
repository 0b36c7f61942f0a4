"""What the Dagster UI shows of a table, a check, a finding and a scorecard: words first, then figures and tables."""

import typing

import dagster as dg

from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.rule import FAMILY_TITLES, SEVERITIES, Rule
from debt_pipelines.model.schema import DataType, TableSchema
from debt_pipelines.model.scorecard import Scorecard

_MARKS = {
    "passed": "✓ passed",
    "failed": "✗ failed",
    "not_applicable": "– not applicable",
    "no_evidence": "? no evidence",
    "error": "! error",
}
_TOP_FINDINGS = 10
_TYPES: dict[DataType, str] = {"string": "string", "integer": "int", "number": "float", "boolean": "bool"}


def column_schema(schema: TableSchema) -> dg.TableSchema:
    """The declared columns of a table with their types and descriptions."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                _TYPES[column.data_type],
                description=column.description,
                constraints=dg.TableColumnConstraints(nullable=column.is_nullable),
            )
            for column in schema.columns
        ]
    )


def rule_table(rules: typing.Sequence[Rule], outcomes: typing.Mapping[str, RuleOutcome]) -> dg.TableMetadataValue:
    """The rules of a family and how each ended."""
    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "code": rule.code,
                    "rule": rule.slug,
                    "severity": rule.severity,
                    "outcome": _MARKS[outcomes[rule.code].status],
                    "judged": outcomes[rule.code].n_evaluated,
                    "failed": outcomes[rule.code].n_failed,
                    "no_evidence": outcomes[rule.code].n_no_evidence,
                }
            )
            for rule in rules
        ],
        schema=dg.TableSchema(
            columns=[
                dg.TableColumn("code", "string", description="Rule code, as in `debt explain CODE`"),
                dg.TableColumn("rule", "string", description="What the rule is against"),
                dg.TableColumn("severity", "string"),
                dg.TableColumn("outcome", "string"),
                dg.TableColumn("judged", "int", description="Rows that could be judged"),
                dg.TableColumn("failed", "int", description="Rows that failed"),
                dg.TableColumn("no_evidence", "int", description="Rows that could not be judged"),
            ]
        ),
    )


def finding_table(findings: typing.Sequence[Finding]) -> dg.TableMetadataValue:
    """The findings to fix first."""
    records = [
        dg.TableRecord(
            {
                "code": finding.code,
                "severity": finding.severity,
                "finding": finding.message,
                "where": finding.path if finding.line is None else f"{finding.path}:{finding.line}",
                "minutes": finding.effort_minutes,
            }
        )
        for finding in findings[:_TOP_FINDINGS]
    ]
    columns = [dg.TableColumn(name, "string") for name in ("code", "severity", "finding", "where")]
    schema = dg.TableSchema(columns=[*columns, dg.TableColumn("minutes", "float")])
    return dg.MetadataValue.table(records, schema=schema)


def family_result(
    key: dg.AssetKey,
    suite: str,
    rules: typing.Sequence[Rule],
    findings: typing.Sequence[Finding],
    outcomes: typing.Mapping[str, RuleOutcome],
) -> dg.AssetCheckResult:
    """The check of one debt family: its first findings in words, and how each of its rules ended."""
    from debt_pipelines.reports.ui_text import family_text

    family = rules[0].family
    found = [finding for finding in findings if finding.family == family]
    ended = [outcomes[rule.code] for rule in rules]
    is_broken = any(outcome.status == "error" for outcome in ended)
    is_grave = is_broken or any(finding.severity == "critical" for finding in found)
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=suite,
        passed=not found and not is_broken,
        severity=dg.AssetCheckSeverity.ERROR if is_grave else dg.AssetCheckSeverity.WARN,
        description=family_text(FAMILY_TITLES[family], found, ended),
        metadata={
            "rules": rule_table(rules, outcomes),
            "findings": len(found),
            "hours": round(sum(finding.effort_minutes for finding in found) / 60, 2),
        },
    )


def gate_result(scorecard: Scorecard, name: str, severity: dg.AssetCheckSeverity) -> dg.AssetCheckResult:
    """The check that is the gate: why it is open or closed, and what to fix to open it."""
    from debt_pipelines.reports.ui_text import gate_text

    gate = scorecard.gate
    return dg.AssetCheckResult(
        check_name=name,
        passed=gate.passed,
        severity=severity,
        description=gate_text(scorecard),
        metadata={
            "reasons": "; ".join(reason.message for reason in gate.reasons) or "none",
            "closing_findings": len({finding for reason in gate.reasons for finding in reason.findings}),
        },
    )


def scorecard_description(name: str) -> str:
    """What the scorecard is, and where on its page to look."""
    return (
        f"The data-debt scorecard of {name}: a score per debt family, hours of work, a backlog and a gate.\n\n"
        "Below, `scorecard` opens the verdict with the first ten fixes, and `lineage` the picture of what feeds what. "
        "The check `quality_gate` says what closes the gate; the asset `findings` has a check for each debt family."
    )


def scorecard_metadata(scorecard: Scorecard) -> dict[str, typing.Any]:
    """The scorecard as a page and a picture of the lineage, then the figures that the UI plots over time."""
    from debt_pipelines.reports.lineage_image import lineage_image
    from debt_pipelines.reports.ui_text import scorecard_text

    headline = scorecard.scorecard.headline
    counts = {
        f"{severity}_findings": sum(finding.severity == severity for finding in scorecard.findings)
        for severity in SEVERITIES
    }
    scores = {
        f"score_{entry.family.lower()}": entry.score
        for entry in scorecard.scorecard.categories
        if entry.score is not None
    }
    figures = {
        "backlog_hours": headline.backlog_hours,
        "debt_ratio": headline.debt_ratio,
        "confidence": headline.confidence,
        "findings": headline.n_findings,
    }
    known = {name: value for name, value in {**figures, **counts, **scores}.items() if value is not None}
    image = lineage_image(scorecard)
    return {
        "scorecard": dg.MetadataValue.md(scorecard_text(scorecard)),
        **({"lineage": dg.MetadataValue.md(image)} if image else {}),
        "verdict": dg.MetadataValue.text(headline.verdict),
        "letter": dg.MetadataValue.text(headline.letter or "?"),
        "revision": dg.MetadataValue.text(scorecard.revision or "none"),
        **known,
        "fix_first": finding_table(scorecard.findings),
    }
