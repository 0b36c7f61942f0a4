"""Whether the owner of a dataset is still around, as far as git knows the owner."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.git_time import day_of, days_until, present_time
from debt_pipelines.facts.wording import folded

_INACTIVE_DAYS = 180
_TEAM = re.compile(
    r"^@[^/\s]+/\S+$|(^|[^a-z])(teams?|groups?|squads?|dep(t|artment)|guild|chapter|crew|everyone|all)([^a-z]|$)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>@,]+@[^\s<>@,]+")
_NOREPLY = re.compile(r"^(?:\d+\+)?([^@]+)@users\.noreply\.")


def owner_facts(frames: Frames) -> Callable[[str | None], dict[str, Any]]:
    """A function from the owner in force to the facts about them.

    Of several owners one who is active is enough; nothing is known as long as git does not know all of them.
    """
    now = present_time(frames)
    last_seen = _last_seen(frames)

    def facts(owner: str | None) -> dict[str, Any]:
        names = _names(owner or "")
        dates = [last_seen.get(_key(name)) for name in names]
        last = max((date for date in dates if date), key=datetime.fromisoformat, default=None)
        days = days_until(now, last)
        is_active = days is not None and days <= _INACTIVE_DAYS
        return {
            "is_owned_by_person": bool(names) and not any(_TEAM.search(name) for name in names),
            "is_owner_active": is_active if is_active or (names and all(dates)) else None,
            "owner_last_seen_at": day_of(last),
        }

    return facts


def _last_seen(frames: Frames) -> dict[str, str]:
    """The last commit of each person, by name, address, and the handle that a code host puts in an address."""
    found: dict[str, str] = {}
    for row in records(frames["contributors"]):
        emails = [] if row["is_bot"] else row["email"].split("\n")
        handles = [match[1] for email in emails if (match := _NOREPLY.match(email))]
        for key in {folded(row["name"]), *map(str.casefold, emails), *map(folded, handles)} if emails else ():
            before = found.get(key, row["last_commit_at"])
            found[key] = max(before, row["last_commit_at"], key=datetime.fromisoformat)
    return found


def _names(owner: str) -> list[str]:
    """The owners named in one text: handles and addresses with blanks between them, or names with commas."""
    words = owner.split()
    if all("@" in word for word in words):
        return words
    return [name.strip() for name in owner.split(",") if name.strip()]


def _key(name: str) -> str:
    address = _ADDRESS.search(name)
    return address[0].casefold() if address else folded(name)
