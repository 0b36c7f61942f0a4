"""The planted project, and all that every command said and left behind about it: made once, looked at by many."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.every_command import looking, run
from tests.outputs.canaries import plant
from tests.outputs.scanned import Scanned
from tests.tree import differences, tree


@pytest.fixture(scope="session")
def scanned(
    tmp_path_factory: pytest.TempPathFactory,
    git: Callable[..., str],
    commit: Callable[[Path, Mapping[str, str]], str],
) -> Iterator[Scanned]:
    """Every command that only looks, run once over the planted project."""
    folder = tmp_path_factory.mktemp("canaries")
    root, state, out = folder / "project", folder / "state", folder / "out"
    out.mkdir()
    plant(root, git, commit)
    found = Scanned(root, state, out, {})
    listening = [False]
    _note_openings(found.opened, listening)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEBT_STATE_DIR", str(state))
        before = tree(root)
        listening[0] = True
        for number, command in enumerate(looking(root, out)):
            found.printed[f"{number} debt {command[0]}"] = run(*command)
        listening[0] = False
        found.changed.extend(differences(before, tree(root)))
        for name, arguments in writing(root, finding_ids(out)[0]).items():
            found.printed[name] = run(*arguments)
            assert found.printed[name].code == 0, found.printed[name].err
        yield found


def finding_ids(out: Path) -> list[str]:
    """The identifiers of what was found."""
    return [finding["id"] for finding in json.loads((out / "scorecard.json").read_text())["findings"]]


def writing(root: Path, finding: str) -> dict[str, list[str]]:
    """The commands that write into a project."""
    project = ["--project", str(root)]
    said = ["--reason", "scheduled", "--words", "goes in spring", "--owner", "data", "--until", "2100-01-01"]
    return {
        "debt accept": ["accept", finding, *said, *project],
        "debt baseline write": ["baseline", "write", *project],
        "debt init": ["init", str(root)],
        "debt fix": ["fix", str(root)],
    }


def _note_openings(opened: set[str], listening: list[bool]) -> None:
    """Note the local configurations that are opened while it listens; a hook cannot be taken back."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if listening[0] and event == "open" and "config.local" in str(arguments[0]):
            opened.add(str(arguments[0]))

    sys.addaudithook(hook)
