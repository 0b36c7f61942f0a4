"""What is ignored is what git itself says, at the work tree and at a revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.project.ignore import IgnoreRules, dvc_rules, git_rules
from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]
Git = Callable[..., str]

NAMES = ("a", "b", "a.dvc", "a b.dvc")
FILES = [*NAMES[2:], *(f"{x}/{y}" for x in "ab" for y in ("c", *NAMES[2:]))]
FILES += [f"{x}/{y}/{z}" for x in "ab" for y in "ab" for z in NAMES[2:]]
WORDS = st.sampled_from(["a", "b", "*", "**", "a.dvc", "*.dvc", "?", "[ab]", "[!a]", "a*", "a b.dvc", "a\\ b.dvc"])
LINES = st.one_of(
    st.builds(
        lambda negation, start, words, end: f"{negation}{start}{'/'.join(words)}{end}",
        st.sampled_from(["", "", "!"]),
        st.sampled_from(["", "", "/"]),
        st.lists(WORDS, min_size=1, max_size=3),
        st.sampled_from(["", "", "/", "/*", " ", "\r"]),
    ),
    st.sampled_from(["", "#a", "\\#a", "\\!a", "!", "/", " ", "[a"]),
)
TEXTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join)


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory, git: Git) -> Path:
    """A repository that tracks all of FILES."""
    root = tmp_path_factory.mktemp("tracked")
    git(root, "init", "--quiet")
    for path in FILES:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    git(root, "add", "--force", "--all")
    return root


@given(top=TEXTS, below=st.one_of(st.just(""), TEXTS), deep=st.one_of(st.just(""), TEXTS))
def test_git_says_the_same(tracked: Path, git: Git, top: str, below: str, deep: str) -> None:
    texts = {"": top, "a": below, "a/b": deep}
    for folder, text in texts.items():
        (tracked / folder / ".gitignore").write_bytes(text.encode())
    theirs = git(tracked, "ls-files", "-ci", "--exclude-per-directory=.gitignore").splitlines()
    rules = IgnoreRules(texts)
    assert [path for path in sorted(FILES) if rules.is_ignored(path)] == sorted(theirs)


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("data/\n", ["data/x.dvc", "data/raw/y.dvc"]),
        ("data/*\n!data/raw/\n", ["data/x.dvc"]),
        ("data/\n!data/raw/\n!data/x.dvc\n", ["data/x.dvc", "data/raw/y.dvc"]),
        ("data/**\n!data/x.dvc\n", ["data/raw/y.dvc"]),
        ("*.dvc\n!/z.dvc\n", ["data/x.dvc", "data/raw/y.dvc"]),
        ("\ufeffz.dvc\r\n", ["z.dvc"]),
        ("# z.dvc\n", []),
        ("", []),
    ],
)
def test_folders_and_exceptions(make_repo: MakeRepo, git: Git, text: str, ignored: list[str]) -> None:
    paths = ["data/x.dvc", "data/raw/y.dvc", "z.dvc"]
    root = make_repo(dict.fromkeys(paths, "x"))
    (root / ".gitignore").write_text(text)
    git(root, "add", ".gitignore")
    git(root, "commit", "--quiet", "--message", "Ignore")
    project = open_project(root)
    for state in (project, project.at("HEAD")):
        rules = git_rules(state)
        assert [path for path in paths if rules.is_ignored(path)] == ignored


def test_a_file_that_is_not_text_is_read_as_git_reads_it(make_repo: MakeRepo) -> None:
    rules = git_rules(open_project(make_repo({".gitignore": b"caf\xe9\nx.dvc\n", "x.dvc": "x"})))
    assert rules.is_ignored("x.dvc")
    assert rules.is_ignored("caf\udce9/y.dvc")


def test_a_project_below_the_top_of_its_repository(make_repo: MakeRepo, git: Git) -> None:
    files = {".gitignore": "/team/sub/data/\n", "team/.gitignore": "*.tmp.dvc\n", "other/.gitignore": "*\n"}
    root = make_repo({**files, "team/sub/.gitignore": "!keep.tmp.dvc\n", "team/sub/a.dvc": "x"})
    rules = git_rules(open_project(root / "team/sub"))
    assert [rules.is_ignored(path) for path in ("data/x.dvc", "x.tmp.dvc", "keep.tmp.dvc", "a.dvc")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_each_dvc_project_has_its_own_rules(make_folder: Callable[..., Path]) -> None:
    root = make_folder({".dvcignore": "old\n", "sub/.dvcignore": "new\n", "subway/.dvcignore": "x\n"})
    project = open_project(root)
    assert dvc_rules(project, "").is_ignored("sub/old/x.dvc")
    assert dvc_rules(project, "").is_ignored("sub/new/x.dvc")
    assert not dvc_rules(project, "sub").is_ignored("sub/old/x.dvc")
    assert dvc_rules(project, "sub").is_ignored("sub/new/x.dvc")
    assert not dvc_rules(project, "sub").is_ignored("subway/x")
