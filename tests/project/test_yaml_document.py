"""YAML as DVC reads it: values of YAML 1.2, the line of every entry, and bounds on what a file may cost."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.config.settings import LimitSettings
from debt_pipelines.model.digits import MOST_DIGITS
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.parse_limits import parsing_within
from debt_pipelines.project.yaml_document import load_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("no", "yes", "on", "off", "y", "N", "1_000", "2024-01-31", "1:30", "0b11", "0o9")),
        *((word, word) for word in ("True!", "1.2.3", "1e", "e3", "0x", "+", ".", "nan", "<<x", "=")),
        *((word, None) for word in ("~", "null", "Null", "NULL", "")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *(("010", 10), ("+1", 1), ("-7", -7), ("0o17", 15), ("0x1F", 31), ("1e3", 1000.0), ("1.", 1.0), (".5", 0.5)),
        *((".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf), ("-1.5E-2", -0.015)),
        *(("'1'", "1"), ('"true"', "true"), ("''", ""), ('"~"', "~"), ("'<<'", "<<")),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    loaded = load_yaml(f"key: {written}\n").data["key"]
    assert loaded == value
    assert type(loaded) is type(value)


def test_more_scalars() -> None:
    assert math.isnan(load_yaml("key: .NaN").data["key"])
    assert load_yaml("text: |\n  12\n  no\nfold: >-\n  12\n").data == {"text": "12\nno\n", "fold": "12"}
    assert load_yaml("- &a 010\n- *a\n").data == [10, 10]
    assert load_yaml("no: 1\n010: 2\n~: 3\n").data == {"no": 1, 10: 2, None: 3}


@pytest.mark.parametrize("digits", [20, 240, 1001, 5000, 100_000])
def test_huge_numbers_cost_nothing(digits: int) -> None:
    data = load_yaml(f"plain: {'9' * digits}\nhex: 0x{'f' * digits}\noctal: 0o{'7' * digits}\n").data
    assert data["plain"] == (10**digits - 1 if digits <= MOST_DIGITS else math.inf)
    assert isinstance(data["hex"], int if digits <= MOST_DIGITS else str)
    assert isinstance(data["octal"], int if digits <= MOST_DIGITS else str)


def test_every_entry_has_its_line() -> None:
    document = load_yaml(
        "# comment\nstages:\n  train:\n    deps:\n      - a\n      - b:\n          cache: false\n  x: {y: 1}\n"
    )
    lines = {
        (): 2,
        ("stages",): 2,
        ("stages", "train"): 3,
        ("stages", "train", "deps"): 4,
        ("stages", "train", "deps", 1): 6,
        ("stages", "train", "deps", 1, "b", "cache"): 7,
        ("stages", "x", "y"): 8,
    }
    assert {path: document.line(*path) for path in lines} == lines
    assert document.line("stages", "train", "deps", 9, "nope") == 4
    assert document.line("nope") == 2
    assert load_yaml("").line("nope") is None


def test_lines_count_from_the_start_whatever_the_line_ends() -> None:
    assert load_yaml("a: 1\r\nb: 2\r\n").line("b") == 2
    assert load_yaml("%YAML 1.2\n---\na: 1\n").line("a") == 3


def test_duplicate_keys_are_told_and_the_last_one_holds() -> None:
    document = load_yaml("a: 1\nb:\n  c: 1\n  c: 2\na: 3\na: 4\n")
    assert document.data == {"a": 4, "b": {"c": 2}}
    assert document.duplicates == [("c", 4), ("a", 5), ("a", 6)]
    assert document.line("a") == 6


def test_entries_of_the_last_duplicate_have_its_lines() -> None:
    assert load_yaml("a: [1]\na:\n  - 2\n").line("a", 0) == 3


def test_a_duplicate_seen_through_aliases_is_told_once() -> None:
    document = load_yaml("base: &base\n  k: 1\n  k: 2\none: *base\ntwo:\n  <<: *base\n")
    assert document.duplicates == [("k", 3)]


def test_merge_keys() -> None:
    document = load_yaml("base: &base\n  cmd: a\n  deps: [x, y]\nstage:\n  deps:\n    - z\n  <<: *base\n")
    assert document.data["stage"] == {"cmd": "a", "deps": ["z"]}
    assert document.line("stage", "cmd") == 2
    assert document.line("stage", "deps") == 5
    assert document.line("stage", "deps", 0) == 6
    assert document.duplicates == []


def test_of_several_merged_mappings_the_first_wins() -> None:
    text = "a: &a {k: 1, only: 1}\nb: &b {k: 2, x: 2}\nc:\n  <<: [*a, *b]\n  own: 3\nd:\n  <<: *a\n  <<: *b\n"
    document = load_yaml(text)
    assert document.data["c"] == {"k": 1, "only": 1, "x": 2, "own": 3}
    assert document.data["d"] == {"k": 1, "only": 1, "x": 2}
    assert (document.line("c", "k"), document.line("c", "x")) == (1, 2)


@pytest.mark.parametrize("text", ["<<: 5\na: 1\n", "<<: [1]\na: 1\n", "'<<': {b: 1}\na: 1\n"])
def test_what_cannot_be_merged_is_a_key_like_any_other(text: str) -> None:
    assert set(load_yaml(text).data) == {"<<", "a"}


def test_an_alias_gives_the_value_again() -> None:
    document = load_yaml("a: &x\n  k: 1\nb: *x\nc: [*x]\n")
    assert document.data == {"a": {"k": 1}, "b": {"k": 1}, "c": [{"k": 1}]}
    assert document.line("b") == 3
    assert document.line("b", "k") == 2


@pytest.mark.parametrize("text", [BOMB, BOMB.replace("[", "{x: [").replace("]", "]}")], ids=["lists", "mappings"])
def test_an_alias_bomb_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="too large or too deeply nested once its aliases are expanded"):
        load_yaml(text)


def test_a_large_file_without_aliases_is_no_bomb() -> None:
    with parsing_within(LimitSettings(alias_nodes=0)):
        assert load_yaml("[" + "1," * 500 + "]").data == [1] * 500
        with pytest.raises(UnreadableError):
            load_yaml("- &a [1,1,1,1,1,1]\n" + "- *a\n" * 20)
    assert len(load_yaml("- &a [1,1,1,1,1,1]\n" + "- *a\n" * 20).data) == 21


def test_how_deep_a_file_may_be_nested_is_a_setting() -> None:
    assert load_yaml("[" * 100 + "]" * 100).data
    with parsing_within(LimitSettings(nesting=10)):
        for load in (load_yaml, lambda text: load_document("a.json", text)):
            assert load("[" * 10 + "]" * 10).data
            with pytest.raises(UnreadableError, match="too deeply nested"):
                load("[" * 12 + "]" * 12)


@pytest.mark.parametrize("text", ["&a [*a]", "&a [*a, *a]", "a: &a {b: *a}", "&a {<<: *a}", "&a {<<: [*a]}"])
def test_an_alias_of_itself_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="too deeply nested"):
        load_yaml(text)


@pytest.mark.parametrize("depth", [500, 5_000, 200_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ("[", ""), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("- [", "")]
)
def test_deep_nesting_is_an_error_and_not_a_crash(opening: str, closing: str, depth: int) -> None:
    with pytest.raises(UnreadableError):
        load_yaml(opening * depth + closing * depth)


def test_deep_indentation_is_an_error_with_its_line() -> None:
    text = "".join(f"{' ' * depth}a:\n" for depth in range(1500))
    with pytest.raises(UnreadableError, match="too deeply nested") as caught:
        load_yaml(text)
    assert caught.value.line == 101


def test_nesting_that_people_write_is_fine() -> None:
    text = "[" * 90 + "]" * 90
    assert isinstance(load_yaml(text).data, list)
    assert len(load_yaml(f"cmd: {'x [] ' * 2000}").data["cmd"]) > 9000


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", "unresolved merge conflict", 2),
        ("\ta: 1\n", "found character that cannot start any token", 1),
        ("a:\n  b: 1\n\tc: 2\n", "tab", 3),
        ("a: 1\n? [b]\n: 2\n", "a key is not a plain word", 2),
        ("a: 1\n{b: 1}: 2\n", "a key is not a plain word", 2),
        ("a: *nope\n", "undefined alias", 1),
        ("a: [1\nb: 2\n", "not valid YAML", 2),
        ("a: 'x\n", "not valid YAML", 2),
        ("a: 1\n---\nb: 2\n", "another document", 2),
        ("a: 1\nb\n", "not valid YAML", 3),
        ("@a: 1\n", "not valid YAML", 1),
        ("a: \x00\n", "control characters", None),
        ("a: \ud800\n", "not Unicode text", None),
        ("%YAML 3.0\n---\na: 1\n", "not valid YAML", 1),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str, message: str, line: int | None) -> None:
    with pytest.raises(UnreadableError, match=message) as caught:
        load_yaml(text)
    assert caught.value.line == line


def test_a_conflict_marker_inside_a_line_is_text() -> None:
    assert load_yaml("a: |\n  <<<<<<< HEAD\n").data == {"a": "<<<<<<< HEAD\n"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff", "--- \n...\n"])
def test_an_empty_document_has_no_value(text: str) -> None:
    document = load_yaml(text)
    assert document.data is None
    assert document.duplicates == []


def test_tags_build_no_objects() -> None:
    assert load_yaml("a: !!python/object/apply:os.system ['true']\nb: !x 1\n").data == {"a": ["true"], "b": 1}


YAML_LIKE = st.text(st.sampled_from("ab1:-?,[]{}&*!|>'\"%@`#\n\t <~.=\\0\x00\x85\ud800é"), max_size=60)


@given(st.one_of(st.text(), YAML_LIKE, st.text(st.characters(categories=["Cs", "Cc", "Zl", "Nd"]))))
def test_any_text_parses_or_is_unreadable(text: str) -> None:
    with contextlib.suppress(UnreadableError):
        load_yaml(text)
