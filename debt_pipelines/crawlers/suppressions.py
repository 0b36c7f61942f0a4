"""Crawls suppressions: comments such as `# debt: ignore[PIP104] the file comes by courier` beside the debt.

A comment behind a line is about that line, one on a line of its own about the next line that is no comment. At the
head of a file, before anything else, `# debt: ignore-file[DOC201] reason` is about all of it.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.exemption_rows import Exemption
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

_MARKS = {".py": "#", ".yaml": "#", ".yml": "#", ".dvc": "#", ".toml": "#", ".sql": "--"}
_SAID = re.compile(r"debt:[ \t]*ignore(?P<file>-file)?(?![\w-])(?:\[(?P<codes>[^\]]*)\])?[ \t]*:?[ \t]*(?P<words>.*)")
_MARKER = b"debt:"
_MAX_BYTES = 2 * 2**20


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per rule that a comment names."""
    for path, content in project.read_many(project.paths(suffixes=tuple(_MARKS)), max_bytes=_MAX_BYTES):
        if isinstance(content, UnreadableError) or _MARKER not in content:
            continue
        yield from suppressions(path, content.decode("utf-8-sig", errors="replace"))


def suppressions(path: str, text: str) -> Iterator[Exemption]:
    """The suppressions in the text of one file."""
    suffix = path[path.rindex(".") :].lower()
    mark = _MARKS[suffix]
    lines = text.splitlines()
    comments = _python_comments(text) if suffix == ".py" else _comments(lines, mark)
    seen: Counter[str] = Counter()
    for line, column, comment in comments:
        found = _SAID.match(comment.removeprefix(mark).lstrip())
        if found is None:
            continue
        codes = [code.strip().upper() for code in (found["codes"] or "").split(",") if code.strip()]
        is_alone = not lines[line - 1][:column].strip()
        for code in codes or [None]:
            name = f"{path}:ignore{found['file'] or ''}[{code or ''}]"
            seen[name] += 1
            first, last, misplaced = _place(lines, line, mark, is_alone=is_alone, is_file=bool(found["file"]))
            yield Exemption(
                entry=name if seen[name] == 1 else f"{name}#{seen[name]}",
                kind="suppression",
                path=path,
                line=line,
                code=code,
                first_line=first,
                last_line=last,
                misplaced=misplaced if code else "it names no rule",
                words=found["words"].strip() or None,
            )


def _place(
    lines: list[str], line: int, mark: str, *, is_alone: bool, is_file: bool
) -> tuple[int | None, int | None, str | None]:
    """The first and last line that a comment is about (neither for a whole file), and what is wrong with its place."""
    if is_file:
        is_head = all(not before.strip() or before.lstrip().startswith(mark) for before in lines[: line - 1])
        return None, None, None if is_head and is_alone else "it does not stand at the head of the file"
    if not is_alone:
        return line, line, None
    below = (number for number in range(line + 1, len(lines) + 1) if not lines[number - 1].lstrip().startswith(mark))
    return line, next(below, line), None


def _comments(lines: list[str], mark: str) -> Iterator[tuple[int, int, str]]:
    """The comments that speak of debt: line from 1, column from 0, and text with its mark."""
    said = re.compile(rf"(?:^|(?<=\s)){re.escape(mark)}[ \t]*debt:")
    for number, line in enumerate(lines, 1):
        found = said.search(line)
        if found:
            yield number, found.start(), line[found.start() :]


def _python_comments(text: str) -> Iterator[tuple[int, int, str]]:
    """The same for Python, where a mark may stand in a text too; what cannot be read as Python ends it."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield *token.start, token.string
    except (tokenize.TokenError, SyntaxError):
        return
