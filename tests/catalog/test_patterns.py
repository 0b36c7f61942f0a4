"""The last pattern that matches wins, as if each were tried."""

from __future__ import annotations

import pathspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.patterns import last_match

_PART = st.sampled_from(["a", "b", "data", "x.csv", "a=1", "*", "*.csv", "a b", "**", ".", "..", "#a", "!a", "[ab]"])
_PATTERN = st.builds(
    lambda start, parts, end: f"{start}{'/'.join(parts)}{end}",
    st.sampled_from(["", "/"]),
    st.lists(_PART, min_size=1, max_size=3),
    st.sampled_from(["", "/"]),
)
_PATH = st.lists(st.sampled_from(["a", "b", "data", "x.csv", "a=1", "a b", "#a"]), min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/x.csv", "all of data"),
        ("data/raw/x.csv", "raw"),
        ("data/raw/orders.csv", "orders"),
        ("old/orders.csv", "orders"),
        ("data", None),
        ("src/x.py", None),
    ],
)
def test_the_last_pattern_wins(path: str, expected: str | None) -> None:
    patterns = [("data/", "all of data"), ("/data/raw/*.csv", "raw"), ("orders.csv", "orders"), ("***a[", "broken")]
    assert last_match(patterns)(path) == expected


@given(st.lists(_PATTERN, max_size=4), _PATH)
def test_looking_up_gives_what_trying_all_gives(patterns: list[str], path: str) -> None:
    tried = None
    for number, pattern in enumerate(patterns):
        try:
            tried = number if pathspec.GitIgnoreSpec.from_lines([pattern]).match_file(path) else tried
        except ValueError:
            continue
    assert last_match([(pattern, number) for number, pattern in enumerate(patterns)])(path) == tried
