"""What is kept of columns that hold personal data or credentials: how many values, never which.

Applied where measures are made, so that neither a table, nor the memory of earlier scans, nor a report has the values.
"""

from __future__ import annotations

from debt_pipelines.catalog.profile.column_values import words_of
from debt_pipelines.catalog.profile.measures import Measures
from debt_pipelines.catalog.profile.pii import EMAIL, is_personal_name
from debt_pipelines.model.masking import MASK, is_secret_name, masked


def without_values(name: str, measures: Measures) -> Measures:
    """The measures of a column without any value of it, where its values are personal, or its texts secret.

    The name decides where nobody looked at the values. Of texts the first letters of the bounds are left, by which a
    renamed column is known again. Elsewhere single values that have the shape of a credential or an address are masked.
    """
    is_text = measures.mean is None and not measures.quantiles
    is_looked_at = measures.signs.semantic is not None
    is_personal = measures.signs.pii_kind is not None or (not is_looked_at and is_personal_name(words_of(name)))
    if is_personal or (is_text and is_secret_name(name)):
        return _counts_of(measures, is_text=is_text)
    return _masked(measures)


def _counts_of(measures: Measures, *, is_text: bool) -> Measures:
    return measures._replace(
        minimum=_first_letter(measures.minimum) if is_text else None,
        maximum=_first_letter(measures.maximum) if is_text else None,
        mean=None,
        deviation=None,
        quantiles=(),
        frequent=(),
        is_domain_complete=False,
        signs=measures.signs._replace(variants=None),
    )


def _first_letter(value: str | None) -> str | None:
    return f"{value[:1]}..." if value and not value[0].isdecimal() else None


def _masked(measures: Measures) -> Measures:
    texts = [text for text in (measures.minimum, measures.maximum) if text]
    texts += [text for text, _count in measures.frequent]
    joined = "\n".join(texts)
    if _plain(joined) == joined:
        return measures
    return measures._replace(
        minimum=measures.minimum and _plain(measures.minimum),
        maximum=measures.maximum and _plain(measures.maximum),
        frequent=tuple((_plain(text), count) for text, count in measures.frequent),
    )


def _plain(text: str) -> str:
    return EMAIL.sub(MASK, masked(text)) if "@" in text else masked(text)
