"""Addresses of sources: what the environment adds, and what is refused."""

from __future__ import annotations

import pytest

from debt_pipelines.config.settings import SourceSettings
from debt_pipelines.config.sources import full_url, holds_files, without_secrets
from debt_pipelines.model.errors import SettingsError


@pytest.mark.parametrize(
    ("url", "is_store"),
    [("s3://b/x.csv", True), ("HTTPS://h/x", True), ("postgresql+psycopg://h/db", False), ("sqlite:///x.db", False)],
)
def test_stores_of_files_and_databases(url: str, is_store: bool) -> None:
    assert holds_files(SourceSettings(url=url)) is is_store


def test_the_environment_is_filled_in() -> None:
    source = SourceSettings(url="https://${WHO}:${KEY}@${HOST}/a.csv?k=${KEY}")
    environment = {"WHO": "ada", "KEY": "s3cr3t", "HOST": "h"}
    assert full_url(source, environment) == "https://ada:s3cr3t@h/a.csv?k=s3cr3t"
    assert without_secrets("s3cr3t is wrong for ada", source, environment) == "${KEY} is wrong for ${WHO}"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://ada:s3cr3t@h/a.csv", "holds a password"),
        ("https://ada:x${KEY}@h/a.csv", "holds a password"),
        ("https://${KEY}@h/a.csv", "`KEY` is not set"),
        ("https://[h/a.csv", "is no URL"),
    ],
)
def test_what_is_refused(url: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        full_url(SourceSettings(url=url), {})
