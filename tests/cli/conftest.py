"""Runs the command line as a process would, but in this one, with a state folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from debt_pipelines.cli.main import main
from tests.warm_state import warm


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def debt(
    tmp_path_factory: pytest.TempPathFactory,
    warm_state: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """A function that runs `debt ARGUMENTS`."""
    state = tmp_path_factory.mktemp("own") / "state"
    warm(state, warm_state)
    monkeypatch.setenv("DEBT_STATE_DIR", str(state))

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr("sys.argv", ["debt", *(str(argument) for argument in arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run
