"""One mechanism exempts findings of every rule: by entry, by pattern and by comment, and only while it holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from debt_pipelines.crawlers.suppressions import suppressions
from debt_pipelines.model.exemption_rows import Exemption
from debt_pipelines.model.finding import Finding, FindingStatus, Subject
from debt_pipelines.score.exemptions import Exempted, exempt, subject_pattern
from tests.score.making import RULES, finding

TODAY = "2026-06-30"
COMMENTS = {
    ".yaml": "stages:\n  a:\n    # debt: ignore[{0}] why\n    cmd: x\n",
    ".py": "import x\n\nx()\ny()  # debt: ignore[{0}] why\n",
    ".sql": "select\n  a,\n-- debt: ignore[{0}] why\n  b\n",
    ".toml": "[a]\nb = 1\nc = 2\nd = 3  # debt: ignore[{0}] why\n",
}


def acceptance(code: str = "REP107", **changes: Any) -> Exemption:
    """An entry of the ledger."""
    said: dict[str, Any] = {"finding": f"{code}-1", "reason": "other", "words": "why", "owner": "Ada", "until": TODAY}
    place: dict[str, Any] = {"entry": "x", "kind": "acceptance", "path": ".debt/accepted.yaml", "line": 1}
    return Exemption(**(place | said | {"code": code} | changes))


def run(*findings: Finding, by: list[Exemption], today: str = TODAY) -> Exempted:
    return exempt(findings, [asdict(row) for row in by], today=today)


def statuses(*findings: Finding, by: list[Exemption], today: str = TODAY) -> list[FindingStatus]:
    return [each.status for each in run(*findings, by=by, today=today).findings]


@pytest.mark.parametrize("code", RULES)
def test_every_rule_can_be_exempted(code: str) -> None:
    other = finding("REP107" if code != "REP107" else "REP101", path="a.py", line=4)
    for suffix, text in COMMENTS.items():
        told = finding(code, path=f"a{suffix}", line=4)
        rows = list(suppressions(f"a{suffix}", text.format(code)))
        assert statuses(told, other, by=rows) == ["ignored", "new"], suffix
    assert statuses(finding(code), by=[acceptance(code)]) == ["accepted"]
    assert statuses(finding(code), by=[acceptance(code, finding=None, subject="?")]) == ["accepted"]


def test_an_entry_holds_up_to_its_day_and_covers_beyond() -> None:
    late = run(finding(), by=[acceptance()], today="2026-07-01")
    assert ([each.status for each in late.findings], late.n_covered) == (["new"], [1])
    held = run(finding(status="known"), by=[acceptance(ticket="T-1")])
    assert held.findings[0].exemption == "other: why (Ada, until 2026-06-30, T-1)"
    assert held.findings[0].status == "accepted"


def test_what_it_is_not_about() -> None:
    rows = [acceptance(finding="REP107-2"), acceptance("REP101"), acceptance(finding=None, subject="y*")]
    assert run(finding(), by=rows).n_covered == [0, 0, 0]


def test_the_ledger_comes_before_a_comment() -> None:
    comment = next(suppressions("dvc.yaml", "# debt: ignore-file[REP107] so\n"))
    assert statuses(finding(), by=[comment, acceptance()]) == ["accepted"]


@pytest.mark.parametrize(
    ("pattern", "subject", "is_about"),
    [
        ("dvc.yaml:*", "dvc.yaml:train<-a.csv", True),
        ("dvc.yaml:*", "a/dvc.yaml:train", False),
        ("a[1].csv", "a[1].csv", True),
        ("a?.csv", "a1.csv", True),
        ("a.csv", "abcsv", False),
    ],
)
def test_patterns(pattern: str, subject: str, is_about: bool) -> None:
    rows = [acceptance(finding=None, subject=pattern)]
    found = finding(subject=Subject(kind="edge", id=subject))
    assert run(found, by=rows).n_covered == [int(is_about)]
    assert bool(subject_pattern(pattern).fullmatch(subject)) is is_about


def test_a_comment_without_reason_has_no_effect() -> None:
    row = next(suppressions("dvc.yaml", "# debt: ignore[REP107]\na: 1\n"))
    done = run(finding(line=2), by=[row])
    assert (done.findings[0].status, done.n_covered) == ("new", [1])


def test_lines() -> None:
    text = "# debt: ignore[REP107] so\n# and so\na: 1\nb: 2 # debt: ignore[rep107, REP101]: so\nc: 3\n"
    rows = list(suppressions("dvc.yaml", text))
    assert [(row.code, row.first_line, row.last_line, row.words) for row in rows] == [
        ("REP107", 1, 3, "so"),
        ("REP107", 4, 4, "so"),
        ("REP101", 4, 4, "so"),
    ]
    found = [finding(id=f"{line}", line=line) for line in (3, 4, 5)]
    assert statuses(*found, finding(id="n", line=None), by=rows) == ["ignored", "ignored", "new", "new"]
    assert statuses(finding(line=3, path="b/dvc.yaml"), by=rows) == ["new"]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.yaml", "\n# x\n# debt: ignore-file[REP107] so\na: 1\n", (None, "a.yaml:ignore-file[REP107]")),
        ("a.yaml", "a: 1\n# debt: ignore-file[REP107] so\n", ("it does not stand at the head of the file",)),
        ("a.yaml", "a: 1 # debt: ignore so\n", ("it names no rule",)),
        ("a.yaml", 'a: "# debt: ignored[REP107] so"\n', None),
        ("a.py", 'x = """\n# debt: ignore[REP107] so\n"""\n', None),
        ("a.py", "x = (\n# debt: ignored by mistake\n", None),
        ("a.sql", "# debt: ignore[REP107] so\n", None),
    ],
)
def test_what_a_comment_is(path: str, text: str, expected: tuple[str | None, ...] | None) -> None:
    rows = list(suppressions(path, text))
    assert (rows[0].misplaced, rows[0].entry)[: len(expected)] == expected if expected else rows == []
    if expected and expected[0]:
        assert run(finding("REP107", path=path, line=1), by=rows).n_covered == [0]


def test_two_comments_alike_are_two_entries() -> None:
    rows = list(suppressions("a.yaml", "a: 1 # debt: ignore[REP107] so\nb: 1 # debt: ignore[REP107] so\n"))
    assert [row.entry for row in rows] == ["a.yaml:ignore[REP107]", "a.yaml:ignore[REP107]#2"]


def test_an_entry_follows_a_renamed_file() -> None:
    def found(name: str) -> Finding:
        return finding(id=name, subject=Subject(kind="dataset", id="file:new.csv"))

    entry = acceptance(finding="gone", subject="file:old.csv", moved_subject="file:new.csv")
    done = run(found("a"), found("b"), by=[entry])
    assert [each.status for each in done.findings] == ["accepted", "new"], "one entry, one finding"
    assert done.n_covered == [1]
    named = acceptance(finding="a")
    assert statuses(found("a"), by=[entry, named]) == ["accepted"]
    assert run(found("a"), by=[entry, named]).n_covered == [0, 1], "it has an entry of its own"
    still = finding(id="gone", subject=Subject(kind="dataset", id="file:old.csv"))
    assert statuses(still, found("a"), by=[entry]) == ["accepted", "new"], "the finding of the entry is there still"
    pattern = acceptance(finding=None, subject="file:old.csv", moved_subject="file:new.csv")
    assert statuses(found("a"), found("b"), by=[pattern]) == ["accepted", "accepted"]
    other = finding("REP101", id="c", subject=Subject(kind="dataset", id="file:new.csv"))
    assert statuses(other, by=[entry]) == ["new"], "another rule"
