"""The settings themselves: defaults, and what is derived from them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from debt_pipelines.config.settings import DEFAULT_EXCLUDE, DatasetSettings, GateSettings, Settings
from debt_pipelines.config.suggest import did_you_mean


def test_defaults() -> None:
    settings = Settings()
    assert settings.gate == GateSettings(
        severities=("critical",), tier_1_severities=("critical", "high"), max_new_debt_ratio=0.05
    )
    assert settings.replacement_minutes.model_dump() == {
        "stage": 240,
        "dataset": 120,
        "column": 10,
        "param": 5,
        "model": 480,
    }
    assert (settings.name, settings.exclude, settings.disable, settings.suites) == (None, (), (), ())
    assert dict(settings.datasets) == {}
    assert DatasetSettings() == DatasetSettings(tier=3, owner=None, is_dataset=True)


def test_own_patterns_are_added_to_the_defaults() -> None:
    assert Settings(exclude=("raw/",)).exclude_patterns == (*DEFAULT_EXCLUDE, "raw/")
    assert Settings(exclude=("raw/",), default_exclude=False).exclude_patterns == ("raw/",)
    assert "tests/" in Settings().exclude_patterns


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().name = "other"  # type: ignore[misc]


def test_patterns_of_datasets_keep_their_order() -> None:
    settings = Settings.model_validate({"datasets": {"data/": {"tier": 1}, "*.csv": {"owner": "ops"}}})
    assert list(settings.datasets) == ["data/", "*.csv"]
    assert settings.datasets["data/"].tier == 1
    assert settings.datasets["*.csv"].owner == "ops"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("excldue", "did you mean `exclude`?"),
        ("EXCLUDE", "did you mean `exclude`?"),
        ("sch101", "did you mean `SCH101`?"),
        ("", None),
        ("wholly-different", None),
    ],
)
def test_did_you_mean(word: str, hint: str | None) -> None:
    assert did_you_mean(word, ["exclude", "SCH101", "name"]) == hint


def test_did_you_mean_without_anything_known() -> None:
    assert did_you_mean("word", []) is None
