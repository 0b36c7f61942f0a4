"""Splits a shell command into its words, without running or expanding anything.

It knows quotes, comments, pipes, redirections, here-documents and subshells. What a variable, a substitution or a
wildcard stands for is not known, and the words that hold one say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

_SUBSTITUTION = r"\$\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*+\))*+\))*+\))*+\)"
_VARIABLE = rf"{_SUBSTITUTION} | `[^`]*+` | \$\{{[^}}]*+\}} | \$[\w@*#?!]"
_PIECE = rf"""'(?P<single>[^']*+)' | "(?P<double>(?:[^"\\`$] | \\. | {_VARIABLE} | \$)*+)" | (?P<variable>{_VARIABLE})
    | \\(?P<escaped>.) | (?P<plain>[^\s;&|<>()'"`\\])"""
_TOKEN = re.compile(
    rf"""(?P<blank> [ \t\r]++ | \\\r?\n)
    | (?P<comment> (?<![^\s;&|()])\#[^\n]*+)
    | (?P<redirect> (?:\d++|&)? (?: <<<|<<-?|<>|<&|>>|>&|>\||<|> ))
    | (?P<operator> \n|&&|\|\||;;|\|&|[;&|()])
    | (?P<word> (?:{re.sub(r"[?]P<[a-z]+>", "?:", _PIECE)})++)""",
    re.VERBOSE | re.DOTALL,
)
_PIECES = re.compile(_PIECE, re.VERBOSE | re.DOTALL)
_PLAIN = re.compile(r"[\w./:=,@%+-]+")
_HAS_VARIABLE = re.compile(_VARIABLE, re.VERBOSE | re.DOTALL)
_MAX_NESTING = 100


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command, its quotes taken off; not fixed when a variable or a wildcard decides what it means."""

    text: str
    is_fixed: bool = True


@dataclass(slots=True)
class Call:
    """One simple command: its words, the variables set for it, and where its input and output come from and go.

    `pipeline` is the same for calls joined by pipes, `subshell` names the parentheses that it stands in.
    """

    pipeline: tuple[int, ...]
    subshell: tuple[int, ...]
    words: list[Word] = field(default_factory=list)
    variables: dict[str, Word] = field(default_factory=dict)
    input_file: Word | None = None
    output_file: Word | None = None
    document: str | None = None


def split(command: str) -> list[Call] | None:
    """The calls of a command in order; None when it cannot be split: something is not closed, or nests too deep."""
    lexer = _Lexer(command)
    calls = list(lexer.calls())
    return None if lexer.is_broken else calls


class _Lexer:
    """Reads a command token by token."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.position = 0
        self.is_broken = False
        self.numbers = count()
        self.subshell: tuple[int, ...] = ()
        self.pending: list[tuple[Call, str]] = []

    def calls(self) -> Iterator[Call]:
        """The calls in order; sets `is_broken` where a quote or a parenthesis is not closed."""
        call = self._new()
        redirect: str | None = None
        while match := _TOKEN.match(self.command, self.position):
            self.position = match.end()
            kind, text = match.lastgroup, match.group()
            if kind == "operator":
                yield call
                call = self._after(text, call)
                redirect = None
                if len(self.subshell) > _MAX_NESTING:  # each call tells of all shells around it
                    self.is_broken = True
                    return
            elif kind == "redirect":
                redirect = text
            elif kind == "word" and redirect is not None:
                self._redirect(call, redirect, _word(text))
                redirect = None
            elif kind == "word":
                call.words.append(_word(text))
        yield call
        self.is_broken |= self.position < len(self.command) or bool(self.subshell) or bool(self.pending)

    def _new(self, pipeline: tuple[int, ...] | None = None) -> Call:
        return Call(pipeline or (next(self.numbers),), self.subshell)

    def _after(self, operator: str, call: Call) -> Call:
        if operator == "\n":
            self._read_documents()
        if operator == "(":
            self.subshell = (*self.subshell, next(self.numbers))
        if operator == ")":
            self.is_broken |= not self.subshell
            self.subshell = self.subshell[:-1]
        return self._new(call.pipeline if operator in ("|", "|&") else None)

    def _redirect(self, call: Call, operator: str, word: Word) -> None:
        if operator.endswith("<<<"):
            call.document = word.text
        elif operator.endswith(("<<", "<<-")):
            self.pending.append((call, word.text))
        elif operator.endswith("<"):
            call.input_file = word
        elif operator.lstrip("1&") in (">", ">>", ">|"):
            call.output_file = word

    def _read_documents(self) -> None:
        for call, mark in self.pending:
            end = re.compile(rf"^[ \t]*{re.escape(mark)}[ \t\r]*$", re.MULTILINE).search(self.command, self.position)
            if end is None:
                self.is_broken = True
                return
            call.document = self.command[self.position : end.start()]
            self.position = end.end()
        self.pending.clear()


def _word(written: str) -> Word:
    if _PLAIN.fullmatch(written):
        return Word(written)
    parts: list[str] = []
    is_fixed = True
    for match in _PIECES.finditer(written):
        kind = match.lastgroup or ""
        text = match[kind]
        if kind == "double":
            is_fixed &= not _HAS_VARIABLE.search(text)
            text = re.sub(r'\\(["\\$`])', r"\1", text)
        elif kind == "escaped" and re.match(r"[\w.]", text):  # a folder on Windows rather than an escape
            text = f"\\{text}"
        elif kind in ("plain", "variable"):
            is_fixed &= kind == "plain" and text not in "*?["
        parts.append(text)
    return Word("".join(parts), is_fixed)
