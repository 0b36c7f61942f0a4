"""What a file really is, by its first bytes, whatever its name says."""

from __future__ import annotations

import re

from debt_pipelines.catalog.tabular.table import TableFormat
from debt_pipelines.model.errors import UnreadableError

HEAD_BYTES = 4096
WEB_PAGE = "a web page"
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Excel workbook"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\0", "xz-compressed"),
    (b"\x04\x22\x4d\x18", "lz4-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"PARE", "an encrypted Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89HDF", "an HDF5 file"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
_WORDS = frozenset({b"ORC", b"BZh", b"FEA1"})
_WORKBOOKS = ("a zip archive or an Excel workbook", "an old or encrypted Excel workbook")
_OWN: dict[TableFormat, tuple[str, ...]] = {
    "parquet": ("a Parquet file", "an encrypted Parquet file"),
    "feather": ("an Arrow file", "a Feather file"),
    "avro": ("an Avro file",),
    "orc": ("an ORC file",),
    "excel": _WORKBOOKS,
}
_NAMES: dict[TableFormat, str] = {
    "parquet": "Parquet file",
    "feather": "Arrow file",
    "avro": "Avro file",
    "orc": "ORC file",
    "excel": "workbook",
}
_ARROW_STREAM = b"\xff\xff\xff\xff"
_HTML = re.compile(rb"\A\s*<(?:!doctype html|html[\s>])", re.IGNORECASE)
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def name_of(head: bytes) -> str | None:
    """What the first bytes say, in words that follow `it is`; None for text and for what is not known."""
    if _HTML.match(head):
        return WEB_PAGE
    plain = (what for signature, what in _SIGNATURES if head.startswith(signature) and _is_sure(signature, head))
    return next(plain, None)


def refuse_other(head: bytes, format: TableFormat) -> None:
    """Raise UnreadableError when a file of a binary format starts like something else."""
    own = _OWN.get(format)
    if own is None:
        return
    found = name_of(head)
    if found in own or (format == "feather" and head.startswith(_ARROW_STREAM)):
        return
    if found is None:
        found = "binary of an unknown kind" if _CONTROL.search(head) else "text"
    raise UnreadableError(f"not a sound {_NAMES[format]}: it is {found}")


def _is_sure(signature: bytes, head: bytes) -> bool:
    """Whether a signature cannot be how a text begins; that of some formats is a plain word."""
    return signature not in _WORDS or _CONTROL.search(head) is not None
