"""Which of many patterns, as in .gitignore, matches a path last: plain names are looked up, only the others tried."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeVar

import pathspec

from debt_pipelines.project.locations import ancestors

T = TypeVar("T")
_PLAIN = re.compile(r"/?(?!\.{0,2}(/|$))[\w.@+=,:-]+(?:/(?!\.{1,2}(/|$))[\w.@+=,:-]+)*/?")


def last_match(patterns: Iterable[tuple[str, T]]) -> Callable[[str], T | None]:
    """A function from a path to what stands beside the last pattern that matches it, or None.

    A pattern that git would not understand either matches nothing.
    """
    values: list[T] = []
    plain: dict[tuple[str, bool], int] = {}
    tried: defaultdict[str, list[tuple[int, pathspec.GitIgnoreSpec]]] = defaultdict(list)
    for n, (pattern, value) in enumerate(patterns):
        values.append(value)
        if _PLAIN.fullmatch(pattern):
            plain[_plain_key(pattern)] = n
        elif spec := _spec(pattern):
            tried[_first_folder(pattern)].append((n, spec))

    @cache
    def worth_trying(folder: str) -> list[tuple[int, pathspec.GitIgnoreSpec]]:
        return sorted((*tried[""], *tried[folder]), key=lambda entry: -entry[0])

    def matched(path: str) -> T | None:
        last = max((n for key in _keys_of(path) if (n := plain.get(key)) is not None), default=-1)
        for n, spec in worth_trying(path.partition("/")[0]):
            if n < last:
                break
            if spec.match_file(path):
                last = n
                break
        return values[last] if last >= 0 else None

    return matched


def _plain_key(pattern: str) -> tuple[str, bool]:
    """The path or name that a pattern without signs means, and whether it means a folder alone."""
    is_anywhere = "/" not in pattern[:-1]
    return f"{'**/' if is_anywhere else ''}{pattern.strip('/')}", pattern.endswith("/")


def _keys_of(path: str) -> Iterator[tuple[str, bool]]:
    """The keys of all plain patterns that match a path: its own and those of the folders above."""
    yield path, False
    *folders, name = path.split("/")
    yield f"**/{name}", False
    for folder in (*ancestors(path), *(f"**/{folder}" for folder in folders)):
        yield folder, False
        yield folder, True


def _first_folder(pattern: str) -> str:
    """The folder at the top that a pattern is bound to; empty when it may match anywhere."""
    first, slash, _rest = pattern.lstrip("/").partition("/")
    is_bound = pattern.startswith("/") or slash
    return first if is_bound and slash and _PLAIN.fullmatch(first) else ""


def _spec(pattern: str) -> pathspec.GitIgnoreSpec | None:
    """What a pattern matches, or None for one that git would not understand either."""
    try:
        return pathspec.GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return None
