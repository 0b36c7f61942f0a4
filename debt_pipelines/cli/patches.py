"""Changes of a work tree: written where they may be, and shown as a diff."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.cli.terminal import harmless, is_color
from debt_pipelines.config.door import content, foreign
from debt_pipelines.model.errors import SettingsError, UnreadableError
from debt_pipelines.project.whole_file import write_whole

if TYPE_CHECKING:
    from debt_pipelines.fixes.patch import Patch

_COLORS = {"+": "32", "-": "31", "@": "36"}
_NOTHING = "nothing was written"


def write_patches(root: Path, patches: Sequence[Patch]) -> None:
    """Write every file, or none: all are checked first. Raises SettingsError when one is not what was read.

    A file is written below the root alone, never through a link, over what is no regular file, or among git's own.
    """
    for patch in patches:
        refusal = foreign(patch.path)
        if refusal:
            raise SettingsError(f"`{patch.path}` {refusal}", hint=_NOTHING)
        if present(root, patch.path) != (None if patch.before is None else patch.before.encode()):
            raise SettingsError(f"`{patch.path}` is not what was read a moment ago", hint=f"{_NOTHING}; try again")
    for patch in patches:
        target = root / patch.path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, patch.after)
        except OSError as error:
            raise SettingsError(f"cannot write `{patch.path}`: {error.strerror}") from error


def show_diff(diff: str) -> str:
    """A diff as a person sees it: in colour on a terminal, with the secrets of the lines around it masked."""
    shown = harmless(diff)
    if not is_color(sys.stdout):
        return shown
    lines = shown.splitlines(keepends=True)
    return "".join(f"\x1b[{_COLORS[line[0]]}m{line}\x1b[0m" if line[0] in _COLORS else line for line in lines)


def present(root: Path, path: str) -> bytes | None:
    """What a file holds now, None where there is none; raises SettingsError for what is no file below the root."""
    try:
        return content(str(root), path)
    except UnreadableError as error:
        raise SettingsError(f"`{path}` {error.message}", hint=_NOTHING) from error
