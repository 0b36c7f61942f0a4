"""Completion as a shell asks for it: commands, options, formats and rule codes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def _completed(debt: Run, monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    with monkeypatch.context() as patch:
        patch.setenv("_DEBT_COMPLETE", "bash_complete")
        patch.setenv("COMP_WORDS", words)
        patch.setenv("COMP_CWORD", str(words.count(" ")))
        return [line.partition(",")[2] for line in debt().out.splitlines()]


def test_what_may_stand_where(debt: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"scan", "gate", "explain", "init"} <= set(_completed(debt, monkeypatch, "debt "))
    assert _completed(debt, monkeypatch, "debt rend") == ["render"]
    assert "SCH101" in _completed(debt, monkeypatch, "debt explain sch")
    assert "--new-since" in _completed(debt, monkeypatch, "debt gate --new")
    assert _completed(debt, monkeypatch, "debt scan --format js") == ["json"]
    assert _completed(debt, monkeypatch, "debt baseline w") == ["write"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell(debt: Run, shell: str) -> None:
    result = debt("completion", shell)
    assert (result.code, result.err) == (0, "")
    assert f"_DEBT_COMPLETE={shell}_complete" in result.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=result.out, text=True, check=True)


def test_another_shell_is_an_error(debt: Run) -> None:
    result = debt("completion", "tcsh")
    assert result.code == 2
    assert "bash" in result.err
