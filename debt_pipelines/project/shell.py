"""The calls that a shell command makes: keywords, variables and wrappers such as `poetry run` taken off."""

from __future__ import annotations

import re

from debt_pipelines.project.shell_words import Call, Word, split

CODE_SUFFIXES = tuple(
    f".{suffix}"
    for suffix in (
        "py pyw ipynb r rmd qmd jl sh bash zsh ksh ps1 bat cmd sql scala js mjs cjs ts rb pl php lua go m do sas"
    ).split()
)
INTERPRETERS = frozenset(
    "python pypy ipython rscript r julia sh bash zsh dash ksh node deno bun ruby perl php lua octave stata sas".split()
)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_AMOUNT = re.compile(r"\d+(\.\d+)?[smhd]?")
_VERSION = re.compile(r"[\d.]+$")
_KEYWORDS = frozenset("if then elif else while until do done fi { } !".split())
_CLAUSES = frozenset("for select function".split())
_SHELLS = frozenset("sh bash zsh dash ksh".split())
_INLINE_LETTERS = {
    **dict.fromkeys(("rscript", "r", "julia", "ruby", "perl", "lua"), "eE"),
    **dict.fromkeys(("node", "bun"), "ep"),
    "php": "r",
}
_WRAPPERS = frozenset(
    (
        "time nohup nice env sudo exec command stdbuf timeout xvfb-run srun mpirun mpiexec torchrun deepspeed xargs "
        "ionice taskset numactl caffeinate setsid unbuffer"
    ).split()
)
_WRAPPER_COMMANDS = {
    **dict.fromkeys(
        "poetry pipenv uv pixi conda mamba micromamba hatch pdm rye renv dotenv coverage op doppler".split(), "run"
    ),
    **dict.fromkeys("pyenv rbenv bundle aws-vault".split(), "exec"),
    "accelerate": "launch",
}
_PYTHON_LAUNCHERS = frozenset("uv coverage torchrun deepspeed accelerate".split())
_DEEPEST = 3


def calls_of(command: str, *, depth: int = 0) -> list[Call] | None:
    """The calls of a command, those of `bash -c "..."` in its place; None when it cannot be split."""
    found: list[Call] = []
    calls = split(command)
    for call in calls or ():
        _unwrap(call)
        inner = _inner_command(call.words) if depth < _DEEPEST else None
        nested = [call] if inner is None else calls_of(inner, depth=depth + 1)
        if nested is None:
            return None
        if inner is not None:
            _move(nested, into=call)
        found += [each for each in nested if each.words]
    return None if calls is None else found


def program_of(word: Word) -> str:
    """The name of the program that a word calls, in lower case: no folder, no `.exe`, interpreters without version."""
    name = re.split(r"[/\\]", word.text)[-1].lower().removesuffix(".exe")
    bare = _VERSION.sub("", name)
    return bare if bare in INTERPRETERS else name


def is_code_path(path: str) -> bool:
    """Whether a file name ends like a program or a notebook."""
    return path.lower().endswith(CODE_SUFFIXES)


def inline_code(name: str, words: list[Word]) -> str | None:
    """The code that an interpreter is given in the command itself, as in `python -c "..."`."""
    letters = _INLINE_LETTERS.get(name, "c")
    for index, word in enumerate(words[:-1]):
        text = word.text
        if text == "--eval" or (text.startswith("-") and text[1:2] != "-" and text.endswith(tuple(letters))):
            return words[index + 1].text
        if not text.startswith("-"):
            return None
    return None


def _move(calls: list[Call], *, into: Call) -> None:
    """Let calls be those of a shell of its own, that a call of another command starts."""
    for call in calls:
        call.subshell = (*into.subshell, *into.pipeline, *call.subshell)
        call.pipeline = (*into.pipeline, *call.pipeline)


def _unwrap(call: Call) -> None:
    if call.words and call.words[0].text in _CLAUSES:  # the head of a loop calls nothing
        call.words.clear()
    while call.words:
        first = call.words[0]
        assignment = _ASSIGNMENT.fullmatch(first.text)
        if assignment:
            call.variables[assignment[1]] = Word(assignment[2], first.is_fixed)
            call.words.pop(0)
        elif first.text in _KEYWORDS:
            call.words.pop(0)
        elif length := _wrapper_length(call.words):
            call.words = _wrapped(call.words[length:], is_python=program_of(first) in _PYTHON_LAUNCHERS)
        else:
            return


def _wrapper_length(words: list[Word]) -> int:
    name = program_of(words[0])
    if name in _WRAPPERS:
        return 1
    return 2 if len(words) > 1 and _WRAPPER_COMMANDS.get(name) == words[1].text else 0


def _wrapped(words: list[Word], *, is_python: bool) -> list[Word]:
    """The command that a wrapper is given, behind its options and their values."""
    is_value = False
    for index, word in enumerate(words):
        is_program = program_of(word) in INTERPRETERS or is_code_path(word.text)
        if is_python and word.text in ("-m", "--module"):
            return [Word("python"), Word("-m"), *words[index + 1 :]]
        if word.text.startswith("-") and not is_program:
            is_value = "=" not in word.text and word.text != "--"
        elif is_program or not (is_value or _AMOUNT.fullmatch(word.text)):
            return words[index:]
        else:
            is_value = False
    return []


def _inner_command(words: list[Word]) -> str | None:
    """The command that `bash -c` is given."""
    if not words or program_of(words[0]) not in _SHELLS:
        return None
    for index, word in enumerate(words[1:-1], start=1):
        if not word.text.startswith("-"):
            return None
        if word.text.endswith("c") and not word.text.startswith("--"):
            return words[index + 1].text
    return None
