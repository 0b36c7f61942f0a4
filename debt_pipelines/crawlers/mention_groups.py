"""Tells where code hands on a group of parameters, or all of them, as a whole: what is in it may be used unnamed."""

from __future__ import annotations

import re
from functools import lru_cache

from debt_pipelines.crawlers.mention_names import END, START, Form, parts_of, words_in

_WHOLE = rb"items|keys|values|copy|pop|update|dict|model_dump|as_dict|to_"
_NOT_ENTERED = rb"(?!\s*\]{0,2}\s*(?:\[+\s*[\"'0-9]|\$|\.(?!" + _WHOLE + rb")[a-z_]))(?!\s*\()"
USUAL_NAMES = frozenset("params parameters param config configs configuration conf cfg settings default base".split())
_USUAL = {name.encode() for name in USUAL_NAMES}
_LOADERS = (
    rb"safe_load|full_load|unsafe_load|params_show|compose|fromjson|read_json|config::get|"
    rb"(?:yaml|json|toml|tomllib|omegaconf)\.load|"
    rb"(?:load|read|get|parse)_(?:params?|parameters?|config\w*|cfg|settings|yaml\w*|hyper\w*)"
)
_LOADER = re.compile(rb"\b(?:" + _LOADERS + rb")\w*\s*\(")
_ASSIGNED = re.compile(rb"[ \t]*(?:self\.)?([a-z_]\w*)\s*(?::[^=\n]{1,60})?(?:=|<-)(?!=)")
_ALWAYS = re.compile(
    rb"\*\*\s*[\w.]*(?:load|read|show|get|parse)\w*\(|\b(?:do\.call|list2env|modifylist)\("
    rb"|\b(?:lightningcli|jsonargparse|instantiate|kedro|confection)\b"  # they fill in arguments by their names
)
_OWN_SCRIPT = rb"[^\n]*\.(?:py|r|jl|sh|ipynb|js|scala)\b"
_HARMLESS = rb"[\s-]*(?:cmd:\s*)?(?:(?:copy|add|git|dvc|cp|mv|rm|cat|echo)\b|#|(?:vars|params|deps):)"


def group_forms(key: str) -> tuple[Form, ...]:
    """How code takes a group by its key without entering it at once, and how a command line names it."""
    parts = parts_of(key)
    if not parts:
        return ()
    name = rb"[-_]?".join(map(re.escape, parts))
    taken = rb"(?:[\"'`]" + name + rb"[\"'`]|[.$@:]" + name + END + rb")" + _NOT_ENTERED
    given = START + name + END + rb"(?!\s*[:.])"
    spellings = [frozenset(words) for words in sorted({(b"_".join(parts),), (b"".join(parts),), tuple(parts)})]
    return tuple(form for words in spellings for form in (Form(words, taken, "code"), Form(words, given, "command")))


def command_form(file: str) -> Form:
    """How a command hands a parameter file to a tool that is no script of the project."""
    base = file.rpartition("/")[2]
    name = re.escape(base.lower().encode(errors="replace"))
    listed = rb"[\s-]*[\"']?[^\s\"':]*" + name + rb"[\"']?:?\s*$"
    line = rb"^(?!" + listed + rb"|" + _HARMLESS + rb"|" + _OWN_SCRIPT + rb")[^\n]*" + START + name
    return Form(frozenset(words_in(base)), rb"(?m)" + line, "command")


def name_forms(name: str) -> tuple[Form, ...]:
    """How code names the thing that a whole file of parameters is about."""
    words = {b"_".join(parts_of(name)), b"".join(parts_of(name))} - {b""}
    return tuple(Form(frozenset([word]), START + re.escape(word) + END, "code") for word in sorted(words))


def hands_on_all(code: bytes, words: set[bytes]) -> bool:
    """Whether code, in lower case, unpacks or goes through what it loads from a parameter file, names apart."""
    if _ALWAYS.search(code):
        return True
    names = _USUAL & words
    for found in _LOADER.finditer(code):
        assigned = _ASSIGNED.match(code, code.rfind(b"\n", 0, found.start()) + 1, found.start())
        names |= {assigned[1]} if assigned else set()
    return bool(names) and _handed_on(tuple(sorted(names))).search(code) is not None


@lru_cache(maxsize=256)
def _handed_on(names: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """The ways in which one of these variables is handed on as a whole, or entered by a key that is not written."""
    one = rb"\b(?:" + b"|".join(map(re.escape, names)) + rb")"
    before = (
        rb"(?<=\*\*)" + one + rb"\b(?!\s*[\[.$])",
        rb"(?<=\*\*self\.)" + one + rb"\b(?!\s*[\[.$])",
        rb"(?<=\sin\s)(?:self\.)?" + one + rb"\s*[:\])]",
        rb"(?<=[gs]etattr\()(?:self\.)?" + one + rb"\b",
    )
    after = rb"(?:\.(?:items|keys|values)\(|\[\[?\s*(?![\"'0-9\s])|\.get\(\s*(?![\"'\s]))"
    given = rb"\.(?!log|dump|info|debug|append|write|save)[a-z_]\w*\(\s*" + one + rb"\s*[,)]"
    return re.compile(b"|".join((*before, one + after, given)))
