"""The forms in which a text may name a dataset or a parameter: words to look for first, then a pattern to be sure.

A form errs on the side of a mention: what is named once too often hides a finding, what is missed makes a false one.
Everything is lower-case bytes, so that a file is searched without decoding it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_") | frozenset(range(128, 256))
_TABLE = bytes(byte if byte in _WORD_BYTES else 32 for byte in bytes(range(256)).lower())
_CHARACTER = rb"[0-9a-z_\x80-\xff]"
START, END = rb"(?<!" + _CHARACTER + rb")", rb"(?!" + _CHARACTER + rb")"
_JOINED = rb"[^0-9a-z_\x80-\xff\n]{1,6}"  # `data/raw`, and also `"data", "raw"` or `data" / "raw`
_SIGN = rb"[\"'`/\\]"
_FILLED_IN = rb"[-_.]*[{}%*$<+]"
_NUMBER = re.compile(rb"[0-9]+")
_MIN_LETTERS = 4
_GENERIC = frozenset(
    b"data dataset datasets raw input inputs output outputs model models processed interim external prepared clean "
    b"cleaned features feature train training test testing valid validation eval target results result files file "
    b"images image labels label tables table main base source sources final latest current other docs metrics plots "
    b"reports report cache temp assets resources samples sample".split()
)
_RECURSIVE = (b"rglob", b"walk", b"recursive", b"glob")


Where = Literal["any", "code", "command"]
"""Texts that count: all, code only, or only those that hold commands."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a name: the words a text must hold, the pattern it must match, and the texts that count."""

    words: frozenset[bytes]
    pattern: bytes
    where: Where = "any"

    @property
    def rarest(self) -> bytes:
        """The word to look up: the longest, as it is found least often."""
        return max(self.words, key=lambda word: (len(word), word))


@dataclass(frozen=True, slots=True)
class Name:
    """One dataset or parameter to look for; a group of parameters is looked for on behalf of those in it."""

    kind: Literal["dataset", "param", "group"]
    reference: str
    forms: tuple[Form, ...] = field(default=(), repr=False, compare=False)


def words_of(content: bytes) -> set[bytes]:
    """The words of a text in lower case."""
    return set(content.translate(_TABLE).split())


def param_forms(leaf: str) -> tuple[Form, ...]:
    """How code names a key: as it is or with other joints (`learning-rate`), or built from one of its halves."""
    parts = parts_of(leaf)
    if not parts:
        return ()
    pattern = START + rb"[-_. ]?".join(map(re.escape, parts)) + END
    spellings = {(b"_".join(parts),), (b"".join(parts),), tuple(parts)}
    return (*(Form(frozenset(words), pattern) for words in sorted(spellings)), *_halves(parts))


def dataset_forms(path: str) -> tuple[Form, ...]:
    """How a text names a file or folder: by its name, its stem, a part of it filled in, or the folder it is taken from.

    A word that may mean anything, such as `data`, counts only beside a slash or within quotes.
    """
    *folders, base = path.split("/")
    stem = base.partition(".")[0] or base
    parts = parts_of(stem, cut_numbers=True)
    forms = [*_named(folders, base), *(_named(folders, stem) if stem != base else ())]
    return (*forms, *_halves(parts), *_filled_in(parts), *_folder_forms(folders))


def _named(folders: list[str], base: str) -> Iterator[Form]:
    words = words_in(base)
    if len(words) > 1 or (words and _is_telling(words[0])):
        yield Form(frozenset(words), START + _JOINED.join(map(re.escape, words)) + END)
        return
    for word in words:
        yield Form(frozenset(words), _as_path(re.escape(word)))
        above = words_in(folders[-1]) if folders else []
        if above:
            yield Form(frozenset([*above, word]), START + _JOINED.join(map(re.escape, [*above, word])) + END)


def _as_path(word: bytes) -> bytes:
    """A pattern for a word with a quote or a slash on one side, as a path has and a sentence has not."""
    return rb"(?:(?<=" + _SIGN + rb")" + word + END + rb"|" + START + word + rb"(?=" + _SIGN + rb"))"


def _folder_forms(folders: list[str]) -> Iterator[Form]:
    """The folder that code takes files from without naming them, or a folder above that it goes through."""
    for depth in range(len(folders), 0, -1):
        own, above = words_in(folders[depth - 1]), words_in(folders[depth - 2]) if depth > 1 else []
        for words in [own, [*above, *own]] if own and above else [own] if own else []:
            named = _JOINED.join(map(re.escape, words))
            is_vague = len(words) == 1 and not _is_telling(words[0])
            pattern = (_as_path(named) if is_vague else START + named + END) + rb"(?![/\\]+" + _CHARACTER + rb")"
            ways = [()] if depth == len(folders) else [(way,) for way in _RECURSIVE]
            yield from (Form(frozenset([*words, *way]), pattern, "code") for way in ways)


def _halves(parts: list[bytes]) -> Iterator[Form]:
    """A name that code puts together, such as `f"{split}_size"`: what is left of it is a word with a loose end."""
    for cut in range(1, len(parts)):
        for word in (b"_".join(parts[:cut]) + b"_", b"_" + b"_".join(parts[cut:])):
            yield Form(frozenset([word]), START + re.escape(word) + END, "code")


def _filled_in(parts: list[bytes]) -> Iterator[Form]:
    """A name whose end is filled in, such as `orders-{year}.csv` or `orders*`."""
    for cut in range(1, len(parts)):
        start, joined = parts[:cut], b"_".join(parts[:cut])
        if len(joined) >= _MIN_LETTERS:
            pattern = START + rb"[-_.]*".join(map(re.escape, start)) + _FILLED_IN
            yield from (Form(frozenset(words), pattern) for words in ([joined], [joined + b"_"], start))


def _is_telling(word: bytes) -> bool:
    return len(word) >= _MIN_LETTERS and word not in _GENERIC and not word.isdigit()


def words_in(name: str) -> list[bytes]:
    """The words of a name, in order."""
    return name.encode(errors="replace").translate(_TABLE).split()


def parts_of(name: str, *, cut_numbers: bool = False) -> list[bytes]:
    """The words of a name, in order, cut at underscores as well, and around numbers where asked."""
    words = b" ".join(words_in(name)).replace(b"_", b" ")
    return _NUMBER.sub(rb" \g<0> ", words).split() if cut_numbers else words.split()
