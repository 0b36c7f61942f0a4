"""What Great Expectations has said before: of a value that it has judged by the same expectation it says the same.

Its import costs more than all else a scan does. So what it says of a value is kept, by expectation and by the versions
of the libraries that judge, and it is asked again only about values that it has not seen.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version

from debt_pipelines.model.rule import Rule
from debt_pipelines.project.memory import Memory
from debt_pipelines.rules.questions import key_of

_LIBRARIES = ("great_expectations", "pandas", "numpy")
_MAX_VALUES = 1_000
"""Of an expectation about more values than this nothing is kept: texts that hardly come again are not worth it."""


class Verdicts:
    """The verdicts that a memory holds, by expectation: word for a value -> whether it fails."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def known(self, rule: Rule) -> dict[str, bool]:
        """What was said of values by the expectation of a rule."""
        kept = self._memory.reading(_key(rule), _reader())
        said: dict[str, bool] = json.loads(kept) if kept else {}
        return said

    def learn(self, rule: Rule, said: dict[str, bool]) -> None:
        """Keep what was said of values by the expectation of a rule, beside what is known."""
        known = self.known(rule) | said
        if len(known) <= _MAX_VALUES:
            self._memory.keep(_key(rule), _reader(), json.dumps(known).encode())


def _key(rule: Rule) -> str:
    return f"expectation {hashlib.sha256(key_of(rule).encode()).hexdigest()}"


@cache
def _reader() -> str:
    return f"verdicts 1 of {' '.join(f'{name} {version(name)}' for name in _LIBRARIES)}"
