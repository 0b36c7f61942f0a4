"""Growth: rows that were added to the old ones, against rows that took their place."""

from __future__ import annotations

import numpy as np

from debt_pipelines.catalog.drift.growth import has_only_grown
from tests.catalog.drift.making import Values, changes, versions


def rows(seed: int, n: int, *, mean: float = 10.0, first_id: int = 0) -> dict[str, list[object]]:
    rng = np.random.default_rng(seed)
    return {
        "id": [first_id + k for k in range(n)],
        "amount": rng.normal(mean, 2.0, n).round(3).tolist(),
        "price": rng.normal(30, 2.0, n).round(3).tolist(),
        "shop": rng.choice(["north", "south", "east"], n).tolist(),
        "note": [[None, "a", "b"][k] for k in rng.integers(0, 3, n).tolist()],
    }


def joined(before: Values, after: Values) -> Values:
    return {name: [*before[name], *after[name]] for name in before}


def grown(before: Values, after: Values) -> bool:
    return has_only_grown(list(zip(versions(before), versions(after), strict=True)))


def test_appended_rows_are_growth() -> None:
    before = rows(1, 2000)
    assert grown(before, joined(before, rows(2, 300, first_id=2000)))
    assert grown(before, joined(before, rows(2, 2000, mean=90, first_id=2000)))


def test_a_new_sample_is_no_growth() -> None:
    before = rows(1, 2000)
    assert not grown(before, rows(2, 2300, first_id=2000))
    assert not grown(before, before)
    assert not grown(joined(before, rows(2, 300)), before)


def test_nothing_is_said_of_the_distribution_of_what_grew() -> None:
    before = rows(1, 2000)
    later = joined(before, rows(2, 2000, mean=20, first_id=2000))
    assert changes(before, later) == []
    replaced = {**rows(3, 2100), "amount": rows(3, 2100, mean=20)["amount"]}
    assert [change.kind for change in changes(before, replaced)] == ["shifted_distribution"]


def test_unmeasured_columns_prove_no_growth() -> None:
    (column,) = versions({"a": [1, 2]})
    assert not has_only_grown([(column._replace(n_nulls=None), column)])
    assert not has_only_grown([])
