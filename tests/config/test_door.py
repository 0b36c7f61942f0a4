"""The door of a scanned folder: regular files inside it open, whatever else stands there does not."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from debt_pipelines.config import door
from debt_pipelines.config.load import files_of, load_settings
from debt_pipelines.model.errors import SettingsError, UnreadableError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file, and a secret beside it."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/a.csv").write_text("secret")
    root = tmp_path / "project"
    (root / "sub/deep").mkdir(parents=True)
    (root / "sub/deep/a.csv").write_text("id\n1\n")
    return root


def read(root: Path, path: str) -> bytes:
    with door.opened(str(root), path) as stream:
        return stream.read()


def test_a_file_of_the_folder_opens(root: Path) -> None:
    assert read(root, "sub/deep/a.csv") == b"id\n1\n"


@pytest.mark.parametrize(
    "path",
    [
        *("../secret/a.csv", "sub/../../secret/a.csv", "/etc/hostname", "", ".", ".."),
        *("sub//deep/a.csv", "a\0b", "./sub/deep/a.csv"),
    ],
)  # fmt: skip
def test_a_name_that_climbs_is_no_name(root: Path, path: str) -> None:
    with pytest.raises(UnreadableError, match="there is no such file"):
        read(root, path)


@pytest.mark.parametrize("link", ["sub", "sub/deep", "sub/deep/a.csv"])
@pytest.mark.parametrize("target", ["{outside}", "/proc/self/environ", "{link}"])
def test_no_part_of_a_path_may_be_a_link(root: Path, link: str, target: str) -> None:
    """Also where a file was listed there before: another process may have put a link in its place."""
    outside = root.parent / "secret"
    (outside / "deep").mkdir()
    (outside / "deep/a.csv").write_text("secret")
    place = root / link
    place.rename(root / "moved")
    place.symlink_to(target.format(outside=outside, link=place))
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read(root, "sub/deep/a.csv")


def test_what_is_no_file_is_not_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "pipe")
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        kinds = {"pipe": "a named pipe", "socket": "a socket", "sub": "a folder"}
        if os.geteuid() == 0:
            os.mknod(root / "device", stat.S_IFCHR | 0o600, os.makedev(1, 5))
            kinds["device"] = "a device"
        for name, kind in kinds.items():
            with pytest.raises(UnreadableError, match=f"not a regular file but {kind}"):
                read(root, name)


def n_open() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_nothing_stays_open(root: Path) -> None:
    (root / "link").symlink_to("sub")
    before = n_open()
    for path in ("sub/deep/a.csv", "sub/deep", "link/deep/a.csv", "nope/a.csv", "sub/nope"):
        try:
            read(root, path)
        except UnreadableError:
            continue
    assert n_open() == before


def test_settings_behind_a_link_are_nobodys_settings(root: Path) -> None:
    (root.parent / "debt.toml").write_text('name = "other"\n')
    (root / "debt.toml").symlink_to("../debt.toml")
    os.mkfifo(root / "pyproject.toml")
    assert load_settings(files_of(root)).name is None


def test_settings_of_any_size_are_not_taken_in(root: Path) -> None:
    with (root / "pyproject.toml").open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(SettingsError, match=r"pyproject\.toml: larger than 4 MiB"):
        load_settings(files_of(root))
