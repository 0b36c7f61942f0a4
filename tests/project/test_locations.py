"""Where written paths point, and URLs without their credentials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.project.locations import (
    Location,
    ancestors,
    clean_url,
    folder_of,
    locate,
    scheme_of,
    touching,
)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://user:secret@example.org/x", "https://example.org/x"),
        ("https://secret@example.org/x", "https://example.org/x"),
        ("https://example.org/x?token=secret", "https://example.org/x"),
        ("https://example.org/x#secret", "https://example.org/x"),
        ("https://u:secret@example.org:8443/x?sig=secret&y=1#z", "https://example.org:8443/x"),
        ("https://u:p%40secret@example.org/x", "https://example.org/x"),
        ("https://u:p@secret@example.org/x", "https://example.org/x"),
        (" https://u:secret@example.org/x\n", "https://example.org/x"),
        ("HTTPS://U:SECRET@Example.ORG/x", "https://example.org/x"),
        ("https://u:secret@[::1]:8080/x", "https://[::1]:8080/x"),
        ("s3://AKIA:secret@bucket/path", "s3://bucket/path"),
        ("ssh://git:secret@host:22/path", "ssh://host:22/path"),
        ("git@github.com:org/repo.git", "ssh://github.com/org/repo.git"),
        ("u:secret@host:path/repo.git", "ssh://host/path/repo.git"),
        ("user@host:/absolute/path", "ssh://host/absolute/path"),
        ("u:secret@host/repo.git", "host/repo.git"),
        ("//u:secret@host/repo.git", "//host/repo.git"),
        ("https:/u:secret@host/repo.git", "https:/host/repo.git"),
        ("https://u:secret@host:port/x", "https://..."),
        ("https://u:secret/@host/x", "https://..."),
        ("https://u:secret@[bad/x", "https://..."),
        ("azure://container/path?sv=1&sig=secret", "azure://container/path"),
        ("/mnt/data", "/mnt/data"),
        ("../data", "../data"),
        ("C:\\data@v1\\x", "C:\\data@v1\\x"),
        ("data/a@b.csv", "data/a@b.csv"),
        ("", ""),
    ],
)
def test_a_url_is_cut_to_scheme_host_and_path(url: str, clean: str) -> None:
    assert clean_url(url) == clean
    assert clean_url(clean) == clean


@given(
    st.sampled_from(["https", "s3", "ssh", "git+ssh", "hdfs"]),
    st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1),
    st.text(st.sampled_from("aZ09%:!$&'()*+,;=-._~@"), min_size=1),
    st.sampled_from(["", "/", "/path/x.csv", "/x?token=1", "/x#1"]),
)
def test_no_user_or_password_survives(scheme: str, user: str, password: str, rest: str) -> None:
    assert "@" not in clean_url(f"{scheme}://{user}:{password}@example.org{rest}")
    assert "QQ" not in clean_url(f"{scheme}://{user}:QQ{password}@example.org{rest}")


@given(st.text())
def test_any_text_can_be_cleaned_and_located(text: str) -> None:
    assert isinstance(clean_url(text), str)
    location = locate("folder/sub", text)
    assert location.is_external or not location.path.startswith(("/", ".."))


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("S3://b/x", "s3"),
        ("git@host:x", "ssh"),
        ("a/b", None),
        ("C:\\x", None),
        ("git+ssh://h/x", "git+ssh"),
        ("", None),
    ],
)
def test_schemes(url: str, scheme: str | None) -> None:
    assert scheme_of(url) == scheme


@pytest.mark.parametrize(
    ("folder", "written", "path"),
    [
        ("", "a/../b.csv", "b.csv"),
        ("", "./a//b.csv/", "a/b.csv"),
        ("sub", "../b.csv", "b.csv"),
        ("sub", "b.csv", "sub/b.csv"),
        ("sub", "a\\b.csv", "sub/a/b.csv"),
        ("sub", ".", "sub"),
        ("sub", "..", ""),
        ("", ".", ""),
        ("", "~lock.xlsx", "~lock.xlsx"),
        ("", "...", "..."),
    ],
)
def test_paths_inside_the_project(folder: str, written: str, path: str) -> None:
    assert locate(folder, written) == Location(path, False)


@pytest.mark.parametrize(
    ("folder", "written", "path"),
    [
        ("", "../b.csv", "../b.csv"),
        ("sub", "../../b.csv", "../b.csv"),
        ("", "..", ".."),
        ("", "/mnt/data", "/mnt/data"),
        ("", "~/data", "~/data"),
        ("", "C:\\data", "C:\\data"),
        ("", "c:/data", "c:/data"),
        ("", "\\\\server\\share", "//server/share"),
        ("", "\\data", "/data"),
        ("/mnt", "x.csv", "/mnt/x.csv"),
        ("../other", "x.csv", "../other/x.csv"),
        ("~/area", "x.csv", "~/area/x.csv"),
        ("C:\\work", "x.csv", "C:\\work/x.csv"),
        ("s3://bucket/work", "./x.csv", "s3://bucket/work/x.csv"),
        ("", "s3://k:secret@bucket/x", "s3://bucket/x"),
        ("sub", "remote://storage/x", "remote://storage/x"),
        ("", "git@host:x.csv", "ssh://host/x.csv"),
    ],
)
def test_paths_outside_the_project(folder: str, written: str, path: str) -> None:
    assert locate(folder, written) == Location(path, True)


def test_folders() -> None:
    assert ancestors("a/b/c.csv") == ["a/b", "a"]
    assert ancestors("a.csv") == []
    assert folder_of("a/b/c.csv") == "a/b"
    assert folder_of("a.csv") == ""


def test_paths_that_touch() -> None:
    is_touched = touching(["a/b", "c.csv"])
    assert [path for path in ("a", "a/b", "a/b/x.csv", "c.csv", "a/bc", "c", "d") if is_touched(path)] == [
        *("a", "a/b", "a/b/x.csv", "c.csv"),
    ]
    assert touching([""])("anything/at/all.csv")
    assert not touching([])("a")
