"""Additions to YAML: exactly what was asked for, and every byte that was there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.fixes.yaml_edits import Entry, with_entries
from debt_pipelines.project.yaml_document import load_yaml

STAGES = """\
# what we run
stages:
  train:   # nightly
    cmd: python train.py
    deps:
      - data/a.csv   # the input

    # results
    outs:
    - model.pkl
    - metrics.json:
        cache: false


  report:
    cmd: >
      python report.py
      --all
    deps: [x.csv, 'y z.csv']
"""


@pytest.mark.parametrize("text", ["outs: [a.csv, b.csv]\n", '{"outs": ["a.csv"]}', "outs: [a.csv,\n  b.csv]\n"])
def test_what_would_be_no_yaml_any_more_is_left_out(text: str) -> None:
    """A word of a list on one line cannot become a mapping by putting lines behind it."""
    assert with_entries(text, [Entry(("outs", 0), "desc", "what it holds")]) is None


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (Entry(("stages", "train", "deps"), None, "train.py"), "      - train.py\n"),
        (Entry(("stages", "train", "outs"), None, "a: b.csv"), "    - 'a: b.csv'\n"),
        (Entry(("stages", "train", "outs", 1, "metrics.json"), "desc", "it's: so"), "        desc: 'it''s: so'\n"),
        (Entry(("stages", "report"), "desc", "true"), "    desc: 'true'\n"),
        (
            Entry(("stages", "train", "outs", 1, "metrics.json"), "meta", {"owner": "Ada"}, "the only one"),
            "        meta:\n          owner: Ada  # the only one\n",
        ),
    ],
)
def test_one_block_is_added(entry: Entry, line: str) -> None:
    after = with_entries(STAGES, [entry])
    assert after is not None
    assert after.replace(line, "", 1) == STAGES


def test_where_it_is_added() -> None:
    after = with_entries(STAGES, [Entry(("stages", "train", "deps"), None, "train.py")])
    assert after is not None
    assert "      - data/a.csv   # the input\n      - train.py\n\n    # results\n" in after


def test_a_word_becomes_a_mapping() -> None:
    after = with_entries(STAGES, [Entry(("stages", "train", "outs", 0), "desc", "The model")])
    assert after == STAGES.replace("    - model.pkl\n", "    - model.pkl:\n        desc: The model\n")


def test_a_list_on_one_line() -> None:
    after = with_entries(STAGES, [Entry(("stages", "report", "deps"), None, "report.py")])
    assert after == STAGES.replace("'y z.csv']", "'y z.csv', report.py]")


def test_a_new_list_after_folded_text() -> None:
    text = "stages:\n  a:\n    cmd: |\n      one\n      two\n"
    after = with_entries(text, [Entry(("stages", "a"), "deps", ["b.py", "c.py"])])
    assert after == text + "    deps:\n    - b.py\n    - c.py\n"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("stages: {a: {cmd: x}}\n", Entry(("stages", "a"), "desc", "why")),
        ("a: &x\n  deps: [b]\nc: *x\n", Entry(("a", "deps"), None, "d")),
        ("a:\n  deps: []\n", Entry(("a", "deps"), None, "d")),
        ("a: [1\n", Entry(("a",), None, "d")),
        ("a:\n  b: 1\n", Entry(("missing",), "x", "y")),
    ],
)
def test_what_cannot_be_added_safely(text: str, entry: Entry) -> None:
    assert with_entries(text, [entry]) is None


def test_no_line_end_at_the_end_and_line_ends_of_windows() -> None:
    assert with_entries("a:\n- b", [Entry(("a",), None, "c")]) == "a:\n- b\n- c\n"
    assert with_entries("a:\r\n- b\r\n", [Entry(("a",), None, "c")]) == "a:\r\n- b\r\n- c\r\n"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20)


@given(items=st.lists(WORDS, min_size=1, max_size=4), value=WORDS, gap=st.sampled_from(["", "\n", "  # why\n"]))
def test_any_word_is_read_back(items: list[str], value: str, gap: str) -> None:
    def quoted(word: str) -> str:
        return "'" + word.replace("'", "''") + "'"

    text = "top:\n" + "".join(f"  - {quoted(item)}\n{gap}" for item in items) + "last: 1\n"
    after = with_entries(text, [Entry(("top",), None, value)])
    if after is None:
        return
    data: Any = load_yaml(after).data
    assert data == {"top": [*items, value], "last": 1}
    kept = iter(after.splitlines())
    assert all(line in kept for line in text.splitlines())
