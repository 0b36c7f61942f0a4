"""One line of a `.gitignore` file, as a regular expression that matches exactly what git's own matching does.

pathspec is not used here: it answers for whole paths, but git asks for each folder on the way down, so that a pattern
that names a folder says nothing of the files in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": r" \t", "digit": "0-9", "lower": "a-z", "upper": "A-Z",
    "punct": r"!-/:-@\[-`{-~", "space": r"\s", "xdigit": "0-9a-fA-F",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """What one line names: a path below its folder, or a name at any depth, and whether it ignores or brings back."""

    regex: re.Pattern[str]
    ignores: bool
    is_for_folders: bool
    is_anchored: bool

    def matches(self, path: str, *, is_folder: bool) -> bool:
        """Whether the line names this very file or folder (relative to the folder of the line)."""
        if self.is_for_folders and not is_folder:
            return False
        return bool(self.regex.fullmatch(path if self.is_anchored else path.rpartition("/")[2]))


def ignore_pattern(line: str) -> IgnorePattern | None:
    """The pattern of a line; None for a comment, a blank line, and what never matches."""
    text = _without_trailing_blanks(line.removesuffix("\r"))
    if text.startswith("#"):
        return None
    ignores = not text.startswith("!")
    text = text.removeprefix("!")
    is_for_folders = text.endswith("/")
    text = text.removesuffix("/")
    is_anchored = "/" in text
    text = text.removeprefix("/")
    try:
        regex = re.compile(_Translation(text).regex(), re.DOTALL) if text else None
    except (re.error, ValueError):
        return None
    return IgnorePattern(regex, ignores, is_for_folders, is_anchored) if regex else None


def _without_trailing_blanks(line: str) -> str:
    bare = line.rstrip(" ")
    n_escapes = len(bare) - len(bare.rstrip("\\"))
    return line[: len(bare) + 1] if n_escapes % 2 else bare


class _Translation:
    """Turns git's wildcards into a regular expression, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.n_plain = len(re.split(r"[*?\[\\]", text, maxsplit=1)[0])

    def regex(self) -> str:
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "*":
                parts.append(self._stars())
            elif char == "[":
                parts.append(self._set())
            else:
                plain = re.escape(self._plain())
                parts.append("[^/]" if char == "?" else plain)
        return "".join(parts)

    def _plain(self) -> str:
        """The next character, which a backslash may stand before."""
        if self.text[self.at] == "\\":
            self.at += 1
        if self.at == len(self.text):
            raise ValueError("a backslash at the end")
        self.at += 1
        return self.text[self.at - 1]

    def _stars(self) -> str:
        start = self.at
        while self.text[self.at : self.at + 1] == "*":
            self.at += 1
        # git compares the plain beginning by itself, so a `**` right after it counts as the first
        is_first = start == self.n_plain or self.text[start - 1] == "/"
        if self.at - start < 2 or not is_first or self.text[self.at : self.at + 1] not in ("", "/"):
            return "[^/]*"
        if self.at == len(self.text):
            return ".*"
        self.at += 1
        return "(?:.*/)?"

    def _set(self) -> str:
        self.at += 1
        is_negated = self.text[self.at : self.at + 1] in ("!", "^")
        self.at += is_negated
        first, parts = self.at, list[str]()
        while self.at == first or self.text[self.at : self.at + 1] != "]":
            parts.append(self._member())
        self.at += 1
        return f"(?!/)[{'^' if is_negated else ''}{''.join(parts)}]"

    def _member(self) -> str:
        if self.at >= len(self.text):
            raise ValueError("a set without end")
        name = re.match(r"\[:([a-z]+):\]", self.text[self.at :])
        if name:
            self.at += name.end()
            if name[1] not in _CLASSES:
                raise ValueError(f"no class of characters: {name[1]}")
            return _CLASSES[name[1]]
        low = self._plain()
        is_range = self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 : self.at + 2] not in ("", "]")
        if not is_range:
            return re.escape(low)
        self.at += 1
        high = self._plain()
        return f"{re.escape(low)}-{re.escape(high)}" if low <= high else re.escape(low)
