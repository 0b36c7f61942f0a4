"""Values as texts, the same from every source."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from debt_pipelines.catalog.profile.texts import text_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (12, "12"),
        (12.0, "12"),
        (-0.5, "-0.5"),
        (1e300, "1e+300"),
        (float("nan"), None),
        (float("inf"), "inf"),
        (Decimal("1.500"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), None),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), "2026-01-05T09:00:00+00:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(seconds=90), "90.0"),
        ("x" * 300, "x" * 200),
        (b"x", None),
        ([1], None),
        (None, None),
    ],
)
def test_text_of(value: Any, expected: str | None) -> None:
    assert text_of(value) == expected
