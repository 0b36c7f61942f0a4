"""All tables of the product, by group and in the order they come to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from debt_pipelines.model import (
    asset_fact_rows,
    catalog_rows,
    check_fact_rows,
    data_rows,
    exemption_rows,
    fact_rows,
    history_rows,
    incident_rows,
    orchestration_rows,
    pipeline_fact_rows,
    pipeline_rows,
    result_rows,
    run_rows,
    table_rows,
    text_fact_rows,
)
from debt_pipelines.model.schema import Row, TableSchema, schema_of

METADATA_ROWS: tuple[type[Row], ...] = (
    data_rows.Source,
    data_rows.Sighting,
    table_rows.ColumnSeen,
    table_rows.Profile,
    table_rows.SchemaVersion,
    table_rows.ProfileVersion,
    data_rows.ColumnEdge,
    data_rows.Assertion,
    data_rows.AssertionVersion,
    data_rows.CodeTests,
    data_rows.CodeFiles,
    data_rows.AutomatedCommand,
    data_rows.Description,
    data_rows.Owner,
    data_rows.Feature,
    table_rows.LabelCheck,
    data_rows.ContentCheck,
    data_rows.Mention,
    data_rows.Incident,
    run_rows.DagsterRun,
    run_rows.CheckResult,
    orchestration_rows.DagsterAsset,
    orchestration_rows.Automation,
    exemption_rows.Exemption,
    pipeline_rows.Job,
    pipeline_rows.Edge,
    pipeline_rows.Flow,
    pipeline_rows.Param,
    pipeline_rows.ParamValue,
    pipeline_rows.ParamRead,
    pipeline_rows.Artifact,
    pipeline_rows.Model,
    pipeline_rows.Experiment,
    pipeline_rows.Remote,
    history_rows.OutputVersion,
    history_rows.RecordedRun,
    history_rows.CachingDisabled,
    history_rows.OriginVersion,
    history_rows.Contributor,
)
CATALOG_ROWS: tuple[type[Row], ...] = (
    catalog_rows.Dataset,
    table_rows.Partition,
    catalog_rows.Binding,
    catalog_rows.LineageNode,
    catalog_rows.LineageEdge,
)
FACT_ROWS: tuple[type[Row], ...] = (
    fact_rows.DatasetFact,
    fact_rows.ColumnFact,
    pipeline_fact_rows.JobFact,
    pipeline_fact_rows.EdgeFact,
    fact_rows.AssertionFact,
    check_fact_rows.SuiteFact,
    fact_rows.SourceFact,
    fact_rows.ProjectFact,
    check_fact_rows.RepositoryFact,
    fact_rows.SchemaChange,
    pipeline_fact_rows.ParamFact,
    pipeline_fact_rows.ModelFact,
    text_fact_rows.FeatureFact,
    exemption_rows.LedgerFact,
    incident_rows.IncidentFact,
    asset_fact_rows.AssetFact,
)
RESULT_ROWS: tuple[type[Row], ...] = (
    result_rows.FindingRow,
    result_rows.OutcomeRow,
    result_rows.ResolvedRow,
)

METADATA_TABLES: tuple[str, ...] = tuple(row.table for row in METADATA_ROWS)
CATALOG_TABLES: tuple[str, ...] = tuple(row.table for row in CATALOG_ROWS)
FACT_TABLES: tuple[str, ...] = tuple(row.table for row in FACT_ROWS)
RESULT_TABLES: tuple[str, ...] = tuple(row.table for row in RESULT_ROWS)


class _Schemas(Mapping[str, TableSchema]):
    """Table schemas by name, each read off its row model when it is first asked for."""

    def __init__(self, row_types: Iterable[type[Row]]) -> None:
        self._row_types = {row.table: row for row in row_types}
        self._schemas: dict[str, TableSchema] = {}

    def __getitem__(self, table: str) -> TableSchema:
        if table not in self._schemas:
            self._schemas[table] = schema_of(self._row_types[table])
        return self._schemas[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._row_types)

    def __len__(self) -> int:
        return len(self._row_types)


SCHEMAS: Mapping[str, TableSchema] = _Schemas((*METADATA_ROWS, *CATALOG_ROWS, *FACT_ROWS, *RESULT_ROWS))
"""All tables, in the order they come to be."""

SUBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dataset_facts": ("dataset", ("dataset",)),
    "column_facts": ("column", ("dataset", "column")),
    "job_facts": ("job", ("job",)),
    "edge_facts": ("edge", ("edge",)),
    "assertion_facts": ("assertion", ("assertion",)),
    "suite_facts": ("suite", ("suite",)),
    "source_facts": ("source", ("source",)),
    "project_facts": ("project", ("project",)),
    "repository_facts": ("project", ("repository",)),
    "schema_changes": ("column", ("dataset", "column")),
    "param_facts": ("param", ("job", "file", "key")),
    "model_facts": ("model", ("model",)),
    "feature_facts": ("column", ("place", "column")),
    "ledger_facts": ("exemption", ("entry",)),
    "incident_facts": ("incident", ("subject",)),
    "asset_facts": ("dataset", ("dataset",)),
}
"""Per fact table: the kind of subject a row is about, and the columns that identify it."""
