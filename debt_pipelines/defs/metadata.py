"""What the Dagster UI shows of a table, a finding and a scorecard: column schemas, counts, tables and figures."""

import typing

import dagster as dg

from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.rule import SEVERITIES, Rule
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


def scorecard_metadata(scorecard: Scorecard) -> dict[str, typing.Any]:
    """The figures that the UI plots over time, and the first fixes as a table."""
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
    return {
        "verdict": dg.MetadataValue.text(headline.verdict),
        "letter": dg.MetadataValue.text(headline.letter or "?"),
        "revision": dg.MetadataValue.text(scorecard.revision or "none"),
        **known,
        "fix_first": finding_table(scorecard.findings),
    }
