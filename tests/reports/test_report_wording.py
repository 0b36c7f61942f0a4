"""Figures in words, safe characters, and the layout in terminal cells."""

from __future__ import annotations

import pytest

from debt_pipelines.reports.cells import cell_width, clip, pad, shorten_middle, wrap
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.wording import (
    count,
    duration,
    durations,
    file_size,
    grade,
    grade_word,
    moment,
    percent,
    place,
)


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 findings"), (1, "1 finding"), (2, "2 findings"), (2500, "2,500 findings")]
)
def test_count_has_the_right_plural(number: int, text: str) -> None:
    assert count(number, "finding") == text


def test_count_takes_an_irregular_plural() -> None:
    assert count(2, "category", "categories") == "2 categories"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 h"),
        (0.4, "<1 min"),
        (5, "5 min"),
        (59.4, "59 min"),
        (59.6, "1 h"),
        (90, "1.5 h"),
        (930, "15.5 h"),
        (90_000, "1,500 h"),
    ],
)
def test_duration(minutes: float, text: str) -> None:
    assert duration(minutes) == text


@pytest.mark.parametrize(
    ("low", "high", "text"), [(2, 180, "2 min to 3 h"), (0.1, 0.9, "<1 min"), (120, 121, "2 h"), (0, 5, "0 h to 5 min")]
)
def test_durations_that_read_alike_are_told_once(low: float, high: float, text: str) -> None:
    assert durations(low, high) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "?"),
        (float("nan"), "?"),
        (0, "0 %"),
        (0.0001, "<0.1 %"),
        (0.142, "14.2 %"),
        (0.99999, "99.9 %"),
        (1, "100 %"),
        (12.5, "1,250 %"),
    ],
)
def test_percent_is_never_rounded_to_all_or_nothing(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_grades() -> None:
    assert (grade(4.0), grade(None)) == ("4.0/5", "?")
    assert (grade_word(5), grade_word(4.6), grade_word(1)) == ("clean", "light debt", "severe debt")
    assert grade_word(None) == "too little evidence"


def test_moment_is_to_the_minute_in_utc() -> None:
    assert moment("2026-01-12T10:30:59+01:00") == "2026-01-12 09:30 UTC"
    assert moment("2026-01-12T10:30:59") == "2026-01-12 10:30"
    assert moment("yesterday\x1b") == "yesterday\\x1b"


def test_file_size() -> None:
    assert [file_size(size) for size in (0, 999, 48_200_000, 3 * 10**15)] == [
        "0 B",
        "999 B",
        "48.2 MB",
        "3000 TB",
    ]


def test_place_keeps_the_line_and_the_file_name() -> None:
    short = place("data/" + "deep/" * 40 + "customers.parquet", 12, 40)
    assert len(short) == 40
    assert short.startswith("data/")
    assert short.endswith("customers.parquet:12")
    assert place("dvc.yaml", None, 40) == "dvc.yaml"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x9b2J", "\\x9b2J"),
        ("data/\u202egpj.exe", "data/\\u202egpj.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("no\u00a0break", "no break"),
        ("lone\ud800", "lone\\ud800"),
        ("需要予測 é", "需要予測 é"),
    ],
)
def test_printable_spells_what_could_deceive(raw: str, shown: str) -> None:
    assert printable(raw) == shown
    assert printable(raw).isprintable()


def test_one_line_joins_lines() -> None:
    assert one_line("duplicate key\n  at line 3\r\n\tin dvc.lock\x1b") == "duplicate key at line 3 in dvc.lock\\x1b"


def test_cells_are_not_characters() -> None:
    assert cell_width("需要") == 4
    assert cell_width("e\u0301") == 1
    assert pad("需要", 6) == "需要  "
    assert pad("7", 3, align="right") == "  7"
    assert clip("需要予測", 5) == "需要…"
    assert cell_width(shorten_middle("需要予測" * 10, 21)) <= 21


def test_wrap_hangs_and_never_runs_over() -> None:
    text = "short words and " + "x" * 200 + " 需要予測" * 10
    lines = wrap(text, 40, first="  - ", hanging="    ")
    assert all(cell_width(line) <= 40 for line in lines)
    assert lines[0].startswith("  - short words")
    assert all(line.startswith("    ") for line in lines[1:])
    assert "".join(lines).replace(" ", "").removeprefix("-") == text.replace(" ", "")


def test_wrap_moves_a_word_that_does_not_fit_beside_the_first() -> None:
    assert wrap("unbreakable", 20, first="a/long/place.py:1  ", hanging="  ") == [
        "a/long/place.py:1",
        "  unbreakable",
    ]
