"""What programs run of what they are given: the script of an interpreter, the notebook of papermill, ..."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from debt_pipelines.project.shell import INTERPRETERS, inline_code, is_code_path, program_of
from debt_pipelines.project.shell_words import Word

_SHELLS = frozenset("sh bash zsh dash ksh".split())
_VALUE_OPTIONS: dict[str, frozenset[str]] = {
    "python": frozenset(("-W", "-X")),
    "julia": frozenset(("-t", "-p", "-J", "-C", "-O", "--threads", "--sysimage")),
    "node": frozenset(("-r", "--require", "--import")),
    "ruby": frozenset(("-I", "-r")),
    "perl": frozenset(("-I", "-M")),
    "papermill": frozenset(
        "-f -y -b -k --parameters_file --parameters_yaml --parameters_base64 --kernel --language --engine --cwd "
        "--start-timeout --execution-timeout --autosave-cell-every".split()
    ),
    "jupyter": frozenset("--to --output --output-dir --template --config --post --writer".split()),
    "jupytext": frozenset("--to --from --output -o --opt --update-metadata --set-formats --set-kernel -k".split()),
    "pytest": frozenset("-k -m -c -p -n -o -W --rootdir --deselect --ignore --confcutdir".split()),
    **dict.fromkeys(_SHELLS, frozenset(("-o", "-O", "--rcfile", "--init-file"))),
}
_HARMLESS = frozenset(
    (
        "cp mv rm ln ls cat echo printf mkdir rmdir touch chmod chown test [ [[ true false exit set export unset grep "
        "egrep sed awk cut tr sort uniq head tail wc diff cmp find tee tar zip unzip gzip gunzip git dvc curl wget "
        "aria2c aws gsutil gcloud scp rsync rclone pip conda docker make md5sum sha256sum black ruff isort flake8 "
        "mypy pylint date sleep pwd"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Target:
    """A file or a Python module that a program runs, and what the module is given."""

    word: Word
    is_module: bool = False
    arguments: list[Word] = field(default_factory=list)


Runner = Callable[[list[Word]], list[Target]]


def is_harmless(words: list[Word]) -> bool:
    """Whether a program is known not to run the code files that it is given."""
    return program_of(words[0]) in _HARMLESS


def _script(name: str) -> Runner:
    """What stands first after the options of an interpreter."""
    value_options = _VALUE_OPTIONS.get(name, frozenset())

    def run(words: list[Word]) -> list[Target]:
        if inline_code(name, words) is not None:
            return []
        is_value = False
        for index, word in enumerate(words):
            if is_value:
                is_value = False
            elif name == "python" and re.fullmatch("-[a-zA-Z]*m", word.text) and index + 1 < len(words):
                return [Target(words[index + 1], is_module=True, arguments=words[index + 2 :])]
            elif word.text.startswith("-"):
                is_value = word.text in value_options
            else:
                return [Target(word)]
        return []

    return run


def _r(words: list[Word]) -> list[Target]:
    texts = [word.text for word in words]
    if texts[:2] == ["CMD", "BATCH"]:
        return _script("rscript")(words[2:])
    return _after(words, "-f", "--file")


def _after(words: list[Word], *options: str) -> list[Target]:
    """The values of options, as `--file x` or `--file=x`."""
    found = [Target(words[index + 1]) for index, word in enumerate(words[:-1]) if word.text in options]
    for word in words:
        name, equals, value = word.text.partition("=")
        if equals and name in options:
            found.append(Target(Word(value, word.is_fixed)))
    return found


def _notebook(words: list[Word]) -> list[Target]:
    """The first notebook that papermill is given; the second is where it writes to."""
    skipped = 0
    for word in words:
        if skipped:
            skipped -= 1
        elif word.text in ("-p", "-r", "--parameters", "--parameters_raw"):
            skipped = 2
        elif word.text in _VALUE_OPTIONS["papermill"]:
            skipped = 1
        elif not word.text.startswith("-"):
            return [Target(word)]
    return []


def _jupyter(words: list[Word]) -> list[Target]:
    command = words[0].text if words else ""
    is_run = command == "execute" or (command == "nbconvert" and any(word.text == "--execute" for word in words))
    return _files_among(words[1:], _VALUE_OPTIONS["jupyter"]) if is_run else []


def _jupytext(words: list[Word]) -> list[Target]:
    """The notebooks that jupytext runs; without `--execute` it only converts them."""
    is_run = any(word.text == "--execute" for word in words)
    return _files_among(words, _VALUE_OPTIONS["jupytext"]) if is_run else []


def _files_among(words: list[Word], value_options: frozenset[str]) -> list[Target]:
    before = ["", *(word.text for word in words)]
    return [
        Target(word)
        for word, option in zip(words, before, strict=False)
        if not word.text.startswith("-") and option not in value_options
    ]


def _submitted(words: list[Word]) -> list[Target]:
    """The program of spark-submit: its long options all have a value."""
    is_value = False
    for word in words:
        if word.text.startswith("--"):
            is_value = "=" not in word.text and word.text not in ("--verbose", "--supervise")
        elif is_value:
            is_value = False
        else:
            return [Target(word)] if is_code_path(word.text) or not word.is_fixed else []
    return []


def _first_code(words: list[Word]) -> list[Target]:
    return next(([Target(word)] for word in words if is_code_path(word.text)), [])


def _tests(words: list[Word]) -> list[Target]:
    """The files that pytest is given, without the tests chosen in them."""
    files = [target.word.text.partition("::")[0] for target in _files_among(words, _VALUE_OPTIONS["pytest"])]
    return [Target(Word(file)) for file in files if is_code_path(file)]


def _subcommand(words: list[Word]) -> list[Target]:
    """What `run` is given, or the document that quarto renders: it runs the code in it."""
    return _first_code(words[1:]) if words and words[0].text in ("render", "run") else []


def _source(words: list[Word]) -> list[Target]:
    return [Target(word) for word in words[:1] if not word.text.startswith("-")]


def _sql(words: list[Word]) -> list[Target]:
    return _after(words, "-f", "--file", "-init")


RUNNERS: dict[str, Runner] = {
    **{name: _script("python" if name in ("pypy", "ipython") else name) for name in INTERPRETERS},
    "r": _r,
    "papermill": _notebook,
    "jupyter": _jupyter,
    "jupyter-nbconvert": lambda words: _jupyter([Word("nbconvert"), *words]),
    "jupyter-execute": lambda words: _jupyter([Word("execute"), *words]),
    "jupytext": _jupytext,
    "spark-submit": _submitted,
    **dict.fromkeys(("deno", "bun", "go", "streamlit", "quarto"), _subcommand),
    "pytest": _tests,
    "source": _source,
    ".": _source,
    **dict.fromkeys(("psql", "mysql", "sqlite3", "duckdb", "clickhouse-client"), _sql),
    **dict.fromkeys(("cProfile", "profile", "pdb", "trace", "coverage", "memory_profiler", "scalene"), _first_code),
    **dict.fromkeys(("torch.distributed.launch", "torch.distributed.run", "accelerate.commands.launch"), _first_code),
}
