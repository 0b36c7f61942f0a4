"""What a command of continuous integration stands for: the recipe of a make target, a script of npm, a shell script.

What a recipe calls in its turn is followed too, as far as anybody would read on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.locations import locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.shell import calls_of, program_of

_TARGET = re.compile(r"^([\w./%-]+(?:[ \t]+[\w./%-]+)*)[ \t]*:(?!=)[ \t]*([^#\n]*)(?:#.*)?$")
_SECTION = re.compile(r"^\[(.+)\]$")
_SESSION_RUN = re.compile(r"session\.run(?:_always)?\(([^)]*)\)", re.DOTALL)
_TEXT = re.compile(r"[\"']([^\"'\n]+)[\"']")
_MAKE_VALUE_OPTIONS = frozenset(("-C", "-f", "-j", "-o", "-W", "--directory", "--file"))
_SHELLS = frozenset("sh bash zsh".split())
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """The lines that stand for a command, and the file they stand in."""

    path: str
    command: str


def recipes_of(project: Project, command: str, *, depth: int = 0) -> Iterator[Recipe]:
    """The recipes that the calls of a command stand for, and those that they call."""
    for call in calls_of(command) or ():
        name, words = program_of(call.words[0]), [word.text for word in call.words[1:]]
        read = _READERS.get(name)
        found = read(project, words) if read else _shell_script(project, call.words[0].text, words)
        for recipe in found:
            yield recipe
            if depth < _DEEPEST:
                yield from recipes_of(project, recipe.command, depth=depth + 1)


def _text(project: Project, *paths: str) -> tuple[str, str] | None:
    """The first of some files that is there and can be read."""
    for path in paths:
        if path in project.files:
            try:
                return path, project.text(path)
            except UnreadableError:
                return None
    return None


def _make(project: Project, words: list[str]) -> Iterator[Recipe]:
    options = dict(pairwise(words))
    folder = options.get("-C") or options.get("--directory") or ""
    file = options.get("-f") or options.get("--file")
    names = (file,) if file else ("Makefile", "makefile", "GNUmakefile")
    found = _text(project, *(locate(folder, name).path for name in names))
    before = ["", *words]
    wanted = [
        word
        for word, option in zip(words, before, strict=False)
        if not word.startswith("-") and option not in _MAKE_VALUE_OPTIONS and "=" not in word
    ]
    if found:
        yield from _targets(*found, wanted)


def _just(project: Project, words: list[str]) -> Iterator[Recipe]:
    found = _text(project, "justfile", "Justfile", ".justfile")
    if found:
        yield from _targets(*found, [word for word in words if not word.startswith("-")][:1])


def _targets(path: str, text: str, wanted: list[str]) -> Iterator[Recipe]:
    """The recipes of targets, those of what they need before their own; of the first target when none is wanted."""
    recipes: dict[str, list[str]] = {}
    needs: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        target = _TARGET.match(line)
        if target:
            current = target[1].split()
            for name in current:
                recipes.setdefault(name, [])
                needs.setdefault(name, []).extend(target[2].split())
        elif line[:1] in ("\t", " "):
            for name in current:
                recipes[name].append(line.strip().lstrip("@-"))
    for name in wanted or [name for name in recipes if not name.startswith(".")][:1]:
        lines = [line for each in (*needs.get(name, ()), name) for line in recipes.get(each, ())]
        if lines:
            yield Recipe(path, "\n".join(lines))


def _npm(project: Project, words: list[str]) -> Iterator[Recipe]:
    found = _text(project, "package.json")
    names = [word for word in words if not word.startswith("-") and word not in ("run", "run-script")]
    if found and names:
        try:
            data = load_document(*found).data
        except UnreadableError:
            return
        scripts = data.get("scripts") if isinstance(data, dict) else None
        script = scripts.get(names[0]) if isinstance(scripts, dict) else None
        if isinstance(script, str):
            yield Recipe(found[0], script)


def _tox(project: Project, words: list[str]) -> Iterator[Recipe]:
    """All commands of tox.ini: which environments run is not worked out."""
    found = _text(project, "tox.ini")
    lines: list[str] = []
    is_command = False
    for line in found[1].splitlines() if found else ():
        if line[:1] not in (" ", "\t"):
            key, _, value = line.partition("=")
            is_command = not _SECTION.match(line) and key.strip().startswith("commands")
            written = value
        else:
            written = line
        lines += [written.strip()] if is_command and written.strip() else []
    if found and lines:
        yield Recipe(found[0], "\n".join(lines))


def _nox(project: Project, words: list[str]) -> Iterator[Recipe]:
    found = _text(project, "noxfile.py")
    commands = [" ".join(_TEXT.findall(call)) for call in _SESSION_RUN.findall(found[1])] if found else []
    if found and commands:
        yield Recipe(found[0], "\n".join(commands))


def _shell_script(project: Project, program: str, words: list[str]) -> Iterator[Recipe]:
    """The text of a shell script of the project."""
    given = next((word for word in words if not word.startswith("-")), "") if program in _SHELLS else program
    if given.endswith((".sh", ".bash")):
        found = _text(project, locate("", given).path)
        if found:
            yield Recipe(*found)


_READERS: dict[str, Callable[[Project, list[str]], Iterator[Recipe]]] = {
    "make": _make,
    "gmake": _make,
    "just": _just,
    **dict.fromkeys(("npm", "yarn", "pnpm"), _npm),
    "tox": _tox,
    "nox": _nox,
}
