"""Metadata rows about time: what git remembers of outputs, runs, origins and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.schema import Row

Commit = Annotated[str, "Git commit"]
CommittedAt = Annotated[str, "Date of that commit (ISO 8601)"]
Author = Annotated[str, "Name of its author, aliases put together"]
IsBot = Annotated[bool, "The author is a machine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputVersion(Row):
    """One recorded version of an output or of tracked data, oldest first."""

    table: ClassVar[str] = "output_versions"
    path: Annotated[str, "Path of the dataset, or URL without credentials"]
    hash: Annotated[str, "Recorded content hash"]
    hash_name: Annotated[str, "Hash scheme, e.g. md5, md5-dos2unix"]
    job: Annotated[str | None, "Job whose lock entry records it"]
    source_path: Annotated[str, "File that records it"]
    commit: Commit
    committed_at: CommittedAt
    author: Author
    is_bot: IsBot
    is_explained: Annotated[
        bool | None, "With it changed the command, a dependency or a parameter; empty for the first version"
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun(Row):
    """One change of a lock entry, oldest first: somebody ran a stage and committed the result."""

    table: ClassVar[str] = "recorded_runs"
    job: Annotated[str, "Identifier of the job"]
    commit: Commit
    committed_at: CommittedAt
    author: Author
    is_bot: IsBot
    is_command_changed: Annotated[bool, "The command is not that of the run before"]
    is_input_changed: Annotated[bool, "A dependency or parameter is not that of the run before"]
    is_output_changed: Annotated[bool, "An output is not that of the run before"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CachingDisabled(Row):
    """One stage or `.dvc` file that DVC is told never, or always, to run."""

    table: ClassVar[str] = "caching_disabled"
    subject: Annotated[str, "Stage as written, e.g. dvc.yaml:train, or path of a .dvc file"]
    how: Annotated[Literal["frozen", "always_changed"], "Which of the two"]
    since: Annotated[str | None, "Date of the commit that said so first, without a break since (ISO 8601)"]
    commit: Annotated[str | None, "That commit"]
    reason: Annotated[str | None, "Comment beside it, which may say why"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginVersion(Row):
    """One address that an import, or a remote, has had, oldest first."""

    table: ClassVar[str] = "origin_versions"
    kind: Annotated[Literal["import", "remote"], "What has the address"]
    subject: Annotated[str, "Path of the imported dataset, or name of the remote"]
    url: Annotated[str, "Address without credentials"]
    revision: Annotated[str | None, "Revision of an import"]
    source_path: Annotated[str, "File that records it"]
    commit: Commit
    committed_at: CommittedAt
    author: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor(Row):
    """One person, or machine, that has committed to the repository."""

    table: ClassVar[str] = "contributors"
    name: Author
    email: Annotated[str, "E-mail addresses, one a line, the latest first"]
    is_bot: IsBot
    n_commits: Annotated[int, "Commits that the scanned state rests on, those of merged branches too"]
    first_commit_at: Annotated[str, "Date of the first (ISO 8601)"]
    last_commit_at: Annotated[str, "Date of the last (ISO 8601)"]
