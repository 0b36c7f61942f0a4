"""Git, asked for facts only: no hooks, no filters, no pager, nothing written.

Every call runs with a clean configuration, so a repository cannot make git run anything, and without optional
locks, so that not even the index is refreshed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from debt_pipelines.model.errors import DebtError
from debt_pipelines.project import commit_date as dates
from debt_pipelines.project.locations import is_utf8, readable

_SAFE_OPTIONS = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false",
    "-c", "core.attributesFile=/dev/null",
    "-c", "core.untrackedCache=false",
    "-c", "diff.external=",
    "-c", "diff.relative=false",
    "-c", "log.follow=false",
    "-c", "log.showRoot=true",
    "-c", "mailmap.file=/dev/null",
    "-c", "safe.directory=*",
    "-c", "protocol.allow=never",
)  # fmt: skip
_TIMEOUT_SECONDS = 300
_REGULAR_MODES = ("100644", "100755")
_COMMIT_FORMAT = "--format=%x01%H%x02%P%x02%cI%x02%aE%x02%aN"


class GitError(DebtError):
    """Git could not answer."""


@dataclass(frozen=True, slots=True)
class BlobVersion:
    """One version of a file: its blob, and the commit that brought it."""

    blob: str
    commit: str
    committed_at: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its id, how many parents it has, its date, and its author as `.mailmap` names them."""

    id: str
    n_parents: int
    committed_at: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit did to one path: the blob there before and after; None where there was no regular file."""

    path: str
    before: str | None
    after: str | None
    commit: Commit


def git_environment() -> dict[str, str]:
    """The environment git runs in: the caller's, without anything that redirects or configures git."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",  # for a git that is too old to know the line above
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
    }


def run_git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """The standard output of `git ARGUMENTS` in a folder; raises GitError with git's own last words."""
    command = ["git", "--no-pager", *_SAFE_OPTIONS, "-C", str(root), *arguments]
    try:
        result = subprocess.run(
            command, input=stdin, capture_output=True, env=git_environment(), timeout=_TIMEOUT_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed", hint="install git and run again") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {arguments[0]} did not answer within {_TIMEOUT_SECONDS} s") from error
    if result.returncode != 0:
        words = result.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(f"git {arguments[0]}: {words[-1] if words else 'failed'}")
    return result.stdout


def top_level(folder: Path) -> Path | None:
    """The root of the git work tree that holds a folder (resolved), or None."""
    try:
        root = Path(os.fsdecode(run_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n")))
    except GitError:
        return None
    return root if folder.is_relative_to(root) else None  # core.worktree may name any folder


def origin_url(root: Path) -> str | None:
    """Where `origin` is; None without a repository or such a remote."""
    try:
        return os.fsdecode(run_git(root, "remote", "get-url", "origin")).strip()
    except GitError:
        return None


def resolve_commit(root: Path, revision: str) -> str | None:
    """The full commit id of a revision, or None when there is no such commit."""
    if revision.startswith("-") or "\0" in revision:
        return None
    try:
        arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return run_git(root, *arguments).decode().strip()
    except GitError:
        return None


def commit_date(root: Path, commit: str) -> str:
    """When a commit was made (ISO 8601)."""
    told = run_git(root, "show", "-s", "--no-show-signature", "--format=%cI", commit)
    return dates.commit_date(told.decode().strip())


def list_tree(root: Path, commit: str, prefix: str) -> tuple[dict[str, tuple[str, int]], set[str]]:
    """What stands below `prefix` at a commit, paths relative to it.

    Returns path -> (blob, size in bytes; 0 where a partial clone left it out) of the regular files, and the paths of
    links and submodules.
    """
    arguments = ["ls-tree", "-r", "-z", "--full-tree", commit, *(["--", prefix] if prefix else [])]
    try:
        output, sizes = run_git(root, arguments[0], "-l", *arguments[1:]), {}
    except GitError:  # a partial clone, and a git that must fetch what is absent before it tells a size
        output, sizes = run_git(root, *arguments), _present_blobs(root)
    files: dict[str, tuple[str, int]] = {}
    opaque: set[str] = set()
    for entry in _entries(output):
        head, path = entry.split("\t", 1)
        mode, _kind, blob, *told = head.split()
        if mode in _REGULAR_MODES:
            size = int(told[0]) if told and told[0].isdigit() else sizes.get(blob, 0)
            files[path.removeprefix(prefix)] = (blob, size)
        else:
            opaque.add(path.removeprefix(prefix))
    return files, opaque


def list_work_tree(folder: Path) -> tuple[dict[str, str | None], set[str]]:
    """What git sees in a folder.

    Returns path -> staged blob of the files that git tracks, or does not ignore (blob None), and the paths of links
    and submodules.
    """
    files: dict[str, str | None] = {}
    opaque: set[str] = set()
    for entry in _entries(run_git(folder, "ls-files", "-z", "--cached", "--stage")):
        head, path = entry.split("\t", 1)
        mode, blob, _stage = head.split()
        if mode in _REGULAR_MODES:
            files[path] = blob
        else:
            opaque.add(path)
    for path in _entries(run_git(folder, "ls-files", "-z", "--others", "--exclude-standard")):
        if path.endswith("/"):  # a repository of its own
            opaque.add(path.rstrip("/"))
        else:
            files.setdefault(path, None)
    return files, opaque


def read_blobs(root: Path, blobs: list[str]) -> Mapping[str, bytes]:
    """The content of many blobs in one call; a blob the repository does not hold is left out."""
    try:
        output = run_git(root, "cat-file", "--batch", stdin="\n".join(blobs).encode() + b"\n")
    except GitError:  # a partial clone, and a git that dies of a fetch that it may not make
        present = _present_blobs(root)
        blobs = [blob for blob in blobs if blob in present]
        output = run_git(root, "cat-file", "--batch", stdin="\n".join(blobs).encode() + b"\n") if blobs else b""
    contents: dict[str, bytes] = {}
    position = 0
    for blob in blobs:
        end = output.index(b"\n", position)
        header = output[position:end].split()
        position = end + 1
        if header[-1] == b"missing":
            continue
        size = int(header[2])
        contents[blob] = output[position : position + size]
        position += size + 1
    return contents


def _present_blobs(root: Path) -> dict[str, int]:
    """The size in bytes of every blob that the repository holds itself."""
    output = run_git(root, "cat-file", "--batch-all-objects", "--batch-check", "--unordered")
    objects = (line.split() for line in output.decode().splitlines())
    return {name: int(size) for name, kind, size in objects if kind == "blob"}


def blob_sizes(root: Path, blobs: list[str]) -> Mapping[str, int]:
    """The size in bytes of many blobs in one call; a blob the repository does not hold is left out."""
    try:
        output = run_git(root, "cat-file", "--batch-check", stdin="\n".join(blobs).encode() + b"\n")
    except GitError:  # a partial clone, as above
        present = _present_blobs(root)
        return {blob: present[blob] for blob in blobs if blob in present}
    return {words[0]: int(words[2]) for line in output.decode().splitlines() if len(words := line.split()) == 3}


def history(root: Path, start: str, prefix: str, *, max_commits: int) -> Iterator[tuple[str, BlobVersion]]:
    """The versions of all regular files below `prefix`, newest first, by path relative to it; first parents only."""
    for change in changes(root, start, prefix, max_commits=max_commits):
        if change.after is not None:
            yield change.path, BlobVersion(change.after, change.commit.id, change.commit.committed_at)


def changes(root: Path, start: str, prefix: str, *, max_commits: int, is_main_line: bool = True) -> Iterator[Change]:
    """What the commits did to the regular files below `prefix`, newest first, paths relative to it.

    Along the line of first parents, where a merge brings all that its branch did; or else commit by commit, without
    the merges.
    """
    line = ("--first-parent", "-m") if is_main_line else ("--no-merges",)
    shape = ("--raw", "--no-renames", "--no-abbrev", "-O/dev/null", f"--max-count={max_commits}", _COMMIT_FORMAT)
    commit = Commit("", 0, "", "", "")
    fields = iter(_log(root, *line, *shape, start, "--", prefix or "."))
    for field in fields:
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            commit = _commit(text)
        elif text.startswith(":"):
            old_mode, new_mode, before, after = text[1:].split(" ")[:4]
            path = next(fields).removeprefix(prefix)
            if is_utf8(path):
                old, new = before if old_mode in _REGULAR_MODES else None, after if new_mode in _REGULAR_MODES else None
                yield Change(path, old, new, commit)


def renames(root: Path, before: str, after: str | None, prefix: str) -> dict[str, str]:
    """The files below `prefix` that had another path at a commit: the path at `after` -> the path before.

    `after` is a commit too, or None for what is staged. Git tells a rename by content that is the same or much alike;
    where a partial clone lacks the content, only by the same.
    """
    states = ("diff-tree", "-r", before, after) if after else ("diff-index", "--cached", before)
    options = ("-z", "--name-status", "--diff-filter=R", "--no-ext-diff")
    try:
        output = run_git(root, *states, *options, "--find-renames", "--", prefix or ".")
    except GitError:
        output = run_git(root, *states, *options, "--find-renames=100%", "--", prefix or ".")
    fields = _entries(output)
    pairs = zip(fields[1::3], fields[2::3], strict=True)
    return {new.removeprefix(prefix): old.removeprefix(prefix) for old, new in pairs}


def commits(root: Path, start: str, *, max_commits: int) -> list[Commit]:
    """The commits that a state rests on, newest first, those of merged branches too."""
    fields = _log(root, f"--max-count={max_commits}", _COMMIT_FORMAT, start)
    return [_commit(field) for field in fields if field.startswith("\x01")]


def commit_at(root: Path, start: str, day: str) -> str | None:
    """The last commit up to the end of a day (ISO 8601, UTC) along first parents, or else the first one of all."""
    arguments = ("rev-list", "--first-parent", "--max-count=1")
    found = run_git(root, *arguments, f"--before={day}T23:59:59+00:00", start).decode().strip()
    return found or run_git(root, *arguments[:2], "--max-parents=0", start).decode().split()[-1]


def is_shallow(root: Path) -> bool:
    """Whether the repository holds only the latest part of its history."""
    return run_git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _log(root: Path, *arguments: str) -> list[str]:
    log = run_git(root, "log", "-z", "--no-show-signature", "--encoding=UTF-8", *arguments)
    return log.decode(errors="surrogateescape").split("\0")


def _commit(field: str) -> Commit:
    commit, parents, told, email, name = map(readable, field[1:].split("\x02", 4))
    return Commit(commit, len(parents.split()), dates.commit_date(told), email, name)


def _entries(output: bytes) -> list[str]:
    return [entry for entry in output.decode(errors="surrogateescape").split("\0") if entry]
