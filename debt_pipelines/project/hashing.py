"""Content hashes as DVC records them: md5 of bytes, of text with its line ends changed (DVC 2), and of folders."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

SCHEMES = ("md5", "md5-dos2unix")
CHUNK_BYTES = 2**20
"""DVC 2 looks at each chunk of this size anew to tell whether it is text, so the size is part of the scheme."""
FOLDER_SUFFIX = ".dir"
_HEAD_BYTES = 512
_TEXT_BYTES = bytes(range(32, 127)) + b"\n\r\t\f\b"
_MAX_STRANGE_SHARE = 0.30
_GIT_HEAD_BYTES = 8000
_MD5 = re.compile(r"[0-9a-f]{32}(\.dir)?")


def is_md5(value: str | None) -> bool:
    """Whether a recorded hash has the form of an md5, of a file or of a folder."""
    return value is not None and _MD5.fullmatch(value) is not None


def hash_of_chunks(chunks: Iterable[bytes], scheme: str) -> str:
    """The hash of a file given in chunks of `CHUNK_BYTES` (the last one may be shorter)."""
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(_unix(chunk) if scheme == "md5-dos2unix" and _is_text(chunk) else chunk)
    return digest.hexdigest()


def hash_of_bytes(content: bytes, scheme: str) -> str:
    """The hash of a file."""
    return hash_of_chunks((content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES)), scheme)


def hash_of_folder(files: Mapping[str, str]) -> str:
    """The hash of a folder, from the hash of each file by its path in the folder."""
    return hash_of_bytes(folder_object(files), "md5") + FOLDER_SUFFIX


def folder_object(files: Mapping[str, str]) -> bytes:
    """The text by which DVC keeps a folder in its cache."""
    return json.dumps([{"md5": files[path], "relpath": path} for path in sorted(files)]).encode()


def read_folder_object(content: bytes) -> dict[str, str] | None:
    """The hash of each file by its path in the folder, or None when the content is no such list."""
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    files = {str(entry.get("relpath")): entry.get("md5") for entry in entries}
    return files if all(isinstance(value, str) and is_md5(value) for value in files.values()) else None


def as_unix_text(content: bytes) -> bytes | None:
    """What git takes for text, with the line ends it stores; None for binary content."""
    return None if b"\0" in content[:_GIT_HEAD_BYTES] else _unix(content)


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _is_text(chunk: bytes) -> bool:
    """DVC 2's guess, from the first bytes; an empty file is text, which makes no difference."""
    head = chunk[:_HEAD_BYTES]
    strange = head.translate(None, _TEXT_BYTES)
    return b"\0" not in head and len(strange) <= _MAX_STRANGE_SHARE * len(head)
