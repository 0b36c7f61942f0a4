"""The settings of a project: every default in one place, each documented where it is declared."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from debt_pipelines.config.door import foreign
from debt_pipelines.model.rule import Family, Severity

Minutes = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Tier = Literal[1, 2, 3]


def _is_pattern(pattern: str) -> str:
    import pathspec

    try:
        pathspec.GitIgnoreSpec.from_lines([pattern])
    except ValueError as error:
        raise ValueError(f"`{pattern}` is not a pattern as in .gitignore") from error
    return pattern


def _is_within(path: str) -> str:
    if foreign(path):
        raise ValueError(f"`{path}` is not the path of a file in the project")
    return path


Pattern = Annotated[str, AfterValidator(_is_pattern)]
PathWithin = Annotated[str, AfterValidator(_is_within)]

DEFAULT_EXCLUDE = (
    "tests/",
    "test/",
    "testdata/",
    "fixtures/",
    "__fixtures__/",
    "__tests__/",
    "__mocks__/",
    "node_modules/",
    "dbt_packages/",
    "site-packages/",
    ".venv/",
    "venv/",
)


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ReplacementMinutes(_Section):
    """What it would cost to build an asset anew, in minutes: the denominator of the debt ratio."""

    stage: Minutes = 240
    dataset: Minutes = 120
    column: Minutes = 10
    param: Minutes = 5
    model: Minutes = 480


class GateSettings(_Section):
    """When the gate closes. Every condition about findings is about new ones, an expired acceptance apart."""

    compliance: Annotated[bool, Field(description="Any compliance finding closes it")] = True
    severities: Annotated[tuple[Severity, ...], Field(description="Severities that close the gate")] = ("critical",)
    tier_1_severities: Annotated[
        tuple[Severity, ...], Field(description="Severities that close it on tier-1 datasets")
    ] = ("critical", "high")
    max_new_debt_ratio: Annotated[
        Share | None, Field(description="New minutes over replacement minutes; judged where there is a baseline")
    ] = 0.05
    new_objects: Annotated[
        bool,
        Field(
            description="A dataset or column that is not in the baseline and lacks a description, an owner or a check "
            "closes it; judged where there is a baseline that lists them"
        ),
    ] = True
    expired_acceptances: Annotated[bool, Field(description="Accepted debt past its day of review closes it")] = True
    max_evidence_loss: Annotated[
        Share | None,
        Field(description="How much less of what the rules ask may be judged than in the baseline or the last scan"),
    ] = 0.05


class FamilyCost(_Section):
    """What one run of a subject with debt of a family is likely to cost."""

    chance: Annotated[Share, Field(description="Chance that a run suffers from it")]
    hours: Annotated[float, Field(ge=0, description="Hours of work lost where one does")]


class CostSettings(_Section):
    """What debt costs per run, by family: rough defaults, which a team replaces by its own experience."""

    SCH: FamilyCost = FamilyCost(chance=0.02, hours=2)
    VAL: FamilyCost = FamilyCost(chance=0.005, hours=3)
    DOC: FamilyCost = FamilyCost(chance=0.005, hours=0.5)
    QUA: FamilyCost = FamilyCost(chance=0.01, hours=1)
    PIP: FamilyCost = FamilyCost(chance=0.01, hours=1)
    REP: FamilyCost = FamilyCost(chance=0.01, hours=2)
    CFG: FamilyCost = FamilyCost(chance=0.005, hours=1)
    MDL: FamilyCost = FamilyCost(chance=0.01, hours=3)
    OPS: FamilyCost = FamilyCost(chance=0.005, hours=2)
    CMP: FamilyCost = FamilyCost(chance=0.001, hours=16)

    def of(self, family: Family) -> FamilyCost:
        """What debt of one family costs."""
        cost: FamilyCost = getattr(self, family)
        return cost


class DatasetSettings(_Section):
    """What a team says of the datasets whose path matches a pattern."""

    tier: Tier = 3
    owner: str | None = None
    is_dataset: Annotated[bool, Field(description="False takes matching files out of the catalog")] = True
    is_partitioned: Annotated[
        bool, Field(description="False keeps matching files apart where they look like parts of one table")
    ] = True


class SourceSettings(_Section):
    """Data beyond the repository: a database, a bucket, a folder of a file server; read because it is named."""

    url: Annotated[
        str,
        Field(
            description="Where it is, e.g. postgresql://host/db or s3://bucket/data/*.parquet; ${NAME} is taken from "
            "the environment, and credentials from there alone"
        ),
    ]
    include: Annotated[
        tuple[str, ...], Field(description="Tables or files wanted, as patterns such as public.orders*; all by default")
    ] = ()
    exclude: Annotated[tuple[str, ...], Field(description="Tables or files left out, as patterns")] = ()
    statistics: Annotated[
        Literal["exact", "sample", "none"],
        Field(description="How columns are measured: on all rows, on a sample, or not at all (columns and types only)"),
    ] = "exact"
    timeout_seconds: Annotated[float, Field(gt=0, description="How long one question to the source may take")] = 60
    max_tables: Annotated[int, Field(ge=1, description="Tables or files beyond this number are left unread")] = 1000


class LimitSettings(_Section):
    """How much of one file is taken in: what goes beyond is skipped, or sampled, and told among the sources."""

    metadata_mib: Annotated[
        int, Field(ge=1, description="A file beyond this that is no data (YAML, JSON, SQL, Markdown) is not read")
    ] = 64
    dvc_file_mib: Annotated[int, Field(ge=1, description="A DVC file beyond this is not read")] = 8
    nesting: Annotated[int, Field(ge=10, le=250, description="YAML and JSON that are nested deeper are not read")] = 100
    alias_nodes: Annotated[
        int,
        Field(ge=0, description="How many entries the aliases of a YAML file may add to it; one with more is not read"),
    ] = 100_000
    line_mib: Annotated[
        int, Field(ge=1, le=256, description="A large table in text whose first lines are longer is not read")
    ] = 8
    whole_mib: Annotated[
        int,
        Field(
            ge=1,
            description="What can only be read in one piece: a JSON document or a workbook beyond this is not read, "
            "and of JSON Lines and of text with an unusual layout only so much",
        ),
    ] = 256
    unpacked_ratio: Annotated[
        int, Field(ge=1, description="A compressed file beyond 64 MiB that grows to more times its size is not read")
    ] = 200
    archive_members: Annotated[int, Field(ge=1, description="An archive of more tables is not read")] = 1000
    table_cells: Annotated[
        int, Field(ge=1, description="A binary table that claims more cells (rows times columns) is not read")
    ] = 10_000_000_000
    sheet_cells: Annotated[
        int, Field(ge=1, description="A workbook of which one sheet spans more cells is not read")
    ] = 2**25

    @property
    def metadata_bytes(self) -> int:
        """The largest file of metadata in bytes."""
        return self.metadata_mib * 2**20


class CiSettings(_Section):
    """What a team says of its continuous integration."""

    external: Annotated[bool, Field(description="The pipeline is run from outside the repository")] = False


class Settings(_Section):
    """All settings, from `[tool.debt]` in pyproject.toml or from debt.toml."""

    name: Annotated[str | None, Field(description="Name of the project; the folder's name by default")] = None
    exclude: Annotated[
        tuple[Pattern, ...], Field(description="Patterns (as in .gitignore) that hold no data of this project")
    ] = ()
    default_exclude: Annotated[bool, Field(description="Also leave out tests, fixtures, environments")] = True
    datasets: Annotated[
        dict[Pattern, DatasetSettings], Field(description="Path patterns (as in .gitignore) and what holds for them")
    ] = {}
    disable: Annotated[tuple[str, ...], Field(description="Rule codes that are not judged")] = ()
    suites: Annotated[tuple[str, ...], Field(description="Further folders of suites, relative to the project")] = ()
    replacement_minutes: ReplacementMinutes = ReplacementMinutes()
    costs: CostSettings = CostSettings()
    capacity_hours_per_week: Annotated[
        float | None, Field(gt=0, description="Hours the team works a week; 40 for each active person by default")
    ] = None
    gate: GateSettings = GateSettings()
    ledger: Annotated[PathWithin, Field(description="The ledger of accepted debt, relative to the project")] = (
        ".debt/accepted.yaml"
    )
    baseline: Annotated[
        PathWithin, Field(description="The baseline, relative to the project: what it lists is known, once it is there")
    ] = ".debt/baseline.json"
    history_url: Annotated[
        str | None,
        Field(
            description="Where what scans found is kept, e.g. postgresql://${USER}:${PASSWORD}@host/db; a SQLite file "
            "in the state folder by default, and credentials from the environment alone"
        ),
    ] = None
    incidents: Annotated[
        str | None,
        Field(description="File or folder of past incidents (YAML, CSV: id, date, dataset or stage, hours)"),
    ] = None
    dagster_home: Annotated[
        str | None,
        Field(
            description="Folder of a Dagster instance (its DAGSTER_HOME, with SQLite storage) whose runs of the assets "
            "and jobs of the project count; only read"
        ),
    ] = None
    dagster_url: Annotated[
        str | None,
        Field(
            description="Address of a Dagster webserver, e.g. http://host:3000, that is asked for assets, checks, "
            "schedules, sensors and runs of the project; only read. ${NAME} is taken from the environment, and "
            "credentials from there alone"
        ),
    ] = None
    alerts_external: Annotated[
        bool, Field(description="Something outside the repository tells the team when a run of Dagster fails")
    ] = False
    history_keep_runs: Annotated[
        int | None, Field(ge=1, description="How many runs of the project the history keeps; all by default")
    ] = None
    history_keep_days: Annotated[
        int | None, Field(ge=1, description="For how many days the history keeps a run; for ever by default")
    ] = None
    ci: CiSettings = CiSettings()
    sources: Annotated[
        dict[str, SourceSettings], Field(description="Databases and remote files to read besides the repository")
    ] = {}
    max_file_mib: Annotated[
        int, Field(ge=1, description="Data files beyond this are read up to it, and reported as sampled")
    ] = 4096
    max_columns: Annotated[int, Field(ge=1, description="A table with more columns than this is not read")] = 20_000
    limits: LimitSettings = LimitSettings()
    hash_budget_mib: Annotated[
        int, Field(ge=0, description="How much data a scan hashes to see whether it is still what DVC recorded")
    ] = 1024
    history_commits: Annotated[
        int, Field(ge=0, description="How many commits back git is asked: for earlier versions, runs and people")
    ] = 2000

    @property
    def exclude_patterns(self) -> tuple[str, ...]:
        """All patterns left out: the defaults, unless switched off, and the project's own."""
        return (*(DEFAULT_EXCLUDE if self.default_exclude else ()), *self.exclude)
