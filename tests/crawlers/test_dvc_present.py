"""What git keeps under the recorded dependencies of a stage, compared by the recorded hash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.project.hashing import hash_of_bytes, hash_of_folder
from debt_pipelines.project.project import open_project

Files = dict[str, str | bytes]
PresentHash = Callable[..., str | None]

CODE = b"import this\nprint(1)\n"
MD5 = hash_of_bytes(CODE, "md5")
CRLF = CODE.replace(b"\n", b"\r\n")
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
OTHER = "f" * 32


def _pipeline(path: str, value: str, *, scheme: str = "md5", n_files: int | None = None) -> Files:
    entry = f"{{path: {path}, md5: {value}" + (", hash: md5" if scheme == "md5" else "")
    entry += f", nfiles: {n_files}" if n_files is not None else ""
    return {
        "dvc.yaml": f"stages:\n  run:\n    cmd: run\n    deps: [{path}]\n",
        "dvc.lock": f"schema: '2.0'\nstages:\n  run:\n    cmd: run\n    deps:\n    - {entry}}}\n",
    }


def _folder_hash(**files: bytes) -> str:
    return hash_of_folder({f"{name}.py": hash_of_bytes(content, "md5") for name, content in files.items()})


@pytest.fixture
def present_hash(make_repo: Callable[..., Path]) -> PresentHash:
    """A function that gives the present hash of the one dependency, the same at the work tree and at its commit."""

    def run(files: Files, *, settings: Settings | None = None, untracked: Files | None = None) -> str | None:
        root = make_repo(files)
        for path, content in (untracked or {}).items():
            (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        project = open_project(root)
        found = [
            edge.present_hash
            for state in (project, project.at("HEAD"))
            for edge in crawl_pipeline(state, settings or Settings())
            if isinstance(edge, Edge)
        ]
        assert found[0] == found[1]
        return found[0]

    return run


@pytest.mark.parametrize(
    ("content", "scheme", "locked", "expected"),
    [
        (CODE, "md5", MD5, MD5),
        (CODE, "md5", OTHER, MD5),
        (CODE, "md5-dos2unix", MD5, MD5),
        (CRLF, "md5-dos2unix", MD5, MD5),
        (CRLF, "md5", MD5, MD5),
        (CODE, "md5", hash_of_bytes(CRLF, "md5"), hash_of_bytes(CRLF, "md5")),
        (CRLF, "md5", OTHER, hash_of_bytes(CRLF, "md5")),
        (CRLF + b"\0", "md5", hash_of_bytes(CODE + b"\0", "md5"), hash_of_bytes(CRLF + b"\0", "md5")),
        (b"", "md5", hash_of_bytes(b"", "md5"), hash_of_bytes(b"", "md5")),
        (LFS, "md5", OTHER, None),
        (CODE, "md5", OTHER + ".dir", None),
        (CODE, "md5", "not a hash", None),
    ],
    ids=[
        "same", "changed", "text", "text of DVC 2", "checked out with CRLF", "recorded with CRLF", "changed, with CRLF",
        "binary", "empty", "a pointer", "was a folder", "no hash",
    ],
)  # fmt: skip
def test_a_file(present_hash: PresentHash, content: bytes, scheme: str, locked: str, expected: str | None) -> None:
    assert present_hash({"a.py": content, **_pipeline("a.py", locked, scheme=scheme)}) == expected


def test_a_file_beyond_the_limit_is_not_read(present_hash: PresentHash) -> None:
    files: Files = {"a.csv": b"x" * (2**20 + 1), **_pipeline("a.csv", OTHER)}
    assert present_hash(files, settings=Settings(max_file_mib=1)) is None
    assert present_hash(files, settings=Settings(max_file_mib=2)) is not None


def test_another_scheme_is_not_compared(present_hash: PresentHash) -> None:
    files = _pipeline("a.py", OTHER)
    files["dvc.lock"] = str(files["dvc.lock"]).replace("md5: f", "etag: f")
    assert present_hash({"a.py": CODE, **files}) is None


@pytest.mark.parametrize(
    ("locked", "n_files", "is_told"),
    [
        (_folder_hash(a=CODE, b=b"b"), 2, True),
        (_folder_hash(a=CODE, b=b"b"), None, True),
        (_folder_hash(a=CODE, b=b"old"), 2, True),
        (_folder_hash(a=CODE, b=b"old"), None, False),
        (_folder_hash(a=CODE, b=b"b", ignored=b"x"), 3, False),
        (_folder_hash(a=CRLF, b=b"b"), 2, True),
        (OTHER, 2, False),
    ],
    ids=["same", "same, not counted", "changed", "changed, not counted", "held an ignored file", "CRLF", "was a file"],
)
def test_a_folder(present_hash: PresentHash, locked: str, n_files: int | None, is_told: bool) -> None:
    files: Files = {".gitignore": "ignored.py\n", "src/a.py": CODE, "src/b.py": b"b"}
    found = present_hash(
        {**files, **_pipeline("src", locked, n_files=n_files)},
        untracked={"src/ignored.py": "x", "src/new.py": "x"},
    )
    now = _folder_hash(a=CODE, b=b"b")
    assert found == ((locked if locked == _folder_hash(a=CRLF, b=b"b") else now) if is_told else None)


@pytest.mark.parametrize("where", [".dvcignore", "src/.dvcignore"])
def test_files_hidden_from_dvc_are_no_part_of_a_folder(present_hash: PresentHash, where: str) -> None:
    name = "/notes.md" if where.startswith("src") else "src/notes.md"
    files: Files = {"src/a.py": CODE, "src/notes.md": "n", where: f"# none\n{name}\n/src/.dvcignore\n.dvcignore\n"}
    locked = _folder_hash(a=CODE)
    assert present_hash({**files, **_pipeline("src", locked, n_files=1)}) == locked
    assert present_hash({**files, **_pipeline("src", _folder_hash(a=b"old"), n_files=1)}) == locked


def test_nothing_is_told_of_a_folder_beside_a_dvcignore_that_dvc_refuses(present_hash: PresentHash) -> None:
    pipeline = _pipeline("src", _folder_hash(a=b"old"), n_files=1)
    assert present_hash({"src/a.py": CODE, **pipeline}) == _folder_hash(a=CODE)
    assert present_hash({"src/a.py": CODE, ".dvcignore": "!\n", **pipeline}) is None


def test_nothing_is_told_of_a_folder_with_a_link_or_a_pointer(
    present_hash: PresentHash, make_folder: Callable[..., Path]
) -> None:
    pipeline = _pipeline("src", _folder_hash(a=b"old", b=b"b"), n_files=2)
    assert present_hash({"src/a.py": CODE, "src/b.py": LFS, **pipeline}) is None
    root = make_folder({})
    (root / "src/link.py").symlink_to("a.py")
    assert present_hash({"src/a.py": CODE, "src/b.py": b"b", **pipeline}) is None


def test_what_git_does_not_keep_has_no_present_hash(make_folder: Callable[..., Path]) -> None:
    project = open_project(make_folder({"a.py": CODE, **_pipeline("a.py", MD5)}))
    edges: list[Any] = [row for row in crawl_pipeline(project, Settings()) if isinstance(row, Edge)]
    assert [(edge.present_hash, edge.is_in_git, edge.locked_hash) for edge in edges] == [(None, None, MD5)]
