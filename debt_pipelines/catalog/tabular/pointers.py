"""Files that stand for others: git-LFS and git-annex pointers, and the blob id git gives a content."""

from __future__ import annotations

import hashlib
import re

from debt_pipelines.catalog.tabular.table import SkippedError

_MAX_POINTER_BYTES = 32 * 1024
_LFS = b"version https://git-lfs.github.com/spec/"
_ANNEX = re.compile(rb"\A(?:\.\./)*(?:\.git)?/annex/objects/")
_SHA1_HEX_DIGITS = 40


def refuse_pointer(content: bytes) -> None:
    """Raise SkippedError when the content is only a pointer to the data."""
    if len(content) > _MAX_POINTER_BYTES:
        return
    if content.startswith(_LFS):
        raise SkippedError("a Git LFS pointer: the data itself was not fetched")
    if _ANNEX.match(content):
        raise SkippedError("a git-annex pointer: the data itself was not fetched")


def blob_id(content: bytes, *, like: str) -> str:
    """The id git gives this content as a blob, in the hash scheme of another id of the same repository."""
    name = "sha1" if len(like) == _SHA1_HEX_DIGITS else "sha256"
    digest = hashlib.new(name, b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()
