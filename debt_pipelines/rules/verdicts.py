"""What Great Expectations has said before: of a value that it has judged by the same expectation it says the same.

Its import costs more than all else a scan does. So what it says of a value is kept, by expectation and by the versions
of the libraries that judge, and it is asked again only about rows that look like none it has seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from debt_pipelines.model.rule import Rule
from debt_pipelines.project.memory import Memory
from debt_pipelines.rules.populations import COLUMN_KWARGS, Group, judges_presence

_LIBRARIES = ("great_expectations", "pandas", "numpy")
_MAX_VALUES = 1_000
"""Of a rule about more values than this nothing is kept: texts that hardly come again are not worth their room."""


class Verdicts:
    """The verdicts that a memory holds; only on rows that are judged one by one."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def known(self, group: Group) -> dict[str, list[int]] | None:
        """By rule code the kinds of rows that fail; None where any verdict is missing."""
        if not group.is_row_wise:
            return None
        failed: dict[str, list[int]] = {}
        for rule in group.rules:
            words = _words(rule, group)
            said = self._said(rule) if words is not None else {}
            if words is None or not said.keys() >= set(words):
                return None
            failed[rule.code] = [kind for kind, word in enumerate(words) if said[word]]
        return failed

    def learn(self, group: Group, results: Mapping[str, tuple[Iterable[int], str | None]]) -> None:
        """Keep what was said of a group: by rule code the kinds that fail, and the error of a broken expectation."""
        if not group.is_row_wise:
            return
        for rule in group.rules:
            kinds, error = results[rule.code]
            words = _words(rule, group)
            if error is not None or words is None:
                continue
            failed = set(kinds)
            said = self._said(rule) | {word: kind in failed for kind, word in enumerate(words)}
            if len(said) <= _MAX_VALUES:
                self._memory.keep(_key(rule), _reader(), json.dumps(said).encode())

    def _said(self, rule: Rule) -> dict[str, bool]:
        kept = self._memory.reading(_key(rule), _reader())
        said: dict[str, bool] = json.loads(kept) if kept else {}
        return said


def _words(rule: Rule, group: Group) -> list[str] | None:
    """What the rule sees of each kind of row, written out; None where it cannot be, or is too much to keep."""
    values = group.shown(rule.kwargs["column"])
    if len(values) > _MAX_VALUES:
        return None
    is_missing = values.isna().tolist()
    if judges_presence(rule):
        return ["missing" if missing else "there" for missing in is_missing]
    listed = zip(values.tolist(), is_missing, strict=True)
    try:
        return ["missing" if missing else json.dumps(value) for value, missing in listed]
    except TypeError:
        return None


def _key(rule: Rule) -> str:
    """The expectation without the column it looks at, whose name decides nothing."""
    kwargs: dict[str, Any] = {key: value for key, value in rule.kwargs.items() if key not in COLUMN_KWARGS}
    said = json.dumps([rule.expectation_type, kwargs], sort_keys=True, default=repr)
    return f"expectation {hashlib.sha256(said.encode()).hexdigest()}"


@cache
def _reader() -> str:
    return f"verdicts 1 of {' '.join(f'{name} {version(name)}' for name in _LIBRARIES)}"
