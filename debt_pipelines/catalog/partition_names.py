"""What a file name says of its place in a larger table: the dates, numbers and folders that tell it from others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Order = tuple[int, ...] | tuple[int, str]
_MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
_TIME_KEYS = frozenset("year yr y month mon m day d hour h week quarter date dt ds time timestamp period".split())
_NOT_A_PART = (
    "v|ver|version|rev|level|lvl|nuts|adm|admin|lau|tier|table|figure|fig|appendix|step|stage|scenario|option|variant"
)
"""Words that make a number behind them another thing, such as a version or a level, rather than a part."""
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_CLOCK = r"(?:[T_ -]?\d\d[-_:h]?\d\d(?:[-_:m]?\d\d)?s?Z?)?"
_SLOT = re.compile(
    rf"""
    (?:(?<=/)|^)(?P<key>[A-Za-z_]\w*)=(?P<value>[^/]+)(?=/)
    | (?P<literal>(?<![A-Za-z])(?:{_NOT_A_PART})[-_. ]?\d{{1,3}}(?!\d)(?:\.\d+)*)
    | (?P<word>[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}
        | (?<![0-9a-z])[0-9a-f]{{16,64}}(?![0-9a-z]))
    | (?<!\d)(?:
        (?P<ymd>(?P<y1>{_YEAR})(?P<s>[-_./]?)(?P<m1>{_MONTH})(?P=s)(?P<d1>{_DAY})(?P<clock>{_CLOCK}))
        | (?P<dmy>(?P<a>\d\d)[-_.](?P<b>\d\d)[-_.](?P<y2>{_YEAR}))
        | (?P<yq>(?P<y3>{_YEAR})[-_./ ]?[qw](?P<q>\d{{1,2}}))
        | (?P<ym>(?P<y4>{_YEAR})(?:[-_./]?(?P<m4>{_MONTH})|[-_](?:20)?(?P<to>\d\d)))
        | (?P<y>{_YEAR})
      )(?!\d)
    | (?<![A-Za-z])(?P<my>(?P<name>{_MONTH_NAME})(?:[-_ ]?(?P<y5>{_YEAR}))?)(?![A-Za-z\d])
    | (?P<counter>\d+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing in a name that may vary: where it stands, and what it is."""

    start: int
    end: int
    text: str
    kind: Literal["date", "day_or_month_first", "counter", "word"]
    date: tuple[int, ...] = ()
    key: str | None = None

    @property
    def is_time(self) -> bool:
        """Whether it says when rather than which."""
        return self.kind in ("date", "day_or_month_first") or (self.key or "").lower() in _TIME_KEYS

    @property
    def label(self) -> str:
        """What it says, with the key of a folder such as `year=2024`."""
        return self.text if self.key is None else f"{self.key}={self.text}"


@dataclass(frozen=True)
class PartName:
    """A path and its slots, in the order they stand."""

    path: str
    slots: tuple[Slot, ...] = field(default=())

    @cached_property
    def form(self) -> tuple[str, int]:
        """The path with a star for every slot: what names of one table have in common."""
        return self.pattern(range(len(self.slots))), len(self.slots)

    @cached_property
    def folder_slots(self) -> tuple[str, ...]:
        """What the slots of the folders say."""
        folder = self.path.rfind("/")
        return tuple(slot.text for slot in self.slots if slot.end <= folder)

    def at(self, numbers: Sequence[int]) -> list[Slot]:
        """The slots of these numbers."""
        return [self.slots[n] for n in numbers]

    def pattern(self, varying: Sequence[int]) -> str:
        """The path with a star for each of these slots."""
        parts: list[str] = []
        done = 0
        for n in varying:
            slot = self.slots[n]
            parts += [self.path[done : slot.start], re.sub("[^/]+", "*", slot.text)]
            done = slot.end
        return "".join([*parts, self.path[done:]])


def part_name(path: str) -> PartName:
    """The slots of a path; a version or a level is none."""
    return PartName(path, tuple(_slot(match) for match in _SLOT.finditer(path) if not match["literal"]))


def _slot(match: re.Match[str]) -> Slot:
    if match["key"]:
        value = match["value"]
        inner = _SLOT.fullmatch(value)
        date = _date(inner) if inner and not inner["literal"] else ()
        kind: Literal["date", "word", "counter"] = "date" if date else "counter" if value.isdecimal() else "word"
        return Slot(match.start("value"), match.end("value"), value, kind, date, match["key"])
    if match["dmy"]:
        date = (int(match["y2"]), int(match["a"]), int(match["b"]))
        return Slot(match.start(), match.end(), match[0], "day_or_month_first", date)
    date = _date(match)
    return Slot(match.start(), match.end(), match[0], "date" if date else "word" if match["word"] else "counter", date)


def _date(match: re.Match[str]) -> tuple[int, ...]:
    """Year, month and so on, as far as a name tells them; empty when it is no date."""
    if match["ymd"]:
        clock = re.sub(r"\D", "", match["clock"])
        return int(match["y1"]), int(match["m1"]), int(match["d1"]), int(clock.ljust(6, "0") or 0)
    if match["yq"]:
        return int(match["y3"]), int(match["q"])
    if match["ym"]:
        return int(match["y4"]), int(match["m4"] or match["to"])
    if match["y"]:
        return (int(match["y"]),)
    if match["my"]:
        return int(match["y5"] or 0), _MONTHS.index(match["name"][:3].lower()) + 1
    return ()


def orders_of(slots: Sequence[Slot]) -> list[Order] | None:
    """The places of the values that one slot takes, dates in time, numbers by size; None where they do not compare."""
    kinds = {slot.kind for slot in slots}
    if kinds == {"date"}:
        return [slot.date for slot in slots]
    if kinds == {"day_or_month_first"}:
        is_day_first = any(slot.date[1] > len(_MONTHS) for slot in slots)
        return [(year, b, a) if is_day_first else (year, a, b) for year, a, b in (slot.date for slot in slots)]
    if all(slot.text.isdecimal() for slot in slots):
        return [(int(slot.text),) for slot in slots]
    if kinds == {"word"} or all(slot.key for slot in slots):
        return [(0, slot.text) for slot in slots]
    return None
