"""The settings that a scorecard names: those that move a figure, and never an address."""

from __future__ import annotations

from debt_pipelines.config.settings import DatasetSettings, Settings, SourceSettings
from debt_pipelines.score.settings_entries import settings_entries


def test_every_default_is_told_as_such() -> None:
    entries = {entry.name: entry for entry in settings_entries(Settings())}
    assert all(entry.is_default for entry in entries.values())
    assert entries["replacement_minutes.stage"].value == "240"
    assert entries["costs.SCH.chance"].value == "0.02"
    assert entries["gate.compliance"].value == "yes"
    assert entries["disable"].value == "none"


def test_what_a_project_sets_is_marked() -> None:
    settings = Settings(disable=("VAL101", "DOC101"), datasets={"data/*.csv": DatasetSettings(tier=1)})
    changed = {entry.name: entry.value for entry in settings_entries(settings) if not entry.is_default}
    assert changed["disable"] == "VAL101, DOC101"
    assert changed["datasets.data/*.csv.tier"] == "1"


def test_addresses_stay_out() -> None:
    settings = Settings(sources={"shop": SourceSettings(url="sqlite:///shop.db")}, history_url="sqlite:///runs.db")
    assert not [entry for entry in settings_entries(settings) if "sqlite" in entry.value]
