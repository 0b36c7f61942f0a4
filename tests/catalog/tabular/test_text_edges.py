"""The first and last bytes of texts say the same as the regular expressions that they spare."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.tabular.text_edges import has_codes, is_padded

TEXTS = st.lists(st.none() | st.text("01x- .a", max_size=4), max_size=8)


def chunked(texts: list[str | None]) -> pa.ChunkedArray:
    """The texts in two chunks, the second of which does not start where its memory does."""
    whole = pa.array(["0x", *texts], pa.string()).slice(1)
    return pa.chunked_array([whole.slice(0, len(texts) // 2), whole.slice(len(texts) // 2)])


@given(TEXTS)
def test_codes(texts: list[str | None]) -> None:
    assert has_codes(chunked(texts)) == any(re.match("-?0[0-9xX]", text) for text in texts if text)


@given(TEXTS)
def test_padding(texts: list[str | None]) -> None:
    assert is_padded(chunked(texts)) == any(text != text.strip() for text in texts if text)


@pytest.mark.parametrize("texts", [[], [None], [""], ["", None]])
def test_nothing_to_look_at(texts: list[str | None]) -> None:
    assert not has_codes(chunked(texts))
    assert not is_padded(chunked(texts))
