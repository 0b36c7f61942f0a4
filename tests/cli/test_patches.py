"""What commands write stays below the project: no link is followed, no pipe waited for, nothing of git's is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.cli.patches import write_patches
from debt_pipelines.fixes.patch import Patch
from debt_pipelines.model.errors import SettingsError
from tests.cli.conftest import Run
from tests.tree import tree

SECRET = "- finding: hunter2\n"
STAGES = "stages:\n  prepare:\n    cmd: python prepare.py\n    deps:\n    - nowhere.csv\n"
SAID = ("--reason", "scheduled", "--words", "goes in spring", "--owner", "data", "--until", "2100-01-01")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "dvc.yaml").write_text(STAGES)
    return root


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret").write_text(SECRET)
    return folder


def _link_to_file(place: Path, outside: Path) -> None:
    place.parent.mkdir()
    place.symlink_to(outside / "secret")


def _link_to_nothing(place: Path, outside: Path) -> None:
    place.parent.mkdir()
    place.symlink_to(outside / "made")


def _linked_folder(place: Path, outside: Path) -> None:
    place.parent.symlink_to(outside)


def _folder_linked_within(place: Path, _outside: Path) -> None:
    (place.parents[1] / "hooks").mkdir()
    place.parent.symlink_to("hooks")


def _pipe(place: Path, _outside: Path) -> None:
    place.parent.mkdir()
    os.mkfifo(place)


def _folder(place: Path, _outside: Path) -> None:
    place.mkdir(parents=True)


def _file_for_folder(place: Path, _outside: Path) -> None:
    place.parent.write_text("")


Trap = Callable[[Path, Path], None]
TRAPS: list[Trap] = [
    _link_to_file,
    _link_to_nothing,
    _linked_folder,
    _folder_linked_within,
    _pipe,
    _folder,
    _file_for_folder,
]
PLACE = ".debt/accepted.yaml"


@pytest.mark.parametrize("before", [None, SECRET])
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__.strip("_"))
def test_a_trap_where_a_file_belongs_stops_all(project: Path, outside: Path, trap: Trap, before: str | None) -> None:
    trap(project / PLACE, outside)
    kept = tree(project.parent)
    with pytest.raises(SettingsError, match=r"a link|a named pipe|a folder|a file"):
        write_patches(project, [Patch("sound.yaml", None, "a: 1\n", ""), Patch(PLACE, before, "b: 1\n", "")])
    assert tree(project.parent) == kept


def test_commands_write_through_no_link(debt: Run, project: Path, outside: Path) -> None:
    (project / "orders.csv").write_text("id,amount\n1,2.5\n2,3.5\n")
    document = json.loads(debt("scan", project, "--exit-zero", "--format", "json").out)
    finding = next(finding["id"] for finding in document["findings"] if finding["code"] == "PIP104")
    for name in ("great_expectations", ".github", ".debt"):
        (project / name).symlink_to(outside)
    (outside / "accepted.yaml").write_text(SECRET)
    (outside / "baseline.json").write_text(SECRET)
    before = tree(outside)
    for command in (
        ("accept", finding, *SAID, "--project", project),
        ("baseline", "write", "--project", project, "-q"),
        ("init", project, "--only", "workflow"),
        ("fix", project, "--code", "VAL101"),
    ):
        ran = debt(*command)
        assert (command[0], ran.code) in ((command[0], 2), ("fix", 0)), ran
        assert "hunter2" not in ran.out + ran.err
        assert ran.code == 0 or "a link" in ran.err
    assert tree(outside) == before


@pytest.mark.parametrize("setting", ["ledger", "baseline"])
@pytest.mark.parametrize("path", ["/etc/passwd", "../outside/secret", ".git/hooks/pre-commit", "a/.GIT/x", ""])
def test_settings_name_no_file_elsewhere(debt: Run, project: Path, setting: str, path: str) -> None:
    (project / "debt.toml").write_text(f'{setting} = "{path}"\n')
    ran = debt("scan", project)
    assert ran.code == 2
    assert "debt.toml:1" in ran.err
    assert "is not the path of a file in the project" in ran.err


def test_the_baseline_of_a_project_is_not_read_through_a_link(debt: Run, project: Path, outside: Path) -> None:
    (project / ".debt").mkdir()
    (project / ".debt/baseline.json").symlink_to(outside / "secret")
    ran = debt("gate", project)
    assert ran.code == 2
    assert "a link, which is not followed" in ran.err


def test_a_baseline_that_is_asked_for_may_lie_anywhere(debt: Run, project: Path, outside: Path) -> None:
    assert debt("baseline", "write", outside / "base.json", "--project", project, "-q").code == 0
    (project / "link.json").symlink_to(outside / "base.json")
    assert debt("gate", project, "--baseline", project / "link.json", "-q").code == 0


@pytest.mark.parametrize(
    ("path", "words"),
    [("/x", "leads out"), ("a/../../x", "leads out"), (".git/hooks/x", "to git"), ("a/.Git/x", "to git")],
)
def test_where_nothing_is_written(tmp_path: Path, path: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        write_patches(tmp_path, [Patch(path, None, "x", "")])
    assert not list(tmp_path.iterdir())


def test_a_plain_file_is_written_and_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    (tmp_path / "a.yaml").chmod(0o640)
    write_patches(tmp_path, [Patch("a.yaml", "a: 1\n", "a: 2\n", ""), Patch("b/c.yaml", None, "c: 1\n", "")])
    assert ((tmp_path / "a.yaml").read_text(), (tmp_path / "b/c.yaml").read_text()) == ("a: 2\n", "c: 1\n")
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o640
