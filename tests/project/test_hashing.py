"""Content hashes, with DVC's own code as the judge."""

from __future__ import annotations

import io

import pytest
from dvc_data.hashfile.hash import fobj_md5
from dvc_data.hashfile.hash_info import HashInfo
from dvc_data.hashfile.tree import Tree
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.project.hashing import (
    CHUNK_BYTES,
    SCHEMES,
    as_unix_text,
    folder_object,
    hash_of_bytes,
    hash_of_chunks,
    hash_of_folder,
    is_md5,
    read_folder_object,
)

TEXT = st.text("ab é\t\r\n", max_size=900).map(str.encode)
CONTENT = st.one_of(TEXT, st.binary(max_size=900), st.builds(lambda a, b: a + b, TEXT, st.binary(max_size=900)))
STRANGE = b"\xc3" * 154  # of 512 bytes, just over the share that makes text binary


def _by_dvc(content: bytes, scheme: str) -> str:
    return fobj_md5(io.BytesIO(content), name=scheme)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(content=CONTENT)
def test_a_file_has_the_hash_that_dvc_gives_it(content: bytes, scheme: str) -> None:
    assert hash_of_bytes(content, scheme) == _by_dvc(content, scheme)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a\r\nb\r\n",
        b"a\r\n\0",
        b"a\r\n" * 200 + b"\0",
        STRANGE + b"\r\n" * 179,
        STRANGE[1:] + b"\r\n" * 180,
        b"a" * (CHUNK_BYTES - 1) + b"\r\nb\r\n",
        b"a\r\n" + b"a" * (CHUNK_BYTES - 3) + b"\0\r\n",
        b"\0\r\n" + b"a" * (CHUNK_BYTES - 3) + b"b\r\n",
    ],
    ids=["empty", "text", "binary", "zero later", "strange", "nearly strange", "cut", "text first", "binary first"],
)
def test_the_borders_of_text_are_those_of_dvc(content: bytes, scheme: str) -> None:
    assert hash_of_bytes(content, scheme) == _by_dvc(content, scheme)


def test_the_two_schemes_differ_where_lines_end_otherwise() -> None:
    assert hash_of_bytes(b"a\r\n", "md5") != hash_of_bytes(b"a\r\n", "md5-dos2unix") == hash_of_bytes(b"a\n", "md5")


def test_a_file_may_come_in_pieces() -> None:
    pieces = [b"a" * CHUNK_BYTES, b"b"]
    assert hash_of_chunks(pieces, "md5") == hash_of_bytes(b"".join(pieces), "md5")


@pytest.mark.parametrize("scheme", SCHEMES)
@given(names=st.lists(st.text("ab/.é\x7f", min_size=1, max_size=6), max_size=5, unique=True))
def test_a_folder_has_the_hash_that_dvc_gives_it(names: list[str], scheme: str) -> None:
    files = {name: hash_of_bytes(name.encode(), scheme) for name in names}
    tree = Tree.from_list([])
    for name, value in files.items():
        tree.add(tuple(name.split("/")), None, HashInfo(scheme, value))
    tree.digest(name=scheme)
    assert tree.hash_info is not None
    assert hash_of_folder(files) == tree.hash_info.value
    assert folder_object(files) == tree.as_bytes()
    assert read_folder_object(folder_object(files)) == files


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'[{"relpath": "a"}]', b'[{"relpath": "a", "md5": "../../x"}]'],
)
def test_what_is_no_list_of_files_is_refused(content: bytes) -> None:
    assert read_folder_object(content) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0" * 32, True),
        ("a" * 32 + ".dir", True),
        ("a" * 31, False),
        ("A" * 32, False),
        ("../" + "a" * 29, False),
        ("a" * 32 + "\n", False),
        (None, False),
    ],
)
def test_only_what_looks_like_an_md5_is_taken_for_one(value: str | None, expected: bool) -> None:
    assert is_md5(value) is expected


def test_text_as_git_stores_it() -> None:
    assert as_unix_text(b"a\r\nb\n") == b"a\nb\n"
    assert as_unix_text(b"a\r\n\0") is None
