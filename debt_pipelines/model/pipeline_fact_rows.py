"""Fact rows about pipelines: one row a subject, with every fact a rule may judge as a column of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.fact_rows import Line, Path, Reach
from debt_pipelines.model.schema import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFact(Row):
    """What is known of one job, or of one lock entry without a stage."""

    table: ClassVar[str] = "job_facts"
    job: Annotated[str, "Identifier of the job"]
    template: Annotated[str, "Identifier of the entry as written"]
    path: Path
    line: Line
    is_declared: Annotated[bool, "Declared as a stage; otherwise only a lock entry"]
    is_orphan: Annotated[bool | None, "A lock entry without a stage; empty when the stages cannot be read"]
    is_template_head: Annotated[bool, "The first of the jobs that one templated entry gives"]
    is_frozen: Annotated[bool, "Frozen: DVC does not run it"]
    is_always_changed: Annotated[bool, "DVC runs it every time"]
    description: Annotated[str | None, "Its description, when it says something"]
    has_lock_entry: Annotated[bool, "Its lock file has an entry for it"]
    is_locked: Annotated[bool | None, "A run is recorded; empty when the lock file cannot be read"]
    graph_problem: Annotated[str | None, "The cycle it is in, or the output that another job writes too"]
    n_downstream: Reach
    is_recorded_live: Annotated[bool, "A declared stage with a recorded run that is neither frozen"]
    is_command_changed: Annotated[bool | None, "Its command is not that of the recorded run; empty when unknown"]
    locked_command: Annotated[str | None, "Command of the recorded run, on one line"]
    path_changes: Annotated[str | None, "Dependencies and outputs added or taken away since the recorded run"]
    n_path_changes: Annotated[int, "How many"]
    n_reruns: Annotated[int, "Runs that mend both: 1, or 0 where another job of its template counts it"]
    runs_script: Annotated[bool, "Its command runs a code file of the project, or something that cannot be told"]
    is_command_clear: Annotated[
        bool | None, "What its command runs can be told, or enough of it to find something; empty when it cannot"
    ]
    undeclared_scripts: Annotated[str | None, "Code files its command runs that are not dependencies"]
    n_scripts_to_declare: Annotated[int, "How many; 0 where another job of its template counts them"]
    reads_params: Annotated[bool, "A script that it runs reads a parameter file"]
    are_param_reads_known: Annotated[
        bool | None, "What it reads of them can be told, or enough to find something; empty when it cannot"
    ]
    undeclared_params: Annotated[str | None, "Parameters that its scripts read and it does not declare"]
    undeclared_param_keys: Annotated[str | None, "These, as JSON: the keys by parameter file"]
    param_read_path: Annotated[str, "File that reads the first of them, or else that declares the job"]
    param_read_line: Annotated[int | None, "Line in that file, from 1"]
    n_param_lists_to_declare: Annotated[int, "Lists to complete: 1, or 0 where another job of its template counts it"]
    is_in_pipeline: Annotated[
        bool | None, "One of several stages that are mostly connected with one another; empty when a stage is unread"
    ]
    disconnection: Annotated[str | None, "Why it has no edge to the rest"]
    missing_end: Annotated[str | None, "Which end it lacks: outputs, dependencies or both"]
    is_in_large_pipeline: Annotated[bool, "One of enough stages to tell what is unusual"]
    jungle: Annotated[str | None, "How it is tangled beyond what is usual in the project"]
    glue: Annotated[str | None, "Shell work in its command that no script holds"]
    caching_disabled: Annotated[str | None, "How caching is disabled without a reason: frozen, always_changed"]
    is_caching_disabled: Annotated[bool, "Caching is disabled without a reason that is evident or written"]
    disabled_since: Annotated[str | None, "Day since which it is (ISO 8601)"]
    disabled_days: Annotated[float | None, "Days from then to the last commit"]
    is_disabled_long: Annotated[bool | None, "Longer than a passing need; empty when git knows nothing"]
    last_run_at: Annotated[str | None, "Date of the commit that last changed its lock entry (ISO 8601)"]
    last_run_by: Annotated[str | None, "Author of that commit"]
    n_runs: Annotated[int, "Changes of its lock entry that git remembers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeFact(Row):
    """What is known of one dependency or output of a job."""

    table: ClassVar[str] = "edge_facts"
    edge: Annotated[str, "Identifier, e.g. dvc.yaml:train<-data/raw.csv"]
    job: Annotated[str, "Identifier of the job"]
    direction: Annotated[Literal["dep", "out"], "Read or written"]
    target: Annotated[str, "Path in the project, or URL without credentials"]
    dataset: Annotated[str | None, "Identifier of the dataset, where it is one"]
    path: Path
    line: Line
    is_dependency: Annotated[bool, "Read by the job"]
    is_live: Annotated[bool, "Neither its consumer nor its producer is frozen"]
    is_phantom: Annotated[bool | None, "In no commit, not tracked and not produced; empty when outside the project"]
    producer: Annotated[
        str | None, "Job that writes it, or the folder it lies in; else the first that writes parts of it"
    ]
    is_produced: Annotated[bool, "A declared job writes it, or the folder it lies in, or parts of it"]
    consumed_hash: Annotated[str | None, "Hash at the consumer's last recorded run"]
    produced_hash: Annotated[str | None, "Hash at the producer's last recorded run"]
    is_stale: Annotated[bool | None, "The two differ; empty when they cannot be compared"]
    consumed_at: Annotated[str | None, "Date of the consumer's last recorded run (ISO 8601)"]
    produced_at: Annotated[str | None, "Date of the producer's last recorded run (ISO 8601)"]
    n_downstream: Reach
    is_git_dependency: Annotated[bool, "A recorded dependency that git keeps and no stage writes"]
    present_hash: Annotated[str | None, "Hash of what git keeps there now, by the scheme of the recorded one"]
    is_changed_in_git: Annotated[bool | None, "The two differ; empty when they cannot be compared"]
    is_tracked_dependency: Annotated[bool, "A recorded dependency that a .dvc file tracks"]
    tracked_hash: Annotated[str | None, "Hash that the .dvc file records"]
    is_changed_in_dvc: Annotated[bool | None, "It is not the recorded one; empty when they cannot be compared"]
    is_uncached_output: Annotated[bool, "An output of a recorded run that is kept out of the DVC cache"]
    is_in_git: Annotated[bool | None, "Git tracks it; empty when that cannot be told"]
    is_intermediate: Annotated[
        bool, "Cached data of a stage that others build on, which nothing publishes or describes; one of each line"
    ]
    n_mendings: Annotated[int, "Steps that bring it in order: 1, or 0 where another edge of its template counts it"]
    is_read: Annotated[bool, "A stage reads it, or part of it, or the folder it lies in"]
    is_versioned_output: Annotated[
        bool, "Data with a history, of a stage that depends on data; first of what one commit changed"
    ]
    is_explained: Annotated[bool | None, "Its last change came with one of command, dependency or parameter"]
    changed_in: Annotated[str | None, "Commit of its last change"]
    changed_at: Annotated[str | None, "Date of that commit (ISO 8601)"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamFact(Row):
    """What is known of one parameter: as a job declares it, or as a parameter file holds it."""

    table: ClassVar[str] = "param_facts"
    job: Annotated[str | None, "Job that declares it; empty for an entry of a parameter file"]
    file: Annotated[str, "Parameter file"]
    key: Annotated[str | None, "Dotted key"]
    path: Path
    line: Line
    is_recorded: Annotated[bool, "Declared by a stage that is not frozen and has a recorded run"]
    locked_value: Annotated[str | None, "Value at the last recorded run, as JSON"]
    current_value: Annotated[str | None, "Present value, as JSON"]
    change: Annotated[str | None, "What it is and what became of it since the recorded run"]
    is_comparable: Annotated[bool | None, "The two can be compared; empty when they cannot"]
    is_entry: Annotated[bool, "A single entry of a parameter file"]
    is_used: Annotated[bool | None, "A stage, a template or a text names it; empty when silence proves nothing"]
    conflict: Annotated[str | None, "Another parameter file of the same pipeline that gives it another value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFact(Row):
    """What is known of one trained model, or of the models that one templated line or one folder holds."""

    table: ClassVar[str] = "model_facts"
    model: Annotated[str, "Identifier of the first dataset, or name of the artifact"]
    dataset: Annotated[str | None, "Identifier of the first dataset; empty for an artifact that is none"]
    target: Annotated[str, "Path of the first that is out of date, or else of the first"]
    others: Annotated[str | None, "How many more the row is about"]
    path: Path
    line: Line
    job: Annotated[str | None, "Job that produces it"]
    n_downstream: Reach
    is_traceable: Annotated[bool | None, "A stage makes it or an import names its source; empty when unknown"]
    is_unnamed: Annotated[bool, "Code and texts were searched for its name, and none has it"]
    is_produced: Annotated[bool, "A declared job writes it"]
    is_live: Annotated[bool, "A declared job writes it that is not frozen"]
    staleness: Annotated[str | None, "What it was trained on and has changed since"]
    is_freshness_known: Annotated[bool | None, "Its inputs can be compared; empty when they cannot"]
    is_measured: Annotated[bool | None, "Its stage, or one downstream, writes metrics; empty when stages are unread"]
    is_own: Annotated[bool, "A declared job writes it, or an artifact names it"]
    text_problem: Annotated[str | None, "What is not written about it: anything, or parts of its model card"]
    are_texts_known: Annotated[bool | None, "Texts can be judged; empty when the scan saw no page of text"]
