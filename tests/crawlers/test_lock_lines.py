"""Lock files read line by line: the same as by the YAML parser, or not understood at all."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.crawlers import dvc_lock
from debt_pipelines.crawlers.dvc_lock import LockedStage, read_lock
from debt_pipelines.crawlers.lock_lines import scan_block, scan_dvc_file, split_lock
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.yaml_document import load_yaml

HEADER = "schema: '2.0'\nstages:\n"
USUAL = """\
  train@de:
    cmd: python train.py --rate 0.1 data/in.csv
    deps:
    - path: data/in.csv
      hash: md5
      md5: 0123456789abcdef0123456789abcdef.dir
      size: 12
      nfiles: 3
    - path: 
        a/very/long/path with blanks/and
        more.csv
      etag: '"e"'
    params:
      params.yaml:
        train.rate: 0.1
        name: '010'
        word: on
    outs:
    - path: model.pkl
      md5: 00000000000000000000000000000012
      size: 99
"""  # noqa: W291 - DVC writes the blank
VALUES = [
    "plain", "two words", "a: b", "a #b", "a#b", "'quoted'", '"double"', '"with \\n escape"', "'it''s'", "", "~",
    "null", "true", "True", "on", "010", "0x1f", "1e5", "12345678901234567890", ".5", "-3", "- x", "-p url", "? x",
    ": x", "x:", "a:b", "a::b", "[1, 2]", "{a: 1}", "*x", "&a x", "&a", "!t x", "|",
    "|\n        text\n\n        more", ">-\n        t", "@x", "%x", "`x", "x `y`", "a\n        b", "a\n\n        b",
    "a\n        # b", "a\n        b: c", "é ü", "\u2028x", "x\u0085y", "a\tb", "x \\", "\\x", "$(ls *.csv) && true",
    "a & b", "=", "<<", "~/x", "a  b", "x ", "a\n        - b", "\n        - b", "\n        b", "\n        b: c",
    "\n        'b'", "\n        | b", "'a'\n        b", "🧹 x", '"open', "'open", "# only", "x # end", "9", "1_000",
    "2020-01-01", ".inf", "0o17", "+1", "١٢",
]  # fmt: skip
KEYS = ["md5", "size", "path", "hash", "isexec", "true", "null", "5", "a.b", "<<", "'q'", "a b", "é", "cmd", "x/y"]
NAMES = ["train", "train@de", "5", "true", "~", "a b", "a:b", "'q'", "stages", "schema", "é", "x@[1]", "deps"]

values, keys, names = st.sampled_from(VALUES), st.sampled_from(KEYS), st.sampled_from(NAMES)


@st.composite
def stage_texts(draw: Any) -> str:
    """A stage as DVC writes it, with a strange word here and there."""
    lines = [f"  {draw(names)}:"]
    if draw(st.booleans()):
        lines.append(f"    cmd: {draw(values)}")
    for section in draw(st.lists(st.sampled_from(["deps", "outs"]), max_size=2)):
        lines.append(f"    {section}:")
        for _ in range(draw(st.integers(0, 2))):
            lines.append(f"    - path: {draw(values)}")
            lines += [f"      {draw(keys)}: {draw(values)}" for _ in range(draw(st.integers(0, 3)))]
    if draw(st.booleans()):
        lines += ["    params:", f"      {draw(keys)}:"]
        lines += [f"        {draw(keys)}: {draw(values)}" for _ in range(draw(st.integers(0, 3)))]
    return "\n".join(lines) + "\n"


def by_yaml(text: str) -> dict[str, LockedStage] | str:
    """What the YAML parser alone makes of a lock file."""
    try:
        return dvc_lock._read_any_lock(text)
    except UnreadableError as error:
        return error.message


def by_lines(text: str) -> dict[str, LockedStage] | str:
    """What is made of it line by line, where that can be."""
    try:
        return read_lock(text)
    except UnreadableError as error:
        return error.message


@given(stages=st.lists(stage_texts(), max_size=3), is_new=st.booleans())
def test_whatever_is_read_by_lines_is_read_alike_by_the_yaml_parser(stages: list[str], is_new: bool) -> None:
    text = HEADER + "".join(stages)
    if not is_new:
        text = "".join("\n".join(line.removeprefix("  ") for line in stage.split("\n")) for stage in stages)
    assert by_lines(text) == by_yaml(text)
    blocks = split_lock(text)
    for block in blocks or []:
        entry = scan_block(block)
        if entry is not None and blocks is not None and all(map(scan_block, blocks)):
            document = load_yaml(text)
            stage = (document.data["stages"] if is_new else document.data)[block.name]
            assert repr(entry.data) == repr(stage)


@given(document=st.dictionaries(keys, st.one_of(values, st.integers(), st.lists(st.dictionaries(keys, values)))))
def test_what_a_yaml_writer_writes_is_read_alike(document: dict[str, Any]) -> None:
    text = yaml.safe_dump({"schema": "2.0", "stages": {"a": document, "b": {"cmd": "x"}}}, allow_unicode=True)
    assert by_lines(text) == by_yaml(text)
    alone = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    entry = scan_dvc_file(alone)
    assert entry is None or repr(entry.data) == repr(load_yaml(alone).data)


@pytest.mark.parametrize("indent", [2, 0], ids=["schema 2.0", "schema 1.0"])
def test_the_usual_form_is_understood_with_its_lines(indent: int) -> None:
    text = HEADER + USUAL if indent else "\n".join(line.removeprefix("  ") for line in USUAL.split("\n"))
    (block,) = split_lock(text) or []
    entry = scan_block(block)
    document = load_yaml(text)
    at = ("stages", "train@de") if indent else ("train@de",)
    assert entry is not None
    assert entry.data == (document.data["stages"] if indent else document.data)["train@de"]
    assert block.line == document.lines[at]
    assert {key: block.line + line for key, line in entry.lines.items()} == {
        (section, index): document.lines[(*at, section, index)]
        for section, index in (("deps", 0), ("deps", 1), ("outs", 0))
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stages:\n  a:\n    cmd: x\n",
        f"{HEADER}  a: {{}}\n",
        f"{HEADER}  a:\n    cmd: x",
        f"{HEADER}  a:\n    cmd: x\n  a:\n    cmd: y\n",
        f"{HEADER}  a:\n    cmd: x\n# comment\n",
        f"{HEADER}  a:\n    cmd: x\n<<<<<<< HEAD\n",
        f"{HEADER}  a:\r\n    cmd: x\r\n",
        f"{HEADER}  a:\n    cmd: x\u2028y\n",
        f"{HEADER}  'a':\n    cmd: x\n",
        f"{HEADER}  5:\n    cmd: x\n",
        f"{HEADER}  a:\n    cmd: x\ndatasets: []\n",
    ],
)
def test_what_cannot_be_cut_into_stages_is_left_to_the_yaml_parser(text: str) -> None:
    assert split_lock(text) is None


@pytest.mark.parametrize(
    "body",
    [
        "    cmd: x\n    cmd: y\n",
        "    a: &b [1]\n    c: *b\n",
        "    a: [&b 1, *b]\n",
        "    'cmd': x\n",
        '    cmd: "x\n',
    ],
)
def test_a_stage_that_needs_the_whole_file_is_left_to_the_yaml_parser(body: str) -> None:
    (block,) = split_lock(f"{HEADER}  a:\n{body}") or []
    assert scan_block(block) is None


def test_a_dvc_file() -> None:
    text = "wdir: ..\nouts:\n- md5: aaa.dir\n  size: 5\n  nfiles: 2\n  path: x\nfrozen: true\n"
    entry = scan_dvc_file(text)
    assert entry is not None
    assert entry.data == load_yaml(text).data
    assert entry.lines == {("outs", 0): 3}
    assert scan_dvc_file(f"# note\n{text}") is None


def test_known_stages_are_not_read_again() -> None:
    known: dvc_lock.KnownStages = {}
    first = read_lock(f"{HEADER}  a:\n    cmd: x\n  b:\n    cmd: y\n", known)
    second = read_lock(f"{HEADER}  b:\n    cmd: y\n  a:\n    cmd: z\n", known)
    assert second["b"] is first["b"]
    assert (first["a"].command, second["a"].command) == ("x", "z")


def test_a_large_lock_file_is_read_in_time() -> None:
    entry = (
        "    - path: data/part-{0}.csv\n      hash: md5\n      md5: 0123456789abcdef0123456789abcd{0}\n      size: 1\n"
    )
    outs = "".join(entry.format(n) for n in range(10, 110))
    text = HEADER + "".join(f"  stage@{n}:\n    cmd: run {n}\n    outs:\n{outs}" for n in range(100))
    started = time.perf_counter()
    assert len(read_lock(text)) == 100
    assert time.perf_counter() - started < len(text) / 500_000  # a megabyte takes a tenth of a second or so
