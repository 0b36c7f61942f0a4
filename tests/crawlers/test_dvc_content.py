"""Data that is there against what was recorded of it, with real bytes in the places where DVC keeps them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_content import crawl as crawl_content
from debt_pipelines.model.data_rows import ContentCheck
from debt_pipelines.project.hashing import folder_object, hash_of_bytes
from debt_pipelines.project.project import open_project

Files = dict[str, bytes]
Checks = dict[tuple[str, str], str | None]

TABLE = b"id\r\n1\r\n"
PARTS: Files = {"a.csv": b"a", "deep/b.csv": b"bb", "c.csv": b"ccc"}
IGNORED = b"/data\n/store\n"


@pytest.fixture
def project(make_repo: Callable[..., Path]) -> Path:
    """A repository that tracks one file and one folder with DVC; their bytes are absent."""
    return make_repo(
        {
            ".gitignore": IGNORED,
            ".dvc/config": b"",
            ".dvc/.gitignore": b"/cache\n/store\n",
            "table.dvc": _tracked("data/table.csv", hash_of_bytes(TABLE, "md5")),
            "parts.dvc": _tracked("data/parts", _folder_hash()),
        }
    )


def _tracked(path: str, value: str, *, scheme: str = "md5") -> bytes:
    hash_line = "  hash: md5\n" if scheme == "md5" else ""
    return f"outs:\n- path: {path}\n  md5: {value}\n{hash_line}".encode()


def _hashes() -> dict[str, str]:
    return {path: hash_of_bytes(content, "md5") for path, content in PARTS.items()}


def _folder_hash() -> str:
    return hash_of_bytes(folder_object(_hashes()), "md5") + ".dir"


def _put(root: Path, files: Files, folder: str = "") -> None:
    for path, content in files.items():
        target = root / folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _store(root: Path, value: str, content: bytes, *, cache: str = ".dvc/cache/files/md5") -> Path:
    target = root / cache / value[:2] / value[2:]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    target.chmod(0o444)  # as DVC does it
    return target


def _store_parts(root: Path) -> None:
    _store(root, _folder_hash(), folder_object(_hashes()))
    for path, content in PARTS.items():
        _store(root, _hashes()[path], content)


def _checks(root: Path, settings: Settings | None = None) -> Checks:
    rows: list[Any] = list(crawl_content(open_project(root), settings or Settings()))
    assert all(isinstance(row, ContentCheck) and row.recorded_hash for row in rows)
    return {(row.path, row.place): row.problem for row in rows}


def test_what_is_absent_gives_no_row(project: Path) -> None:
    assert _checks(project) == {}


def test_what_is_as_it_was_recorded(project: Path) -> None:
    _put(project, {"data/table.csv": TABLE})
    _put(project, PARTS, "data/parts")
    _store(project, hash_of_bytes(TABLE, "md5"), TABLE)
    _store_parts(project)
    places = [(path, place) for path in ("data/table.csv", "data/parts") for place in ("workspace", "cache")]
    assert _checks(project) == dict.fromkeys(places)


def test_a_changed_file_in_the_workspace(project: Path) -> None:
    _put(project, {"data/table.csv": TABLE + b"2\r\n"})
    assert _checks(project) == {("data/table.csv", "workspace"): "the file in the workspace has other bytes"}


def test_a_damaged_file_in_the_cache(project: Path) -> None:
    value = hash_of_bytes(TABLE, "md5")
    _store(project, value, TABLE[:-1])
    path = f".dvc/cache/files/md5/{value[:2]}/{value[2:]}"
    assert _checks(project) == {("data/table.csv", "cache"): f"the cache file `{path}` holds other bytes"}


@pytest.mark.parametrize(
    ("missing", "changed", "problem"),
    [
        (["a.csv"], {}, "of 3 files 1 is missing"),
        (["a.csv", "c.csv"], {}, "of 3 files 2 are missing"),
        ([], {"c.csv": b"x"}, "of 3 files 1 is changed"),
        ([], {"new.csv": b"x"}, "of 3 files 1 is new"),
        (["a.csv"], {"c.csv": b"x", "n/e.csv": b"", "w.csv": b""}, "of 3 files 1 is missing, 1 is changed, 2 are new"),
    ],
)
def test_a_folder_in_the_workspace_with_its_list_in_the_cache(
    project: Path, missing: list[str], changed: Files, problem: str
) -> None:
    _put(project, {path: content for path, content in PARTS.items() if path not in missing} | changed, "data/parts")
    _store(project, _folder_hash(), folder_object(_hashes()))
    assert _checks(project) == {
        ("data/parts", "workspace"): f"in the workspace, {problem}",
        ("data/parts", "cache"): None,
    }


def test_a_folder_without_a_list_is_compared_as_a_whole(project: Path) -> None:
    _put(project, PARTS, "data/parts")
    assert _checks(project) == {("data/parts", "workspace"): None}
    (project / "data/parts/a.csv").write_bytes(b"x")
    problem = "the files of the folder in the workspace are not those recorded"
    assert _checks(project) == {("data/parts", "workspace"): problem}


def test_the_recorded_number_of_files_is_told(project: Path) -> None:
    stage = b"stages:\n  make:\n    cmd: make\n    outs: [data/made, data/kept: {cache: false}]\n"
    lock = (
        f"schema: '2.0'\nstages:\n  make:\n    cmd: make\n    outs:\n    - {{path: data/made, md5: {_folder_hash()}, "
    )
    lock += f"hash: md5, nfiles: 3}}\n    - {{path: data/kept, md5: {_folder_hash()}, hash: md5}}\n"
    _put(project, {"dvc.yaml": stage, "dvc.lock": lock.encode(), "data/made/a.csv": b"a", "data/kept/a.csv": b"a"})
    problem = "3 files were recorded, and the workspace has 1"
    assert _checks(project) == {("data/made", "workspace"): problem}


def test_damaged_parts_in_the_cache(project: Path) -> None:
    _store(project, _folder_hash(), folder_object(_hashes()))
    bad = [_store(project, _hashes()[path], b"?").relative_to(project).as_posix() for path in ("a.csv", "c.csv")]
    problem = f"the cache file `{min(bad)}` and 1 more of its files there hold other bytes"
    assert _checks(project) == {("data/parts", "cache"): problem}


def test_a_damaged_list_in_the_cache(project: Path) -> None:
    bad = _store(project, _folder_hash(), b"[]").relative_to(project).as_posix()
    assert _checks(project) == {("data/parts", "cache"): f"the cache file `{bad}` holds other bytes"}


def test_parts_that_the_cache_lacks_are_no_problem(project: Path) -> None:
    _store_parts(project)
    value = _hashes()["a.csv"]
    (project / ".dvc/cache/files/md5" / value[:2] / value[2:]).unlink()
    assert _checks(project) == {("data/parts", "cache"): None}


def test_the_cache_of_dvc_2_has_its_own_place_and_hash(make_repo: Callable[..., Path]) -> None:
    value = hash_of_bytes(TABLE, "md5-dos2unix")
    root = make_repo({".dvc/config": b"", "table.dvc": _tracked("table.csv", value, scheme="md5-dos2unix")})
    _store(root, value, TABLE, cache=".dvc/cache")
    assert _checks(root) == {("table.csv", "cache"): None}


@pytest.mark.parametrize(
    ("config", "cache", "is_found"),
    [
        (b"[cache]\n    dir = store\n", ".dvc/store/files/md5", True),
        (b"[cache]\n    dir = ../store\n", "store/files/md5", True),
        (b"[cache]\n    dir = ../../store\n", "../store/files/md5", False),
        (b"[cache]\n    dir = /store\n", ".dvc/cache/files/md5", False),
        (b"[cache\n", ".dvc/cache/files/md5", False),
    ],
)
def test_the_cache_may_be_elsewhere_in_the_project(project: Path, config: bytes, cache: str, is_found: bool) -> None:
    _put(project, {".dvc/config": config})
    _store(project, hash_of_bytes(TABLE, "md5"), TABLE, cache=cache)
    assert _checks(project) == ({("data/table.csv", "cache"): None} if is_found else {})


def test_a_project_within_has_its_own_cache(project: Path, commit: Callable[..., str]) -> None:
    value = hash_of_bytes(TABLE, "md5")
    commit(project, {"sub/.dvc/config": b"", "sub/deep/t.dvc": _tracked("t.csv", value)})
    _store(project, value, TABLE, cache="sub/.dvc/cache/files/md5")
    assert _checks(project) == {("sub/deep/t.csv", "cache"): None}


def test_links_and_hidden_files_do_not_tell(project: Path) -> None:
    _put(project, {".dvcignore": b"*.tmp\n/data/parts/c.csv\n"})
    _put(project, {"a.csv": b"a", "deep/b.csv": b"bb", "x.tmp": b"x"}, "data/parts")
    _store(project, _folder_hash(), folder_object(_hashes()))
    assert _checks(project)["data/parts", "workspace"] is None
    (project / "data/table.csv").symlink_to("parts/a.csv")
    (project / "data/parts/link.csv").symlink_to("a.csv")
    assert set(_checks(project)) == {("data/parts", "cache")}


def test_a_hash_that_is_none_names_no_file(make_repo: Callable[..., Path]) -> None:
    secret = b"secret"
    root = make_repo({".dvc/config": b"", "t.dvc": _tracked("t.csv", "../../../secret"), "secret": secret})
    _put(root, {"t.csv": secret})
    assert _checks(root) == {}


def test_the_budget_goes_to_the_small_first(project: Path, commit: Callable[..., str]) -> None:
    large = b"x" * (2**20 - len(TABLE) + 1)
    commit(project, {"large.dvc": _tracked("data/large.bin", hash_of_bytes(large, "md5"))})
    _put(project, {"data/large.bin": large, "data/table.csv": TABLE})
    assert set(_checks(project, Settings(hash_budget_mib=1))) == {("data/table.csv", "workspace")}
    assert set(_checks(project, Settings(hash_budget_mib=2))) == {
        ("data/table.csv", "workspace"),
        ("data/large.bin", "workspace"),
    }
    assert _checks(project, Settings(hash_budget_mib=0)) == {}


def test_a_revision_has_no_data(project: Path) -> None:
    _put(project, {"data/table.csv": TABLE})
    assert list(crawl_content(open_project(project).at("HEAD"), Settings())) == []


def test_nothing_is_changed(project: Path, tree_of: Callable[[Path], dict[str, tuple[object, ...]]]) -> None:
    _put(project, {"data/table.csv": b"other"})
    _put(project, PARTS, "data/parts")
    _store_parts(project)
    _store(project, hash_of_bytes(TABLE, "md5"), b"damaged").chmod(0o644)  # what `dvc status` would remove
    before = tree_of(project)
    assert len(_checks(project)) == 4
    assert tree_of(project) == before
