"""Files far away: listed, read within limits, told apart by what the store says, and never asked for unless named."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.remote_files import crawl
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile, SchemaVersion
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project, open_project
from tests.catalog.lake.logs import add, column, delta_log, metadata
from tests.rows import expanded

Store = Callable[[str, bytes], None]


@pytest.fixture
def store() -> Iterator[Store]:
    """A function that puts a file into a store in memory, which is empty again afterwards."""
    system = fsspec.filesystem("memory")

    def put(path: str, content: bytes) -> None:
        system.pipe_file(path, content)

    system.store.clear()
    yield put
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def project(make_repo: Callable[..., Path], tmp_path: Path) -> Project:
    root = make_repo({"README.md": "no data", "debt.toml": ""})
    return replace(open_project(root), memory=Memory(tmp_path / "memory.sqlite", "p"))


def scan(project: Project, url: str, **said: Any) -> list[Row]:
    settings = Settings(sources={"lake": SourceSettings(url=url, **said)}, max_file_mib=said.pop("max_file_mib", 4))
    return expanded(crawl(project, settings))


def sources(rows: list[Row]) -> list[tuple[str, str, str | None]]:
    return [(row.path, row.status, row.error) for row in rows if isinstance(row, Source)]


def columns(rows: list[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if isinstance(row, ColumnSeen):
            found.setdefault(row.path, []).append(row.column)
    return found


def parquet(**values: list[Any]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(values), buffer)
    return buffer.getvalue()


def test_files_below_an_address(project: Project, store: Store) -> None:
    store("/lake/a.csv", b"id,name\n1,x\n2,\n")
    store("/lake/deep/b.parquet", parquet(id=[1, 2, 3]))
    store("/lake/README.md", b"no table")
    rows = scan(project, "memory://lake")
    assert columns(rows) == {"memory:///lake/a.csv": ["id", "name"], "memory:///lake/deep/b.parquet": ["id"]}
    seen = {row.path: row for row in rows if isinstance(row, Sighting)}
    table = seen["memory:///lake/a.csv"]
    assert (table.storage, table.format, table.n_rows, table.size_bytes) == ("external", "csv", 2, 15)
    assert (table.source_path, table.is_present, table.is_schema_read) == ("debt.toml", True, True)
    assert seen["memory:///lake/deep/b.parquet"].n_rows == 3
    assert [entry[1] for entry in sources(rows)] == ["read", "read"]


def test_stars_patterns_and_the_number_of_tables(project: Project, store: Store) -> None:
    for name in ("a.csv", "b.csv", "c.csv", "d.tsv", "sub/e.csv"):
        store(f"/lake/{name}", b"id\n1\n")
    assert [path[15:] for path in columns(scan(project, "memory://lake/*.csv"))] == ["a.csv", "b.csv", "c.csv"]
    chosen = scan(project, "memory://lake", include=["*.csv"], exclude=["sub/*", "b.csv"])
    assert [path[15:] for path in columns(chosen)] == ["a.csv", "c.csv"]
    few = scan(project, "memory://lake", max_tables=2)
    assert [path[15:] for path in columns(few)] == ["a.csv", "b.csv"]
    assert sources(few)[0] == ("memory://lake", "skipped", "3 more than `max_tables`, left unread")


def test_what_is_not_there(project: Project, store: Store) -> None:
    store("/lake/README.md", b"")
    assert sources(scan(project, "memory://lake")) == [("memory://lake", "skipped", "no table is there")]
    assert sources(scan(project, "memory://gone")) == [("memory://gone", "error", "there is no such file or folder")]


def test_a_broken_file_costs_itself(project: Project, store: Store) -> None:
    store("/lake/a.csv", b"id\n1\n")
    store("/lake/b.parquet", b"PAR1")
    rows = scan(project, "memory://lake")
    assert list(columns(rows)) == ["memory:///lake/a.csv"]
    assert [entry[1] for entry in sources(rows)] == ["read", "error"]


def test_a_table_of_a_lake(project: Project, store: Store) -> None:
    for name, content in delta_log([metadata(column("id", "long")), add("part-0.parquet", 3)]).items():
        store(f"/lake/orders/{name}", content)
    store("/lake/orders/part-0.parquet", b"PAR1")
    for url in ("memory://lake", "memory://lake/orders"):
        (seen,) = [row for row in scan(project, url) if isinstance(row, Sighting)]
        assert (seen.path, seen.format, seen.n_rows, seen.storage) == ("memory:///lake/orders", "delta", 3, "external")


def test_columns_alone(project: Project, store: Store) -> None:
    store("/lake/a.csv", b"id\n1\n")
    rows = scan(project, "memory://lake", statistics="none")
    assert columns(rows) == {"memory:///lake/a.csv": ["id"]}
    assert not [row for row in rows if isinstance(row, Profile)]


def test_the_baseline_is_the_last_scan(project: Project, store: Store) -> None:
    store("/lake/a.csv", b"id,old\n1,2\n")
    assert not [row for row in scan(project, "memory://lake") if isinstance(row, SchemaVersion)]
    store("/lake/a.csv", b"id,new\n1,2\n")
    rows = scan(project, "memory://lake")
    versions = [row for row in rows if isinstance(row, SchemaVersion)]
    assert [(row.path, row.column, row.baseline, row.is_read) for row in versions] == [
        ("memory:///lake/a.csv", "id", "scan", True),
        ("memory:///lake/a.csv", "old", "scan", True),
    ]


def test_an_unchanged_file_is_not_opened_again(project: Project, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store("/lake/a.csv", b"id\n1\n")
    store("/lake/b.csv", b"id\n1\n")
    first = scan(project, "memory://lake")
    opened: list[str] = []
    original = MemoryFileSystem._open

    def noting(self: Any, path: str, *arguments: Any, **options: Any) -> MemoryFile:
        opened.append(path)
        return original(self, path, *arguments, **options)

    monkeypatch.setattr(MemoryFileSystem, "_open", noting)
    assert scan(project, "memory://lake") == first
    assert opened == []
    store("/lake/b.csv", b"id,n\n1,2\n")
    opened.clear()
    scan(project, "memory://lake")
    assert set(opened) == {"/lake/b.csv"}


def test_nothing_is_asked_at_a_revision(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsspec.core.url_to_fs", None)
    rows = scan(project.at("HEAD"), "s3://bucket/data")
    assert sources(rows) == [("s3://bucket/data", "skipped", "not read at a revision: it has no past")]
    assert scan(project, "postgresql://host/db") == []
    assert list(crawl(project, Settings())) == []


def test_a_missing_package_gives_a_hint(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(url: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    hint = "a package for this kind of store is not installed: Install s3fs to access S3"
    assert sources(scan(project, "s3://bucket/data/*.parquet")) == [("s3://bucket/data/*.parquet", "error", hint)]


def test_secrets_are_not_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "s3cr3t")

    def failing(url: str) -> None:
        raise ValueError(f"cannot open {url}: s3cr3t is wrong")

    monkeypatch.setattr("fsspec.core.url_to_fs", failing)
    told = str(scan(project, "https://user:${TOKEN}@host/a.csv?key=${TOKEN}"))
    assert "${TOKEN} is wrong" in told
    assert "s3cr3t" not in told
    (refused,) = sources(scan(project, "https://user:s3cr3t@host/a.csv"))
    assert refused[:2] == ("https://host/a.csv", "error")
    assert refused[2] == "the address of a source holds a password (write ${NAME} in its place, and set NAME outside)"
    (unset,) = sources(scan(project, "https://${NOBODY}@host/a.csv"))
    assert "`NOBODY` is not set" in (unset[2] or "")


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{running.server_port}"
        finally:
            running.shutdown()


def serving(content: bytes, asked: list[str], *, has_ranges: bool = True, **headers: str) -> Any:
    def answer(request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range") if has_ranges else None
        asked.append(f"{request.command} {wanted or 'all'}")
        first, _, last = (wanted or f"bytes=0-{len(content) - 1}").removeprefix("bytes=").partition("-")
        part = content[int(first) : int(last) + 1]
        request.send_response(206 if wanted else 200)
        if wanted:
            request.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}")
        for name, value in {"Content-Length": str(len(part)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(part)

    return answer


@pytest.mark.parametrize("has_ranges", [True, False])
def test_a_web_server(project: Project, has_ranges: bool) -> None:
    asked: list[str] = []
    with server(serving(b"id,name\n1,x\n", asked, has_ranges=has_ranges, ETag='"one"')) as address:
        rows = scan(project, f"{address}/data/a.csv?download=1")
        assert columns(rows) == {f"{address}/data/a.csv": ["id", "name"]}
        asked.clear()
        assert columns(scan(project, f"{address}/data/a.csv?download=1")) == columns(rows)
        assert {entry.split()[0] for entry in asked} == {"HEAD"}


def test_a_large_file_is_fetched_in_pieces(project: Project) -> None:
    asked: list[str] = []
    content = parquet(id=list(range(800_000)), word=[f"w{n % 977}" for n in range(800_000)])
    with server(serving(content, asked, ETag='"one"')) as address:
        rows = scan(project, f"{address}/a.parquet")
    assert columns(rows) == {f"{address}/a.parquet": ["id", "word"]}
    assert next(row for row in rows if isinstance(row, Sighting)).n_rows == 800_000
    assert {entry.split()[1].partition("=")[0] for entry in asked if entry.startswith("GET")} == {"bytes"}


def test_without_a_tag_a_file_is_read_again(project: Project) -> None:
    asked: list[str] = []
    with server(serving(b"id\n1\n", asked)) as address:
        for _ in range(2):
            asked.clear()
            assert columns(scan(project, f"{address}/a.csv")) == {f"{address}/a.csv": ["id"]}
            assert any(entry.startswith("GET") for entry in asked)


@pytest.mark.parametrize("hangs_on", ["HEAD", "GET"])
def test_a_server_that_does_not_answer(project: Project, hangs_on: str) -> None:
    over = threading.Event()
    whole = serving(b"id\n1\n", [], ETag='"one"')

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.command == hangs_on:
            over.wait(20)
        else:
            whole(request)

    with server(answer) as address:
        ((path, status, error),) = sources(scan(project, f"{address}/a.csv", timeout_seconds=0.5))
        over.set()
    assert (path, status, error) == (f"{address}/a.csv", "error", "did not answer within 0.5 s")


def test_a_failure_is_not_remembered(project: Project) -> None:
    is_broken = [True]
    whole = serving(b"id\n1\n", [], ETag='"one"')

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.command == "GET" and is_broken[0]:
            request.send_error(500)
        else:
            whole(request)

    with server(answer) as address:
        ((_path, status, error),) = sources(scan(project, f"{address}/a.csv"))
        assert status == "error"
        assert (error or "").startswith("cannot be reached: 500")
        is_broken[0] = False
        assert columns(scan(project, f"{address}/a.csv")) == {f"{address}/a.csv": ["id"]}
