"""Hostile texts come through every format and every command as text, and as nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.every_command import run
from tests.outputs.readers import READERS, in_text
from tests.outputs.scanned import Scanned
from tests.reports.hostile_names import HOSTILE


def test_every_format_of_every_command_is_read_without_harm(scanned: Scanned) -> None:
    reports = sorted(path for path in scanned.out.iterdir() if path.suffix[1:] in READERS)
    found = [f"{path.name}: {harm}" for path in reports for harm in READERS[path.suffix[1:]](path.read_text("utf-8"))]
    assert found == []
    assert {path.suffix[1:] for path in reports} == set(READERS)


def test_nothing_on_stdout_or_stderr_commands_a_terminal(scanned: Scanned) -> None:
    printed = {f"{name}, {kind}": text for name, kind, text in scanned.said()}
    assert [f"{place}: {harm}" for place, text in printed.items() for harm in in_text(text)] == []
    assert sum(map(len, printed.values())) > 10_000


def test_the_hostile_texts_are_in_the_reports(scanned: Scanned) -> None:
    """Spelled out, so that their absence as commands says something."""
    text = (scanned.out / "render.json").read_text("utf-8")
    for part in ("alert(1)", "evil.example", "HYPERLINK", "error file=a.py", "]52;c;", "octocat", "{{7*7}}"):
        assert part in text, part


@pytest.mark.parametrize(
    ("format", "text", "harm"),
    [
        ("text", HOSTILE["colour"], "U+001B"),
        ("text", HOSTILE["direction"], "U+202E"),
        ("text", HOSTILE["zero width"], "U+200B"),
        ("csv", "a,=1+1\n", "formula"),
        ("csv", 'a,"\t=1"\n', "formula"),
        ("github", HOSTILE["workflow command"] + "\n", "set-output"),
        ("markdown", HOSTILE["image"], "HTML"),
        ("markdown", HOSTILE["markdown image"], "image"),
        ("markdown", HOSTILE["mention"], "mention"),
        ("html", "<img src=x>", "element img"),
        ("html", "<p onclick=x>", "onclick"),
        ("html", "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\">", "policy"),
        ("svg", "<svg><script/></svg>", "script"),
        ("mermaid", 'a["x"]\nclick a "javascript:x"', "click"),
        ("dot", 'a [label="x"]; node [URL="javascript:alert(1)"]; "', "outside"),
    ],
)
def test_a_reader_notices_what_it_is_there_for(format: str, text: str, harm: str) -> None:
    assert any(harm in said for said in READERS[format](text))


@pytest.fixture
def wrong_settings(tmp_path: Path) -> Callable[[str], Path]:
    def make(text: str) -> Path:
        (tmp_path / "debt.toml").write_text(text, "utf-8")
        return tmp_path

    return make


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_errors_about_settings_and_places_command_no_terminal(wrong_settings: Callable[[str], Path], name: str) -> None:
    key = "".join(f"\\U{ord(character):08x}" for character in HOSTILE[name])
    folder = wrong_settings(f'"{key}" = 1\n')
    for arguments in (
        ("config", "check", str(folder)),
        ("scan", str(folder / HOSTILE[name])),
        ("explain", HOSTILE[name]),
    ):
        printed = run(*arguments)
        assert printed.code == 2, arguments
        assert list(in_text(printed.out + printed.err)) == [], arguments
