"""Data work that a command does in the shell itself: downloads, text filters, code and SQL written into the command.

Filtering what a program prints to the terminal is no data work, and neither is making folders or unpacking archives.
"""

from __future__ import annotations

import re
from collections import defaultdict

from debt_pipelines.facts.wording import enumerated
from debt_pipelines.project.shell import INTERPRETERS, calls_of, inline_code, program_of
from debt_pipelines.project.shell_words import Call

_DOWNLOADERS = frozenset("curl wget aria2c gdown axel".split())
_TRANSFERS = {
    "aws": ("s3 cp", "s3 sync", "s3 mv"),
    "gsutil": ("cp", "rsync", "mv"),
    "gcloud": ("storage cp", "storage rsync"),
    "az": ("storage blob download", "storage blob download-batch", "storage copy"),
    "kaggle": ("datasets download", "competitions download"),
    "rclone": ("copy", "copyto", "sync"),
    "s3cmd": ("get", "put", "sync"),
    "scp": ("",),
    "sftp": ("",),
}
_FILTERS = frozenset(
    (
        "sed awk gawk mawk grep egrep fgrep zgrep cut tr sort jq yq uniq head tail paste join comm column tac shuf "
        "csvcut csvgrep csvsort csvjoin csvstack xsv mlr datamash"
    ).split()
)
_PASSERS = _FILTERS | frozenset("tee cat less more wc".split())
_SQL_CLIENTS = frozenset("psql mysql sqlite3 duckdb clickhouse-client snowsql bq".split())
_SQL = re.compile(r"\b(select|insert|update|delete|merge|copy|create|replace)\b.+", re.IGNORECASE | re.DOTALL)
_SENDS = re.compile(r"-X|--request|-d|--data.*|-F|--form.*|-T|--upload-file|-I|--head|--spider|--post-data.*")
_TEXTS_AND_IMPORTS = re.compile(
    r'"(?:\\.|[^"\\])*+"|\'(?:\\.|[^\'\\])*+\'|\b(?:from\s+[\w.]+\s+)?import\s[^;\n]*+|\blibrary\([^)]*+\)'
)
_MAX_INLINE_WORDS = 8
_MIN_DOCUMENT_LINES = 2
_TOOLS = sorted({*_DOWNLOADERS, *_TRANSFERS, *_FILTERS, *_SQL_CLIENTS})
_NAMES_A_TOOL = re.compile(rf"<<|\s-\w*[ceEpr]\b|--eval|\b({'|'.join(_TOOLS)})\b", re.IGNORECASE)


def glue_of(command: str) -> str | None:
    """What a command does in the shell itself, as it reads after "The command of `x`"; None when nothing."""
    if not _NAMES_A_TOOL.search(command):
        return None
    calls = calls_of(command) or []
    said = [
        _said("downloads with", [_downloads(call) for call in calls]),
        _said("transfers data with", [_transfers(call) for call in calls]),
        _said("filters with", _filters(calls)),
        _said("holds code for", [_holds_code(call) for call in calls]),
        _said("holds SQL for", [_holds_sql(call) for call in calls]),
    ]
    return " and ".join(phrase for phrase in said if phrase) or None


def _said(verb: str, programs: list[str | None]) -> str | None:
    names = dict.fromkeys(f"`{program}`" for program in programs if program)
    return f"{verb} {enumerated(list(names))}" if names else None


def _downloads(call: Call) -> str | None:
    """The downloader, unless it sends something or only asks whether an address answers."""
    name = program_of(call.words[0])
    is_sending = any(_SENDS.fullmatch(word.text) for word in call.words)
    is_discarded = call.output_file is not None and call.output_file.text == "/dev/null"
    return name if name in _DOWNLOADERS and not (is_sending or is_discarded) else None


def _transfers(call: Call) -> str | None:
    name = program_of(call.words[0])
    given = " ".join(word.text for word in call.words[1:] if not word.text.startswith("-"))
    action = next((each for each in _TRANSFERS.get(name, ()) if f"{given} ".startswith(f"{each} ".lstrip())), None)
    return None if action is None else f"{name} {action}".rstrip()


def _filters(calls: list[Call]) -> list[str | None]:
    pipelines: dict[tuple[int, ...], list[Call]] = defaultdict(list)
    for call in calls:
        pipelines[call.pipeline].append(call)
    found: list[str | None] = []
    for pipeline in pipelines.values():
        if _is_kept(pipeline):
            found += [name for call in pipeline if (name := program_of(call.words[0])) in _FILTERS]
        found += [program_of(call.words[0]) for call in pipeline if _is_in_place(call)]
    return found


def _is_kept(pipeline: list[Call]) -> bool:
    """Whether what comes out of a pipe is written to a file or read by a program, rather than shown or logged."""
    files = [call.output_file.text for call in pipeline if call.output_file is not None]
    if any(not file.startswith("/dev/") and not file.endswith(".log") for file in files):
        return True
    return not files and program_of(pipeline[-1].words[0]) not in _PASSERS


def _is_in_place(call: Call) -> bool:
    """Whether `sed -i` rewrites a file."""
    return program_of(call.words[0]) == "sed" and any(
        re.match(r"-[a-zA-Z]*i|--in-place", word.text) for word in call.words[1:]
    )


def _holds_code(call: Call) -> str | None:
    name = program_of(call.words[0])
    if name not in INTERPRETERS:
        return None
    code = _TEXTS_AND_IMPORTS.sub(" ", inline_code(name, call.words[1:]) or "")
    is_long = len(re.findall(r"\w+", code)) > _MAX_INLINE_WORDS
    return name if is_long or _has_document(call) else None


def _holds_sql(call: Call) -> str | None:
    name = program_of(call.words[0])
    if name not in _SQL_CLIENTS:
        return None
    is_sql = any(_SQL.search(word.text) for word in call.words[1:])
    return name if is_sql or _has_document(call) else None


def _has_document(call: Call) -> bool:
    return len((call.document or "").strip().splitlines()) >= _MIN_DOCUMENT_LINES
