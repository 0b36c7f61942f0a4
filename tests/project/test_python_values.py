"""Python parameter files: the same values as DVC's own parser gives, with lines, and nothing is ever run."""

from __future__ import annotations

import pytest

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.python_values import load_python

TEXT = """\
import os
RATE = 0.1
LAYERS: list = [1, 2]
SHAPE = (3, 4)
COMPUTED = os.getcwd()
a = b = 1
NO_VALUE: int
NAMES = {"x", "y"}
OPTIONS = {
    "depth": 3,
    "deep": {"er": None},
}
MIXED = {"a": RATE}
UNBUILDABLE = {[1]: 2}

class Train:
    epochs = 5
    class Inner:
        flag = True
    def __init__(self):
        self.seed = 7
        local = 1
        other.seed = 8
    def run(self):
        self.hidden = 1
"""


def test_the_values_are_those_that_dvc_reads() -> None:
    from dvc.utils.serialize._py import parse_py

    text = TEXT.replace("UNBUILDABLE = {[1]: 2}\n", "")  # which DVC dies of
    assert load_python(text).data == parse_py(text, "params.py")
    assert load_python(TEXT).data == load_python(text).data


def test_what_counts_and_where_it_stands() -> None:
    document = load_python(TEXT)
    assert list(document.data) == ["RATE", "LAYERS", "SHAPE", "NAMES", "OPTIONS", "Train"]
    assert document.data["Train"] == {"epochs": 5, "Inner": {"flag": True}, "seed": 7}
    lines = [
        document.line(*at) for at in [("RATE",), ("OPTIONS", "deep"), ("Train", "Inner", "flag"), ("Train", "seed")]
    ]
    assert lines == [2, 11, 19, 21]


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = (\n", 2), ("print 'x'\n", 1), ("a = 1\0\n", None), (f"a = {'[' * 5000}", None)]
)
def test_what_is_not_python_is_unreadable(text: str, line: int | None) -> None:
    with pytest.raises(UnreadableError) as caught:
        load_python(text)
    assert caught.value.message.startswith(("not valid Python", "too deeply nested"))
    if line is not None:
        assert caught.value.line == line
