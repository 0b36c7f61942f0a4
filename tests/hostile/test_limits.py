"""Every limit is a setting: what goes beyond is skipped, one row tells it, and a wider limit lets it in."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.model.data_rows import Source
from debt_pipelines.project.project import open_project

MIB = 2**20
READERS = ("tables", "soda", "dvc_pipeline", "datapackage", "params_features")
TABLE = "id,n\n" + "1,2\n" * 1000


def zipped(members: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def parquet(n_rows: int) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = io.BytesIO()
    pq.write_table(pa.table({"id": pa.array([1] * n_rows), "n": pa.array([2] * n_rows)}), written)
    return written.getvalue()


def workbook() -> bytes:
    """A workbook with one stray cell."""
    sheet = '<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="9"><c r="ZZ900"/></row></sheetData></worksheet>'
    return zipped({"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": "<workbook/>"})


CASES: dict[str, tuple[bytes, dict[str, int], dict[str, int], str]] = {
    "params.yaml": (
        b"a: &a [" + b"1, " * 20 + b"]\nd: [" + b"*a, " * 50 + b"]\n",
        {"alias_nodes": 0}, {}, "too large or too deeply nested once its aliases are expanded",
    ),
    "datapackage.json": (
        b'{"resources": [{"path": "b.csv", "schema": {"fields": [{"name": "id", "x": [[[[[1]]]]]}]}}]}',
        {"nesting": 10}, {}, "too deeply nested",
    ),
    "dvc.yaml": (
        b"stages:\n  a:\n    cmd: " + b"x" * (MIB + 1) + b"\n",
        {"dvc_file_mib": 1}, {}, "larger than 1 MiB",
    ),
    "package/datapackage.json": (
        b'{"resources": []}' + b" " * MIB, {"metadata_mib": 1}, {}, "larger than 1 MiB",
    ),
    "a.csv.gz": (
        gzip.compress(bytes(65 * MIB)), {}, {"unpacked_ratio": 2000}, "grows to more than 200 times",
    ),
    "a.zip": (
        zipped({"a.csv": TABLE, "b.csv": TABLE, "c.csv": TABLE}),
        {"archive_members": 2}, {"archive_members": 3}, "an archive of 3 tables, more than the limit of 2",
    ),
    "a.json": (
        json.dumps([{"id": n, "text": "x" * 100} for n in range(12_000)]).encode(),
        {"whole_mib": 1}, {"whole_mib": 2}, "a JSON array beyond the size limit",
    ),
    "a.parquet": (
        parquet(1000), {"table_cells": 1999}, {"table_cells": 2000},
        "1000 rows of 2 columns, more than the limit of 1999 cells",
    ),
    "a.xlsx": (workbook(), {"sheet_cells": 1000}, {}, "its cells lie too far apart"),
}  # fmt: skip


def problems(root: Path, limits: dict[str, int], path: str) -> list[str]:
    """What the sources say of a file that was not read."""
    rows = crawl_project(open_project(root), Settings.model_validate({"limits": limits}), only=READERS)
    return [row.error or "" for row in rows if isinstance(row, Source) and row.path == path and row.status != "read"]


@pytest.mark.parametrize("path", CASES)
def test_beyond_a_limit_there_is_one_row_that_says_so(make_folder: Callable[..., Path], path: str) -> None:
    content, narrow, wide, said = CASES[path]
    root = make_folder({path: content, "b.csv": TABLE})
    assert [said in problem for problem in problems(root, narrow, path)] == [True]
    if wide != narrow:
        assert not any(said in problem for problem in problems(root, wide, path))


def test_long_lines_of_a_large_text(make_folder: Callable[..., Path]) -> None:
    text = ",".join(f"column_{n}" for n in range(100_000)) + "\n" + "1,2\n" * (16 * MIB + 1)
    root = make_folder({"a.csv": text})
    assert problems(root, {"line_mib": 1}, "a.csv") == ["no table: its first line is longer than 1 MiB"]
