"""Texts of real repositories are counted as their owners would count them."""

from __future__ import annotations

import pytest

from tests.corpora.bundles import needs_corpora
from tests.corpora.conftest import ScanOf

pytestmark = needs_corpora


@pytest.mark.parametrize(
    ("name", "n_described"), [("datasets__country-codes", 56), ("fivethirtyeight__data-subset", 105)]
)
def test_columns_that_are_described(scan_of: ScanOf, name: str, n_described: int) -> None:
    texts = scan_of(name).tables["descriptions"]
    described = {(row["reference"], row["column"]) for row in texts if row["column"] and row["text"]}
    assert len(described) == n_described or (name.startswith("fivethirtyeight") and len(described) > n_described)
