"""What all commands printed and left behind about one project."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.every_command import Printed
from tests.outputs.traces import contents


@dataclass(frozen=True)
class Scanned:
    """The planted project, what every command printed and saved about it, what it opened, and what it changed."""

    root: Path
    state: Path
    out: Path
    printed: dict[str, Printed]
    opened: set[str] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)

    def said(self) -> list[tuple[str, str, str]]:
        """What each command printed: its name, where to, and the text."""
        return [
            (name, kind, text)
            for name, printed in self.printed.items()
            for kind, text in (("stdout", printed.out), ("stderr", printed.err))
        ]

    def places(self) -> dict[str, bytes]:
        """Everything that a command left behind, by a name for it."""
        said = {f"{name}, {kind}": text.encode() for name, kind, text in self.said()}
        kept = dict(contents(self.state))
        return said | kept | {f"report {name}": content for name, content in contents(self.out)}
