"""What the values of a column look like: what they mean, whose they are, and what is wrong with how they are kept.

Everything is judged on a few values: a sample spread over the rows, and the most frequent ones with their counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from debt_pipelines.catalog.profile.column_values import ColumnValues, is_code_name, values_seen, words_of
from debt_pipelines.catalog.profile.encoding_damage import find_encoding_damage
from debt_pipelines.catalog.profile.hidden_types import find_hidden_type
from debt_pipelines.catalog.profile.measures import Signs
from debt_pipelines.catalog.profile.pii import find_pii
from debt_pipelines.catalog.profile.semantics import find_semantic
from debt_pipelines.catalog.profile.sentinels import find_sentinel
from debt_pipelines.catalog.profile.variants import find_variants
from debt_pipelines.catalog.tabular.lattice import LogicalType, base_of


def read_signs(
    name: str,
    logical_type: LogicalType | None,
    sample: Sequence[str],
    *,
    n_values: int,
    n_distinct: int | None,
    frequent: Sequence[tuple[str, int]],
    minimum: str | None,
    maximum: str | None,
) -> Signs:
    """The signs of a column, from at most 256 of its values as text, spread evenly over the rows.

    No sign shows a personal value: spellings are told of no column that holds any.
    """
    base = base_of(logical_type) if logical_type else None
    seen = values_seen(sample, frequent, n_distinct)
    if not seen or base is None:
        return Signs()
    values = ColumnValues(
        words_of(name), is_code_name(name), base, seen, n_values, n_distinct, frequent, minimum, maximum
    )
    pii_kind, pii_fraction = find_pii(values) or (None, None)
    is_shown = base == "string" and pii_kind is None
    hidden, hidden_fraction = (find_hidden_type(values) if is_shown else None) or (None, None)
    texts = [value for value, _count in seen] if base == "string" else ()
    return Signs(
        semantic=find_semantic(values, hidden),
        pii_kind=pii_kind,
        pii_fraction=pii_fraction,
        sentinel=find_sentinel(values),
        hidden_type=hidden,
        hidden_type_fraction=hidden_fraction,
        variants=find_variants(values) if is_shown else None,
        encoding_damage=find_encoding_damage(texts),
    )
