"""What a project in git lists: what git tracks or does not ignore, and never what lies behind a link."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from debt_pipelines.project.git import changes as git_changes
from debt_pipelines.project.listing import FileEntry
from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]
Git = Callable[..., str]
Commit = Callable[[Path, dict[str, str]], str]


def test_tracked_and_untracked_files_are_listed_and_ignored_ones_are_not(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "x\n", "sub/b.csv": "yy\n", ".gitignore": "*.log\nbig/\n"})
    (root / "new.csv").write_text("n")
    (root / "run.log").write_text("n")
    (root / "big").mkdir()
    (root / "big/data.csv").write_text("n")
    project = open_project(root)
    assert project.paths() == [".gitignore", "a.csv", "new.csv", "sub/b.csv"]
    blob = git(root, "rev-parse", "HEAD:sub/b.csv")
    assert project.files["sub/b.csv"] == FileEntry(size=3, blob=blob, is_tracked=True)
    assert project.files["new.csv"] == FileEntry(size=1, blob=None, is_tracked=False)
    assert not project.exists("run.log")


def test_a_tracked_file_that_is_also_ignored_is_listed(make_repo: MakeRepo) -> None:
    root = make_repo({"data.csv": "x", ".hidden/x.dvc": "outs: []"})
    (root / ".gitignore").write_text("data.csv\n.hidden/\n")
    assert open_project(root).paths() == [".gitignore", ".hidden/x.dvc", "data.csv"]


def test_a_file_deleted_from_the_work_tree_is_gone_but_not_at_the_commit(make_repo: MakeRepo) -> None:
    root = make_repo({"a.csv": "x", "sub/b.csv": "x"})
    (root / "sub/b.csv").unlink()
    project = open_project(root)
    assert project.paths() == ["a.csv"]
    assert not project.exists("sub/b.csv")
    assert not project.exists("sub")
    assert project.at("HEAD").paths() == ["a.csv", "sub/b.csv"]


def test_a_changed_size_is_the_one_of_the_work_tree(make_repo: MakeRepo) -> None:
    root = make_repo({"a.csv": "x"})
    (root / "a.csv").write_text("longer")
    project = open_project(root)
    assert project.files["a.csv"].size == 6
    assert project.at("HEAD").files["a.csv"].size == 1


def test_links_are_there_but_opaque(make_repo: MakeRepo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("s")
    root = make_repo({"a.csv": "x"})
    (root / "tracked").symlink_to("a.csv")
    (root / "broken").symlink_to("nowhere")
    (root / "folder").symlink_to(outside)
    project = open_project(root)
    assert project.paths() == ["a.csv"]
    assert project.opaque == {"tracked", "broken", "folder"}
    assert project.exists("folder")
    assert not project.exists("folder/secret.csv")
    assert project.is_opaque("folder/secret.csv")
    assert not project.is_opaque("folders")


def test_a_tracked_folder_replaced_by_a_link_is_opaque(make_repo: MakeRepo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "a.csv").write_text("secret")
    (outside / "deep/b.csv").write_text("secret")
    root = make_repo({"data/a.csv": "x", "data/deep/b.csv": "x", "keep.csv": "x"})
    shutil.rmtree(root / "data")
    (root / "data").symlink_to(outside)
    project = open_project(root)
    assert project.paths() == ["keep.csv"]
    assert project.opaque == {"data"}


def test_a_submodule_is_opaque_at_the_work_tree_and_at_the_commit(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "x"})
    commit_id = git(root, "rev-parse", "HEAD")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{commit_id},vendor/lib")
    git(root, "commit", "--quiet", "--message", "module")
    for project in (open_project(root), open_project(root).at("HEAD")):
        assert project.paths() == ["a.csv"]
        assert project.exists("vendor/lib")
        assert project.is_opaque("vendor/lib/data.csv")


def test_a_repository_inside_that_is_no_submodule_is_opaque(make_repo: MakeRepo) -> None:
    root = make_repo({"a.csv": "x"})
    make_repo({"data.csv": "x"}, name=f"{root.name}/inner")
    project = open_project(root)
    assert project.paths() == ["a.csv"]
    assert project.is_opaque("inner/data.csv")


def test_links_committed_are_opaque_at_a_revision(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "x"})
    (root / "link.csv").symlink_to("a.csv")
    git(root, "add", "link.csv")
    git(root, "commit", "--quiet", "--message", "link")
    project = open_project(root).at("HEAD")
    assert project.paths() == ["a.csv"]
    assert project.is_opaque("link.csv")


def test_a_folder_of_a_repository_is_a_project_of_its_own(make_repo: MakeRepo) -> None:
    root = make_repo({"top.csv": "x", "sub/a.csv": "y", "sub/deep/b.csv": "z", "subway/c.csv": "n"})
    project = open_project(root / "sub")
    assert project.paths() == ["a.csv", "deep/b.csv"]
    assert (project.name, project.prefix, project.git_root) == ("sub", "sub/", root.resolve())
    at_head = project.at("HEAD")
    assert at_head.paths() == ["a.csv", "deep/b.csv"]
    assert at_head.read("deep/b.csv") == b"z"


def test_a_folder_named_like_a_pattern_is_taken_literally(make_repo: MakeRepo) -> None:
    root = make_repo({":x/a.csv": "x", "[ab]/b.csv": "y", "a/c.csv": "z"})
    assert open_project(root / ":x").at("HEAD").paths() == ["a.csv"]
    assert open_project(root / "[ab]").at("HEAD").paths() == ["b.csv"]


def test_names_with_spaces_quotes_and_other_scripts(make_repo: MakeRepo) -> None:
    names = ["a b.csv", "tab\there.csv", 'quo"te.csv', "naïve/données.csv", "new\nline.csv", "-dash.csv"]
    root = make_repo(dict.fromkeys(names, "x"))
    for project in (open_project(root), open_project(root).at("HEAD")):
        assert project.paths() == sorted(names)
        assert {content for _path, content in project.read_many(names)} == {b"x"}


def test_a_name_that_is_no_text_is_left_out_and_said(make_repo: MakeRepo, commit: Commit) -> None:
    root = make_repo({"a.csv": "x"})
    name = os.fsdecode(b"caf\xe9.csv")
    commit(root, {name: "x"})
    project = open_project(root)
    for state in (project, project.at("HEAD")):
        assert state.paths() == ["a.csv"]
        assert state.unnameable == {r"caf\xe9.csv"}
    assert [change.path for change in git_changes(root, "HEAD", "", max_commits=9)] == ["a.csv"]
    assert project.at("HEAD~1").unnameable == frozenset()


def test_paths_by_suffix_by_name_and_without_the_excluded(make_repo: MakeRepo) -> None:
    root = make_repo({"a.CSV": "x", "b.csv.dvc": "x", "sub/dvc.yaml": "x", "tests/c.csv": "x", "data/d.csv": "x"})
    project = open_project(root).excluding(["tests/", "data/*"])
    assert project.paths(suffixes=(".csv",)) == ["a.CSV"]
    assert project.paths(names=("dvc.yaml",)) == ["sub/dvc.yaml"]
    assert project.paths(suffixes=(".dvc",), names=("dvc.yaml",)) == ["b.csv.dvc", "sub/dvc.yaml"]
    assert project.exists("tests/c.csv")
    assert project.at("HEAD").paths(suffixes=(".csv",)) == ["a.CSV"]


def test_folders_of_files(make_repo: MakeRepo) -> None:
    project = open_project(make_repo({"a/b/c.csv": "x", "a/d.csv": "x", "ab/e.csv": "x"}))
    assert project.is_folder("a")
    assert project.is_folder("a/b")
    assert not project.is_folder("a/d.csv")
    assert project.files_below("a") == ["a/b/c.csv", "a/d.csv"]
    assert all(project.exists(path) for path in ("", ".", "a", "a/b", "a/d.csv"))
    assert not project.exists("a/b/")
