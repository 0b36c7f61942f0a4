"""Questions to what may not answer: each has a time limit, and every failure becomes one clear error."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from debt_pipelines.catalog.tabular.table import UnreachableError
from debt_pipelines.model.errors import DebtError
from debt_pipelines.model.masking import masked

_MAX_MESSAGE = 200
_QUERY = re.compile(r"\?[^\s'\"]+")
_Answer = TypeVar("_Answer")


def answer_within(seconds: float, question: Callable[[], _Answer]) -> _Answer:
    """The answer to a question; raises UnreachableError when it fails or takes too long.

    A question that is still open then is left to itself, on a thread that does not keep the process alive.
    """
    answers: list[_Answer] = []
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            answers.append(question())
        except BaseException as error:  # noqa: BLE001 - libraries of stores raise whatever they like; it is told below
            failures.append(error)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if failures:
        raise _told(failures[0]) from failures[0]
    if not answers:
        raise UnreachableError(f"did not answer within {seconds:g} s")
    return answers[0]


def _told(error: BaseException) -> DebtError:
    if isinstance(error, DebtError):
        return error
    if isinstance(error, ImportError):
        return UnreachableError(f"a package for this kind of store is not installed: {_first_line(error)}")
    if isinstance(error, FileNotFoundError):
        return UnreachableError("there is no such file or folder")
    if isinstance(error, PermissionError):
        return UnreachableError("access is denied")
    return UnreachableError(f"cannot be reached: {_first_line(error) or type(error).__name__}")


def _first_line(error: BaseException) -> str:
    line = next(iter(str(error).strip().splitlines()), "")
    return _QUERY.sub("", masked(line))[:_MAX_MESSAGE]
