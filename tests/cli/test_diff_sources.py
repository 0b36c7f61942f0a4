"""`debt diff` over sources beside the project: compared with what scans had seen of them, or named with the reason."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.defs.target import read_target
from debt_pipelines.project import memory
from tests.catalog.lake.logs import add, column, delta_log, metadata
from tests.cli.conftest import Run

NO_SCAN = "no scan has seen it yet, so there is nothing to compare with"
NO_REVISION = "it has no state at a revision; a diff of the work tree compares what it holds now"
COMMITTED = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When the tests' commits are made."""
SCHEMA = """
CREATE TABLE orders (id INTEGER, customer TEXT, amount REAL);
INSERT INTO orders VALUES (1, 'a', 1.5), (2, 'b', 2.5);
CREATE TABLE shops (id INTEGER, city TEXT);
INSERT INTO shops VALUES (1, 'x');
CREATE TABLE old (id INTEGER);
"""
CHANGES = """
ALTER TABLE orders DROP COLUMN amount;
DELETE FROM shops;
DROP TABLE old;
CREATE TABLE fresh (id INTEGER);
INSERT INTO fresh VALUES (1);
"""


class Clock(datetime):
    """A clock that stands still."""

    moment = COMMITTED

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.moment


@dataclass(frozen=True, slots=True)
class Shop:
    """A project that names a database and a folder of files, neither of them in it."""

    root: Path
    database: Path
    store: Path

    def execute(self, script: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection:
            connection.executescript(script)

    def scan(self, *, hours: float) -> None:
        """See the sources as a scan does, so many hours after the commit."""
        target = read_target(self.root)
        Clock.moment = COMMITTED + timedelta(hours=hours)
        crawl_project(target.open(), target.settings, only=("databases", "remote_files"))


@pytest.fixture
def shop(debt: Run, make_repo: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    database, store = tmp_path / "shop.sqlite", tmp_path / "store"
    store.mkdir()
    settings = f'[sources.shop]\nurl = "sqlite:///{database}"\n[sources.store]\nurl = "file://{store}"\n'
    root = make_repo({"debt.toml": settings, "data.csv": "a,b\n1,2\n"})
    found = Shop(root, database, store)
    found.execute(SCHEMA)
    (store / "codes.csv").write_text("code,name\n" + "".join(f"k{n},name {n}\n" for n in range(20)))
    monkeypatch.chdir(root)
    monkeypatch.setattr(memory, "datetime", Clock)
    yield found
    Clock.moment = COMMITTED


def diff(debt: Run, *arguments: str) -> dict[str, Any]:
    Clock.moment += timedelta(minutes=1)
    result = debt("diff", *(arguments or ("HEAD",)), "--format", "json")
    assert result.code == 0
    said: dict[str, Any] = json.loads(result.out)
    return said


def told(said: dict[str, Any]) -> set[tuple[Any, ...]]:
    keys = ("kind", "column", "before", "after")
    name = "#" if any("#" in entry["path"] for entry in said["changes"]) else "/"
    return {(entry["path"].rpartition(name)[2], *(entry[key] for key in keys)) for entry in said["changes"]}


def reasons(said: dict[str, Any]) -> dict[str, str | None]:
    return {source["name"]: source["error"] for source in said["sources"]}


def test_what_no_scan_has_seen_is_said_not_to_be_compared(debt: Run, shop: Shop) -> None:
    said = diff(debt)
    assert reasons(said) == {"shop": NO_SCAN, "store": NO_SCAN}
    assert (said["changes"], said["n_datasets"]) == ([], 1)
    text = debt("diff", "HEAD").out
    assert "no schema change in 1 dataset; 2 sources not compared" in text
    assert "not compared: no scan has seen it yet" in text
    assert f"- `store`: not compared: {NO_SCAN}" in debt("diff", "HEAD", "--format", "markdown").out.replace("\\", "")


def test_two_revisions_and_two_folders(debt: Run, shop: Shop, tmp_path: Path) -> None:
    shop.scan(hours=1)
    shop.execute(CHANGES)
    said = diff(debt, "HEAD", "HEAD")
    assert (reasons(said), said["changes"]) == ({"shop": NO_REVISION, "store": NO_REVISION}, [])
    shutil.copytree(shop.root, tmp_path / "copy")
    said = diff(debt, str(tmp_path / "copy"), str(shop.root))
    assert set(reasons(said).values()) == {"of two folders, only what lies in them is compared"}
    assert said["changes"] == []


def test_a_database_is_compared_with_the_last_scan(debt: Run, shop: Shop) -> None:
    shop.scan(hours=1)
    assert diff(debt)["changes"] == []
    shop.execute(CHANGES)
    for _again in range(2):  # a diff is no scan: what it saw is not what the next one starts from
        said = diff(debt)
        assert told(said) == {
            ("orders", "removed_column", "amount", "number", None),
            ("shops", "malformed_table", None, "1 row", "the table is empty"),
            ("old", "removed_dataset", None, "1 column, 0 rows", None),
            ("fresh", "added_dataset", None, None, "1 column, 1 row"),
        }
        assert said["unreadable"] == []
        assert said["n_datasets"] == 5
        as_of = (COMMITTED + timedelta(hours=1)).isoformat()
        assert [(source["as_of"], source["error"]) for source in said["sources"]] == [(as_of, None)] * 2
    breaking = {entry["path"].rpartition("#")[2] for entry in said["changes"] if entry["breaking"]}
    assert breaking == {"orders", "shops", "old"}
    assert f"compared with what scans had seen of it by {as_of}" in " ".join(debt("diff", "HEAD").out.split())


def test_the_date_of_the_revision_decides(debt: Run, shop: Shop) -> None:
    shop.scan(hours=-2)
    shop.execute("ALTER TABLE orders DROP COLUMN amount")
    shop.scan(hours=-1)
    shop.execute("ALTER TABLE orders ADD COLUMN paid TEXT")
    shop.scan(hours=1)
    shop.execute("ALTER TABLE orders DROP COLUMN customer")
    said = diff(debt)
    assert [source["as_of"] for source in said["sources"]] == [COMMITTED.isoformat()] * 2
    assert told(said) == {
        ("orders", "added_column", "paid", None, "string"),
        ("orders", "removed_column", "customer", "string", None),
    }


def test_a_state_that_was_seen_again_later(debt: Run, shop: Shop) -> None:
    shop.scan(hours=-2)
    shop.execute("ALTER TABLE orders RENAME COLUMN amount TO total")
    shop.scan(hours=1)
    shop.execute("ALTER TABLE orders RENAME COLUMN total TO amount")
    assert diff(debt)["changes"] == []
    shop.scan(hours=2)  # the memory now has this state at its newest date alone
    said = diff(debt)
    assert said["changes"] == []
    ((path, side, error),) = [tuple(entry.values()) for entry in said["unreadable"]]
    assert path.endswith("#orders")
    assert (side, error) == ("base", "what scans had seen of it by then is not kept")


def test_files_far_away(debt: Run, shop: Shop) -> None:
    orders = shop.store / "orders" / "_delta_log" / f"{0:020}.json"
    orders.parent.mkdir(parents=True)
    orders.write_bytes(*delta_log([metadata(column("id", "long")), add("a", 2)]).values())
    (shop.store / "gone.csv").write_text("a,b\n1,2\n")
    shop.scan(hours=1)
    assert diff(debt)["changes"] == []
    (shop.store / "gone.csv").unlink()
    (shop.store / "codes.csv").write_text("code,title\n" + "".join(f"k{n},name {n}\n" for n in range(20)))
    orders.write_bytes(*delta_log([metadata(column("id", "string")), add("a", 2)]).values())
    assert told(diff(debt)) == {
        ("gone.csv", "removed_dataset", None, "2 columns, 1 row", None),
        ("codes.csv", "renamed_column", "title", "name", "title"),
        ("orders", "changed_type", "id", "integer", "string"),
    }


def test_a_source_that_cannot_be_had_removes_nothing(debt: Run, shop: Shop) -> None:
    shop.scan(hours=1)
    shop.database.rename(shop.database.with_suffix(".away"))
    (shop.store / "codes.csv").unlink()
    said = diff(debt)
    assert said["changes"] == []
    assert reasons(said) == {"shop": "there is no such file", "store": "no table is there"}


def test_a_table_that_cannot_be_read_any_more(debt: Run, shop: Shop) -> None:
    (shop.store / "b.parquet").write_bytes(b"")
    shop.scan(hours=1)
    (shop.store / "codes.csv").write_bytes(b"PAR1 no text\0")
    said = diff(debt)
    assert said["changes"] == []
    assert [(entry["path"].rpartition("/")[2], entry["side"]) for entry in said["unreadable"]] == [
        ("codes.csv", "head")
    ]


def test_tables_beyond_the_limit_are_named(debt: Run, shop: Shop) -> None:
    shop.scan(hours=1)
    text = (shop.root / "debt.toml").read_text()
    (shop.root / "debt.toml").write_text(text.replace("[sources.store]", "max_tables = 1\n[sources.store]"))
    shop.execute(CHANGES)
    said = diff(debt)
    assert {entry["path"].rpartition("#")[2]: entry["error"] for entry in said["unreadable"]} == dict.fromkeys(
        ("orders", "shops"), "it was not read: the source has more tables than `max_tables`"
    )
    assert told(said) == {
        ("old", "removed_dataset", None, "1 column, 0 rows", None),
        ("fresh", "added_dataset", None, None, "1 column, 1 row"),
    }


def test_other_settings_have_another_past(debt: Run, shop: Shop) -> None:
    shop.scan(hours=1)
    text = (shop.root / "debt.toml").read_text()
    (shop.root / "debt.toml").write_text(text.replace("[sources.store]", 'exclude = ["old"]\n[sources.store]'))
    assert reasons(diff(debt)) == {"shop": NO_SCAN, "store": None}
