"""Formats are found by being in the folder or by entry point, and only the asked one is imported."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from debt_pipelines.model.errors import SettingsError
from debt_pipelines.reports import registry
from debt_pipelines.reports.registry import RenderOptions, formats, render
from tests.reports.sample import empty_scorecard, scorecard


def _declare(monkeypatch: pytest.MonkeyPatch, *declared: EntryPoint) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda group: list(declared))


def _entry_point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, registry.ENTRY_POINT_GROUP)


def test_own_formats_are_listed_sorted() -> None:
    assert {"html", "json", "text"} <= set(formats())
    assert list(formats()) == sorted(formats())


@pytest.mark.parametrize("format", formats())
def test_rendering_twice_gives_the_same_bytes(format: str) -> None:
    for build in (scorecard, empty_scorecard):
        once, again = (render(build(), format, RenderOptions()) for _ in range(2))
        assert once.encode() == again.encode()
        assert once.endswith("\n")


@pytest.mark.parametrize("format", formats())
def test_no_format_prints_what_commands_a_terminal(format: str) -> None:
    for build in (scorecard, empty_scorecard):
        text = render(build(), format, RenderOptions())
        assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("format", sorted({*formats()} - {"text"}))
def test_colour_and_width_are_for_terminals_only(format: str) -> None:
    coloured = render(scorecard(), format, RenderOptions(width=40, is_color=True))
    assert coloured == render(scorecard(), format, RenderOptions())


def test_unknown_format_says_what_was_meant() -> None:
    with pytest.raises(SettingsError, match="unknown report format 'htlm'") as caught:
        render(scorecard(), "htlm", RenderOptions())
    assert caught.value.hint == "did you mean 'html'?"


def test_unlike_format_lists_the_choices() -> None:
    with pytest.raises(SettingsError) as caught:
        render(scorecard(), "zzz\x1b[2J", RenderOptions())
    assert "\x1b" not in caught.value.message
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("choose one of: ")


def test_third_party_format_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "debt_pipelines.reports.to_json"
    _declare(monkeypatch, _entry_point("mine", module), _entry_point("function", f"{module}:render"))
    assert {"mine", "function"} <= set(formats())
    expected = render(scorecard(), "json", RenderOptions())
    assert render(scorecard(), "mine", RenderOptions()) == expected
    assert render(scorecard(), "function", RenderOptions()) == expected


def test_third_party_format_cannot_replace_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    _declare(monkeypatch, _entry_point("json", "no_such_module"))
    assert render(scorecard(), "json", RenderOptions()).startswith("{")


def test_broken_third_party_format_is_a_settings_error(monkeypatch: pytest.MonkeyPatch) -> None:
    _declare(monkeypatch, _entry_point("mine", "no_such_module_anywhere"))
    with pytest.raises(SettingsError, match="cannot be loaded from no_such_module_anywhere"):
        render(scorecard(), "mine", RenderOptions())


def test_listing_imports_no_format() -> None:
    code = (
        "import sys; from debt_pipelines.reports.registry import formats; formats(); "
        "print(*[name for name in sys.modules if name.startswith(('debt_pipelines.reports.to_', 'jinja2'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
