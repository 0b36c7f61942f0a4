"""Metadata rows about pipelines: jobs, what they read and write, their parameters and models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.schema import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Row):
    """One step of a pipeline; a templated stage gives one job a key."""

    table: ClassVar[str] = "jobs"
    job: Annotated[str, "Identifier, e.g. dvc.yaml:train@eu"]
    kind: Annotated[Literal["dvc_stage", "dvc_lock_entry"], "Declared stage, or lock entry without a stage"]
    name: Annotated[str, "Name within its file, e.g. train@eu"]
    template: Annotated[str, "Identifier of the entry as written, e.g. dvc.yaml:train"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None
    command: Annotated[str | None, "Command, templates filled in"] = None
    working_directory: Annotated[str, "Folder the command runs in, relative to the project"] = ""
    is_frozen: Annotated[bool, "Frozen: DVC does not run it"] = False
    is_always_changed: Annotated[bool, "DVC runs it every time"] = False
    description: Annotated[str | None, "Its description"] = None
    lock_path: Annotated[str | None, "Lock file looked at"] = None
    lock_line: Annotated[int | None, "Line of its lock entry, from 1"] = None
    lock_command: Annotated[str | None, "Command at the last recorded run"] = None
    is_locked: Annotated[bool | None, "A recorded run exists; empty when the lock file cannot be read"] = None
    lock_only_paths: Annotated[str | None, "Paths its lock entry has and its declaration has not, one a line"] = None
    scripts: Annotated[str | None, "Code files of the project that its command runs, one a line"] = None
    is_command_clear: Annotated[bool, "What its command runs can be told: no variable or unknown runner"] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Row):
    """One dependency or output of a job."""

    table: ClassVar[str] = "edges"
    job: Annotated[str, "Identifier of the job"]
    direction: Annotated[Literal["dep", "out"], "Read or written"]
    target: Annotated[str, "Path in the project, or URL without credentials"]
    path: Annotated[str, "File that declares it"]
    line: Annotated[int | None, "Line, from 1"] = None
    is_external: Annotated[bool, "Outside the project"] = False
    is_present: Annotated[bool | None, "There in git or the work tree; empty when that cannot be told"] = None
    is_cached: Annotated[bool, "An output kept in the DVC cache"] = True
    is_persisted: Annotated[bool, "An output kept between runs"] = False
    role: Annotated[Literal["data", "metric", "plot"], "What the output is for"] = "data"
    locked_hash: Annotated[str | None, "Hash at the last recorded run"] = None
    locked_hash_name: Annotated[str | None, "Hash scheme, e.g. md5, md5-dos2unix"] = None
    locked_size_bytes: Annotated[int | None, "Size at the last recorded run, in bytes"] = None
    locked_n_files: Annotated[int | None, "Files in the folder at the last recorded run"] = None
    present_hash: Annotated[str | None, "Hash of what git keeps there, by the locked scheme; empty when unknown"] = None
    is_in_git: Annotated[bool | None, "Git tracks it, or files in it; empty when that cannot be told"] = False
    is_annotated: Annotated[bool, "Says what it is for: description, type, labels or other annotations"] = False
    remote: Annotated[str | None, "Remote that an output names for itself"] = None
    lock_line: Annotated[int | None, "Line in the lock file, from 1"] = None


FlowKind = Literal["dbt_model", "dbt_snapshot", "dbt_exposure", "dagster_asset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Row):
    """One dataset that a job of another tool than DVC reads or writes."""

    table: ClassVar[str] = "flows"
    job: Annotated[str, "Identifier that the tool gives the job, e.g. model.shop.orders"]
    kind: Annotated[FlowKind, "What kind of job; an exposure is a use outside, such as a dashboard"]
    name: Annotated[str, "Name of the job"]
    direction: Annotated[Literal["dep", "out"], "Read or written"]
    target: Annotated[str, "Path in the project, or reference of the dataset"]
    path: Annotated[str, "File that declares the job"]
    line: Annotated[int | None, "Line, from 1"] = None
    description: Annotated[str | None, "What is written about the job"] = None
    owner: Annotated[str | None, "Who answers for it"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Param(Row):
    """One parameter that a job declares."""

    table: ClassVar[str] = "params"
    job: Annotated[str, "Identifier of the job"]
    file: Annotated[str, "Parameter file, relative to the project"]
    key: Annotated[str | None, "Dotted key; empty for the whole file"]
    path: Annotated[str, "File that declares it"]
    line: Annotated[int | None, "Line, from 1"] = None
    locked_value: Annotated[str | None, "Value at the last recorded run, as JSON"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamValue(Row):
    """One entry of a parameter file, at any depth."""

    table: ClassVar[str] = "param_values"
    file: Annotated[str, "Parameter file, relative to the project"]
    key: Annotated[str, "Dotted key"]
    value: Annotated[str, "Its value, as JSON"]
    is_leaf: Annotated[bool, "A single value or a list, rather than a group of further keys"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamRead(Row):
    """One key of a file of parameters that a script reads, itself or in a function that it calls."""

    table: ClassVar[str] = "param_reads"
    script: Annotated[str, "The script that is run"]
    file: Annotated[str | None, "The file as written; empty when the code computes it"]
    key: Annotated[str | None, "Dotted key; empty when the code computes which, or hands on all of them"]
    path: Annotated[str, "File that reads it"]
    line: Annotated[int | None, "Line, from 1"] = None
    option: Annotated[str | None, "Option of the command line that names the file, which is then the default"] = None
    is_from_top: Annotated[bool, "The file is written from the top of the project, not from where the script runs"] = (
        False
    )
    is_bound: Annotated[bool, "It is only given a name; what is read below it stands in rows of its own"] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact(Row):
    """One entry of a DVC `artifacts` section."""

    table: ClassVar[str] = "artifacts"
    artifact: Annotated[str, "Name"]
    target: Annotated[str | None, "Path in the project"]
    type: Annotated[str | None, "Declared type, e.g. model, dataset"]
    description: Annotated[str | None, "Its description"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Row):
    """One trained model."""

    table: ClassVar[str] = "models"
    model: Annotated[str, "Identifier"]
    target: Annotated[str, "Path in the project"]
    job: Annotated[str | None, "Job that produces it"]
    path: Annotated[str, "File it is declared in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment(Row):
    """One recorded experiment."""

    table: ClassVar[str] = "experiments"
    experiment: Annotated[str, "Identifier"]
    tool: Annotated[str, "Tracker, e.g. dvc, mlflow"]
    job: Annotated[str | None, "Job that ran it"]
    path: Annotated[str, "File it is recorded in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote(Row):
    """One DVC remote, or the statement of which is the default, or which an output of a `.dvc` file goes to."""

    table: ClassVar[str] = "remotes"
    remote: Annotated[str, "Name"]
    scheme: Annotated[str | None, "s3, gs, https, ...; file for a local folder; empty when it has no URL"]
    url: Annotated[str | None, "URL cut to scheme, host and path"]
    is_default: Annotated[bool, "Named by core.remote"]
    is_defined: Annotated[bool, "Has a section of its own"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None
