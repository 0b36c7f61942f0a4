"""The errors a person may meet: what happened, what to do next, and the exit code it means."""

from __future__ import annotations


class DebtError(Exception):
    """An error with a message for people, an optional hint and a process exit code."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingsError(DebtError):
    """A setting, an option or an argument is wrong (exit code 2)."""


class RulebookError(DebtError):
    """A suite file is wrong; the message names the file and the rule (exit code 2)."""


class NothingToScanError(DebtError):
    """Nothing could be read at the given place (exit code 3)."""

    exit_code = 3


class StateError(DebtError):
    """The folder where results are kept cannot be used, or not any more (exit code 3)."""

    exit_code = 3

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="make it writable, make room there, or let DEBT_STATE_DIR name another folder")


class UnreadableError(DebtError):
    """One source cannot be read; the scan records it with its line and goes on."""

    def __init__(self, message: str, *, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.line = line


class TooLargeError(UnreadableError):
    """One source is beyond a limit of the scan, which says nothing against it."""


def is_panic(error: BaseException) -> bool:
    """Whether a library in Rust has given up; to Python that is no Exception."""
    return type(error).__name__ == "PanicException"


def is_failure(error: BaseException) -> bool:
    """Whether something failed, and nobody asked to stop."""
    return isinstance(error, Exception) or is_panic(error)
