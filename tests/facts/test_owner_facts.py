"""Whether the owner of a dataset still works on it, as far as git knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Owner
from debt_pipelines.model.schema import Row
from tests.facts.history_making import person, seen

GONE = "2025-12-31"
PEOPLE = (
    person("Ada Lovelace", email="ada@x.org\n123+ada-l@users.noreply.github.com"),
    person("Bob", GONE, email="bob@x.org\nbobby@users.noreply.github.com"),
    person("CI", is_bot=True, email="ci@x.org"),
)


@pytest.fixture
def judged(facts: Callable[..., list[dict[str, Any]]]) -> Callable[..., tuple[Any, ...]]:
    """A function `judged(owner, *people)`: owned by a person, still active, last seen."""

    def judge(owner: str | None, *people: Row) -> tuple[Any, ...]:
        stated = [Owner(pattern="*", owner=owner, tool="codeowners", path="CODEOWNERS")] if owner else []
        (row,) = facts("dataset_facts", seen("a.csv"), *stated, *people)
        return row["is_owned_by_person"], row["is_owner_active"], row["owner_last_seen_at"]

    return judge


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("@ada-l", (True, True, "2026-06-30")),
        ("ada@x.org", (True, True, "2026-06-30")),
        ("Ada Lovelace <ADA@x.org>", (True, True, "2026-06-30")),
        ("ada lovelace", (True, True, "2026-06-30")),
        ("@bobby", (True, False, GONE)),
        ("bob", (True, False, GONE)),
        ("@bob @ada-l", (True, True, "2026-06-30")),
        ("Bob, Ada Lovelace", (True, True, "2026-06-30")),
        ("@bob @eve", (True, None, GONE)),
        ("@eve", (True, None, None)),
        ("ci@x.org", (True, None, None)),
        ("@org/data", (False, None, None)),
        ("@bob @org/data", (False, None, GONE)),
        ("Data Team", (False, None, None)),
        (None, (False, None, None)),
    ],
)
def test_owners(judged: Callable[..., tuple[Any, ...]], owner: str | None, expected: tuple[Any, ...]) -> None:
    assert judged(owner, *PEOPLE) == expected


def test_days_count_up_to_the_last_commit_of_anybody(judged: Callable[..., tuple[Any, ...]]) -> None:
    assert judged("bob", person("Bob", GONE), person("Ada", "2026-06-29"))[1] is True
    assert judged("bob", person("Bob", GONE)) == (True, True, GONE)
    assert judged("bob") == (True, None, None)
