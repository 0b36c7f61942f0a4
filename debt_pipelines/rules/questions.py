"""Rules as questions about single values: what Great Expectations is asked, each thing once.

An expectation costs it far more than the values it judges. Most rules hold one of a few expectations ("is there a
value?", "is it true?") of one column or another, so all that ask the same become one question about all their values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from debt_pipelines.model.rule import Rule
from debt_pipelines.rules.populations import Group

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_ROW_WISE = frozenset(
    f"expect_column_values_to_{verb}"
    for verb in ("be_between", "be_in_set", "not_be_in_set", "be_null", "not_be_null", "match_regex", "not_match_regex")
)
"""Expectations that judge each row by one value in it, whatever stands in the other rows."""
_BY_PRESENCE = frozenset({"expect_column_values_to_be_null", "expect_column_values_to_not_be_null"})
"""Those of them to which only matters whether there is a value."""
_MISSING, _THERE = "missing", "there"


@dataclass(frozen=True)
class Asking:
    """What one rule asks: the words for the values it looks at, and the place among them of that of each row."""

    rule: Rule
    group: Group
    words: Sequence[str]
    places: NDArray[np.intp]

    def failed(self, verdicts: Mapping[str, bool]) -> tuple[int, ...]:
        """The labels of the rows whose values fail."""
        import numpy as np

        fails = np.array([verdicts[word] for word in self.words], dtype=bool)
        return self.group.labels(np.flatnonzero(fails[self.places]).tolist())


@dataclass
class Question:
    """One expectation, and the values that all who ask it look at, by the words for them.

    `rule` is the first that asks.
    """

    rule: Rule
    data_type: Any
    askings: list[Asking] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def is_row_wise(group: Group) -> bool:
    """Whether rows that look alike to the rules end alike, so that each value is asked about once."""
    return all(rule.expectation_type in _ROW_WISE and "column" in rule.kwargs for rule in group.rules)


def key_of(rule: Rule) -> str:
    """The expectation of a rule without the column it looks at, whose name decides nothing."""
    kwargs = {name: value for name, value in rule.kwargs.items() if name != "column"}
    return json.dumps([rule.expectation_type, kwargs], sort_keys=True, default=repr)


def questions_of(groups: Iterable[Group]) -> list[Question]:
    """What the rules of row-wise groups ask; values of different types are different questions."""
    found: dict[tuple[str, str], Question] = {}
    for group in groups:
        for rule in group.rules:
            asking, values = _asking(rule, group)
            question = found.setdefault((key_of(rule), str(values.dtype)), Question(rule, values.dtype))
            question.askings.append(asking)
            question.values |= zip(asking.words, values.tolist(), strict=True)
    return list(found.values())


def _asking(rule: Rule, group: Group) -> tuple[Asking, pd.Series]:
    """The words that a rule uses, and the value that each stands for."""
    import numpy as np
    import pandas as pd

    looked_at = group.facts[rule.kwargs["column"]].iloc[group.positions]
    if rule.expectation_type in _BY_PRESENCE:
        values = pd.Series([None, True], dtype=object)
        return Asking(rule, group, (_MISSING, _THERE), looked_at.notna().to_numpy(dtype=np.intp)), values
    places, _ = pd.factorize(looked_at, use_na_sentinel=False)
    values = looked_at.iloc[np.unique(places, return_index=True)[1]]
    listed = zip(values.tolist(), values.isna().tolist(), strict=True)
    words = [_MISSING if is_missing else json.dumps(value, default=repr) for value, is_missing in listed]
    return Asking(rule, group, words, places), values


def side_by_side(questions: Sequence[Question]) -> tuple[list[Rule], pd.DataFrame]:
    """One frame with a column a question, and a rule about each.

    A question about fewer values than another repeats its last one.
    """
    import numpy as np
    import pandas as pd

    height = max(len(question.values) for question in questions)
    columns: dict[str, pd.Series] = {}
    rules: list[Rule] = []
    for n, question in enumerate(questions):
        column = pd.Series(list(question.values.values()), dtype=question.data_type)
        columns[f"values {n}"] = column.iloc[np.minimum(np.arange(height), len(column) - 1)].reset_index(drop=True)
        kwargs = {**question.rule.kwargs, "column": f"values {n}"}
        rules.append(question.rule.model_copy(update={"kwargs": kwargs}))
    return rules, pd.DataFrame(columns)
