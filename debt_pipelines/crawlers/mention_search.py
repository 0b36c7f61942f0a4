"""Looks for many names in many files at once: first for their words, then, where all are there, for the pattern."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache

from debt_pipelines.crawlers.mention_groups import hands_on_all
from debt_pipelines.crawlers.mention_names import Form, Name, Where, words_of

Place = tuple[str, int]
"""A file and a line, from 1."""


class Search:
    """Names to look for; `found` has the first place of each, and some code may hand on all parameters unnamed."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.found: dict[Name, Place] = {}
        self.is_all_handed_on = False
        self._forms: defaultdict[bytes, list[tuple[Name, Form]]] = defaultdict(list)
        for name in names:
            for form in name.forms:
                self._forms[form.rarest].append((name, form))

    def look(self, path: str, content: bytes, *, where: Collection[Where], only_data: bool = False) -> None:
        """Search one file, which is what `where` says; `only_data` leaves parameters and their groups alone."""
        if path.endswith((".ipynb", ".json")):
            content = content.replace(b"\\n", b"  ").replace(b"\\t", b"  ").replace(b'\\"', b'"')
        words, lowered = words_of(content), content.lower()
        for word in sorted(self._forms.keys() & words):
            for name, form in self._forms[word]:
                is_wanted = form.where in where and not (only_data and name.kind != "dataset")
                if not is_wanted or not form.words <= words or name in self.found:
                    continue
                found = _compiled(form.pattern).search(lowered)
                if found:
                    self.found[name] = path, content.count(b"\n", 0, found.start()) + 1
        if "code" in where and not self.is_all_handed_on:
            self.is_all_handed_on = hands_on_all(lowered, words)


@lru_cache(maxsize=4096)
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)
