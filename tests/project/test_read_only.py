"""A project is only ever looked at: nothing it holds is run, and nothing in it changes, not even a time stamp."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project import git as git_module
from debt_pipelines.project.git import history
from debt_pipelines.project.project import Project, open_project

MakeRepo = Callable[..., Path]
Git = Callable[..., str]
TreeOf = Callable[[Path], dict[str, tuple[object, ...]]]

FILES = {
    "a.csv": "id\n1\n",
    "sub/b.csv": "x",
    ".gitattributes": "*.csv filter=evil diff=evil\n",
    ".gitignore": "ignored.csv\n",
    "old.csv": "y",
}


def _use_everything(root: Path) -> Project:
    project = open_project(root)
    dict(project.read_many(project.paths()))
    wider = project.including(["ignored.csv"])
    wider.read("ignored.csv")
    at_head = project.at("HEAD")
    dict(at_head.read_many(at_head.paths()))
    assert project.git_root is not None
    list(history(project.git_root, "HEAD", project.prefix, max_commits=10))
    return project


@pytest.fixture
def lived_in(make_repo: MakeRepo) -> Path:
    """A repository with a change, a deletion, a new file and an ignored one."""
    root = make_repo(FILES)
    (root / "a.csv").write_text("id\n2\n")
    (root / "old.csv").unlink()
    (root / "new.csv").write_text("n")
    (root / "ignored.csv").write_text("i")
    return root


def test_everything_is_byte_identical_afterwards(lived_in: Path, tree_of: TreeOf) -> None:
    before = tree_of(lived_in)
    _use_everything(lived_in)
    _use_everything(lived_in / "sub" / "..")
    assert tree_of(lived_in) == before
    assert ".git/index" in before


def test_an_index_that_git_would_like_to_refresh_stays(lived_in: Path, tree_of: TreeOf) -> None:
    (lived_in / "sub/b.csv").touch()
    before = tree_of(lived_in)
    _use_everything(lived_in)
    assert tree_of(lived_in) == before


def test_a_hostile_configuration_runs_nothing(lived_in: Path, git: Git, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch '{canary}'\ncat\n")
    script.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman"):
        (hooks / name).symlink_to(script)
        (lived_in / ".git/hooks" / name).symlink_to(script)
    for key in (
        *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy"),
        *("pager.log", "pager.ls-files", "diff.external", "diff.evil.command", "diff.evil.textconv", "gpg.program"),
        *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "alias.log", "credential.helper"),
        *("sequence.editor", "uploadpack.packObjectsHook", "core.alternateRefsCommand"),
    ):
        git(lived_in, "config", key, f"!{script}" if key.startswith("alias") else str(script))
    git(lived_in, "config", "core.hooksPath", str(hooks))
    git(lived_in, "config", "log.showSignature", "true")
    project = _use_everything(lived_in)
    assert project.read("a.csv") == b"id\n2\n"
    assert not canary.exists()


@pytest.mark.parametrize("is_old_git", [False, True])
def test_a_blob_that_is_missing_is_not_fetched(
    lived_in: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_old_git: bool
) -> None:
    if is_old_git:
        environment = git_module.git_environment()
        del environment["GIT_NO_LAZY_FETCH"]
        monkeypatch.setattr(git_module, "git_environment", lambda: environment)
    canary = tmp_path / "canary"
    blob = git(lived_in, "rev-parse", "HEAD:a.csv")
    (lived_in / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f'ext::sh -c "touch% {canary}"',
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        git(lived_in, "config", key, value)
    _use_everything(lived_in)
    assert not canary.exists()


def test_a_git_that_dies_of_a_fetch_it_may_not_make_costs_only_the_missing_blob(
    lived_in: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = git(lived_in, "rev-parse", "HEAD:a.csv")
    (lived_in / ".git/objects" / blob[:2] / blob[2:]).unlink()
    run_git = git_module.run_git

    def dies_of_a_fetch(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
        if "-l" in arguments or (stdin is not None and blob.encode() in stdin):
            raise git_module.GitError("git: fatal: transport 'ext' not allowed")
        return run_git(root, *arguments, stdin=stdin)

    monkeypatch.setattr(git_module, "run_git", dies_of_a_fetch)
    at_head = open_project(lived_in).at("HEAD")
    assert "a.csv" in at_head.paths()
    read = dict(at_head.read_many(at_head.paths()))
    assert isinstance(read.pop("a.csv"), UnreadableError)
    assert all(isinstance(content, bytes) for content in read.values())
    assert at_head.files["old.csv"].size == len(FILES["old.csv"])


@pytest.mark.parametrize("elsewhere", ["/", "../../other", "../../other/deep"])
def test_a_work_tree_moved_elsewhere_opens_nothing_there(
    lived_in: Path, git: Git, tmp_path: Path, elsewhere: str
) -> None:
    (tmp_path / "other/deep").mkdir(parents=True)
    (tmp_path / "other/deep/secret.csv").write_text("secret")
    git(lived_in, "config", "core.worktree", elsewhere)
    project = open_project(lived_in)
    assert {path.rpartition("/")[2] for path in project.files} <= {path.rpartition("/")[2] for path in FILES} | {
        *("new.csv", "ignored.csv")
    }


def test_the_callers_environment_does_not_redirect_git(
    make_repo: MakeRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repo({"other.csv": "x"}, name="other")
    root = make_repo({"a.csv": "x"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.bare=true'")
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    project = open_project(root)
    assert project.paths() == project.at("HEAD").paths() == ["a.csv"]
    assert not (tmp_path / "trace").exists()


def test_the_users_configuration_is_not_read(
    make_repo: MakeRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_repo({"a.csv": "x"})
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[core]\n\texcludesFile = ~/everything\n[broken\n")
    (home / "everything").write_text("*\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    (root / "new.csv").write_text("n")
    assert open_project(root).paths() == ["a.csv", "new.csv"]
