"""`.dvc/config`: remotes without their secrets; the local configuration is never opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_config import crawl as crawl_config
from debt_pipelines.project.project import Project

Crawl = Callable[..., dict[str, list[Any]]]

CONFIG = """\
[core]
    remote = storage
    autostage = true
['remote "storage"']
    url = s3://AKIA:secret@bucket/dvc
    access_key_id = secret
    secret_access_key = secret
['remote "backup"']
    url = https://user:secret@example.org:8443/x?token=secret#secret
    password = secret
"""


def test_remotes_and_the_default(crawl: Crawl) -> None:
    found = crawl(crawl_config, {".dvc/config": CONFIG})
    assert [(row.remote, row.scheme, row.url, row.is_default, row.line) for row in found["remotes"]] == [
        ("storage", "s3", "s3://bucket/dvc", True, 4),
        ("backup", "https", "https://example.org:8443/x", False, 8),
    ]
    assert all(row.is_defined and row.path == ".dvc/config" for row in found["remotes"])
    assert [(source.path, source.kind, source.status) for source in found["sources"]] == [
        (".dvc/config", "dvc", "read")
    ]


def test_no_secret_is_in_any_row(crawl: Crawl) -> None:
    assert "secret" not in str(crawl(crawl_config, {".dvc/config": CONFIG}))


@pytest.mark.parametrize(
    ("written", "scheme", "url"),
    [
        ("'https://user:secret@example.org/x'", "https", "https://example.org/x"),
        ('"https://user:secret@example.org/x"', "https", "https://example.org/x"),
        ("user:secret@host:path  # the old one", "ssh", "ssh://host/path"),
        ("git@host:path", "ssh", "ssh://host/path"),
        ("gs://bucket/x # user:secret", "gs", "gs://bucket/x"),
        ("/mnt/storage", "file", "/mnt/storage"),
        ("../storage", "file", "../storage"),
        ("C:\\storage", "file", "C:\\storage"),
        ("remote://other/x", "remote", "remote://other/x"),
        ("https://u:secret@host:port/x", "https", "https://..."),
        ("", None, None),
        ("''", None, None),
    ],
)
def test_urls_of_all_forms(crawl: Crawl, written: str, scheme: str | None, url: str | None) -> None:
    found = crawl(crawl_config, {".dvc/config": f"['remote \"r\"']\nurl = {written}\n"})
    assert [(row.scheme, row.url) for row in found["remotes"]] == [(scheme, url)]
    assert "secret" not in str(found)


@pytest.mark.parametrize("header", ["['remote \"r s\"']", '[remote "r s"]'])
def test_names_of_remotes(crawl: Crawl, header: str) -> None:
    found = crawl(crawl_config, {".dvc/config": f"[core]\nremote = r s\n{header}\nurl = s3://b\n"})
    assert [(row.remote, row.is_default, row.line) for row in found["remotes"]] == [("r s", True, 3)]


def test_a_default_that_is_not_defined(crawl: Crawl) -> None:
    found = crawl(crawl_config, {".dvc/config": "[core]\n    analytics = false\n    remote = gone\n"})
    (row,) = found["remotes"]
    assert (row.remote, row.is_default, row.is_defined, row.scheme, row.url) == ("gone", True, False, None, None)
    assert row.line == 3


def test_indentation_means_nothing(crawl: Crawl) -> None:
    text = "[core]\nremote = a\n        autostage = true\n  ['remote \"a\"']\n url = s3://b\n"
    found = crawl(crawl_config, {".dvc/config": text})
    assert [(row.remote, row.is_default, row.is_defined) for row in found["remotes"]] == [("a", True, True)]


def test_the_last_of_several_values_holds(crawl: Crawl) -> None:
    text = "[core]\nremote = a\n[core]\nremote = b\n['remote \"b\"']\nurl = s3://x\nurl = s3://y\n"
    (row,) = crawl(crawl_config, {".dvc/config": text})["remotes"]
    assert (row.remote, row.url, row.is_default) == ("b", "s3://y", True)


@pytest.mark.parametrize("text", ["", "[core]\n", "[core]\nremote\n", "[core]\nremote =\n", "[core]\nremote = ''\n"])
def test_a_configuration_without_remotes(crawl: Crawl, text: str) -> None:
    found = crawl(crawl_config, {".dvc/config": text})
    assert found["remotes"] == []
    assert [source.status for source in found["sources"]] == ["read"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("remote = a\n", 1),
        ("[core\nremote = a\n", 1),
        ("[core]\n<<<<<<< HEAD\n = x\n", 3),
        ("\x00", 1),
        (b"[core]\nremote = caf\xe9\n", 2),
    ],
)
def test_a_broken_configuration_is_told(crawl: Crawl, text: str | bytes, line: int) -> None:
    found = crawl(crawl_config, {".dvc/config": text})
    (source,) = found["sources"]
    assert (source.path, source.status, source.kind, source.line) == (".dvc/config", "error", "dvc", line)
    assert source.error in ("not a valid DVC configuration", "not UTF-8 text")


def test_projects_within_have_their_own(crawl: Crawl) -> None:
    other = "['remote \"other\"']\nurl = gs://b\n"
    found = crawl(
        crawl_config, {".dvc/config": CONFIG, "sub/.dvc/config": other, "config": other, "x.dvc/config": other}
    )
    assert [(row.path, row.remote) for row in found["remotes"]] == [
        (".dvc/config", "storage"),
        (".dvc/config", "backup"),
        ("sub/.dvc/config", "other"),
    ]


@pytest.mark.parametrize("is_ignored", [True, False])
def test_a_local_configuration_is_noted_and_never_read(
    make_repo: Callable[..., Path], crawl_root: Crawl, monkeypatch: pytest.MonkeyPatch, is_ignored: bool
) -> None:
    root = make_repo({".dvc/config": CONFIG, ".dvc/.gitignore": "/config.local\n" if is_ignored else ""})
    (root / ".dvc/config.local").write_text("['remote \"mine\"']\n    url = s3://hidden\n")
    opened: list[str] = []
    read_file = Project._read_file

    def watch(self: Project, path: str, max_bytes: int | None) -> Any:
        opened.append(path)
        return read_file(self, path, max_bytes)

    monkeypatch.setattr(Project, "_read_file", watch)
    found = crawl_root(crawl_config, root)
    assert opened == [".dvc/config"]
    (note,) = (source for source in found["sources"] if source.status == "skipped")
    assert (note.path, note.kind) == (".dvc/config.local", "settings")
    assert "hidden" not in str(found)
    assert crawl_root(crawl_config, root, "HEAD")["sources"] == [s for s in found["sources"] if s.status == "read"]


def test_another_file_of_that_name_is_no_dvc_configuration(crawl: Crawl) -> None:
    assert crawl(crawl_config, {"deploy/config.local": "x", "config": "[core]\nremote = x\n"}) == {}
