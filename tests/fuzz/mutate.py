"""Changes sound input into input that is wrong: as a tree of values, as lines and words, and as bytes.

Whatever gives random numbers drives it: `random.Random` in long runs, Hypothesis in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.containers import changed_within
from tests.fuzz.trees import changed_tree

MAX_BYTES = 200_000
"""Longer results are cut: what is large is slow for good reasons, and mutation alone makes nothing large."""
_WORDS = (
    "null ~ true no NaN -.inf 1e400 0x1F 010 -0 2026-02-30 12:30:45 !!python/object/apply:os.system !!binary !!set "
    "&a *a <<: ${x} ${} ${a.b[0]} {{ {% %} --- ... ? | > @ ` %YAML [[[[ }}}} ((( ''' \"\"\" \\ // # ; <<<<<<< >>>>>>> "
    "======= \x00 \ufeff \u2028 \u202e \x1b[31m \U0001f600 e\u0301 \ud800 \r\n \t = , \" ' -1 99999999999999999999 "
    "lambda: def class async await yield import $(x) `x` && || <( SELECT FROM CREATE TABLE ALTER -- /* */ |---|"
).split(" ")
_BYTES = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\r",
    b"\r\n",
    b"\x1a",
    b"\x7f" * 8,
    b"\n" * 50,
)
_ODD_NUMBERS = (
    *(b"9" * 20, b"9" * 400, b"9" * 5000, b"0x" + b"f" * 5000, b"1e400", b"0.", b"-0", b"1_0", b"00", b"NaN", b"inf"),
    *("\u00b2".encode(), "\u0663".encode(), "\u00bd".encode(), "\u2167".encode()),
)
_RUN = re.compile(rb"[0-9]+")
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF)


def mutated(seed: bytes, path: str, others: Sequence[bytes], random: Random) -> bytes:
    """A changed copy of a seed; `path` tells its format, and pieces of `others` may be put in."""
    if random.random() < 0.7:
        within = changed_within(seed, path, lambda data: _changed(data, others, random), random)
        if within is not None:
            return within
    data = seed
    tree = changed_tree(seed, path, random) if random.random() < 0.5 else None
    if tree is not None:
        data = tree
    if tree is None or random.random() < 0.2:
        data = _changed(data, others, random)
    return data[: max(MAX_BYTES, len(seed))]


def _changed(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    is_text = b"\x00" not in data[:4096]
    for _ in range(random.choice((1, 1, 2, 4, 16) if is_text else (1, 1, 1, 2, 4))):
        data = random.choice(_CHANGES if is_text else _BINARY)(data, others, random)
    return data


def _place(data: bytes, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _flip(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    at = _place(data, random)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _number(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """A length or an offset of a binary format becomes another one."""
    at, size = _place(data, random), random.choice((1, 2, 4, 8))
    number: int = random.choice(_NUMBERS) & (2 ** (8 * size) - 1)
    return data[:at] + number.to_bytes(size, random.choice(("little", "big"))) + data[at + size :]


def _cut(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    return data[: _place(data, random)]


def _dropped(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    start = _place(data, random)
    return data[:start] + data[start + random.choice((1, 4, 40)) :]


def _repeated(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    start = _place(data, random)
    piece = data[start : start + random.choice((1, 8, 80))] * random.choice((1, 3, 300))
    return data[:start] + piece + data[start:]


def _inserted(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    at = _place(data, random)
    return data[:at] + random.choice(_BYTES) + data[at:]


def _spliced(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    other = random.choice(others) if others else data
    start = _place(other, random)
    at = _place(data, random)
    return data[:at] + other[start : start + random.choice((8, 80, 800))] + data[at:]


def _word(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """A word of the languages of the formats, put in or put in the place of a word."""
    word = random.choice(_WORDS).encode(errors="surrogatepass")
    words = data.split(b" ")
    at = random.randrange(len(words))
    words[at : at + random.randrange(2)] = [word]
    return b" ".join(words)


def _digits(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """A number is another one, too long for any, or in digits that are not ASCII."""
    runs = list(_RUN.finditer(data))
    if not runs:
        return _word(data, others, random)
    run = random.choice(runs)
    return data[: run.start()] + random.choice(_ODD_NUMBERS) + data[run.end() :]


def _lines(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """A line is moved, repeated, dropped or indented."""
    lines = data.split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    at = random.randrange(len(lines) + 1)
    put: Sequence[bytes] = random.choice(([line, line], [], [b"  " + line], [line.lstrip()], [line]))
    lines[at:at] = put
    return b"\n".join(lines)


def _nested(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    at, depth = _place(data, random), random.choice((20, 200, 5000))
    opening = random.choice((b"[", b"{", b"(", b'{"a":', b"- ", b"> ", b"not ", b"-", b"<b>", b"* "))
    return data[:at] + opening * depth + data[at:]


def _marked(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Another encoding, or other ends of lines."""
    return random.choice(
        (b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\r\n"), data.replace(b"\n", b"\r"), _utf16(data), data.rstrip())
    )


def _utf16(data: bytes) -> bytes:
    return data.decode(errors="replace").encode("utf-16", errors="surrogatepass")


_Change = Callable[[bytes, Sequence[bytes], Random], bytes]
_BINARY: tuple[_Change, ...] = (_flip, _flip, _flip, _number, _number, _cut, _dropped, _inserted, _spliced)
_CHANGES: tuple[_Change, ...] = (
    _flip, _flip, _number, _cut, _dropped, _repeated, _inserted, _spliced, _word, _word, _word, _digits, _lines, _lines,
    _nested, _marked,
)  # fmt: skip
