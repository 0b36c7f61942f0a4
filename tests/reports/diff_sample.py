"""Reports of changes for tests: an ordinary one, a quiet one, one with hostile names, one too long."""

from __future__ import annotations

from debt_pipelines.reports.diff.registry import WORK_TREE, Change, DiffReport, SourceState, Unread, Version

COMMIT = "0123456789abcdef0123456789abcdef01234567"
READERS = ("dvc.yaml:report", "dvc.yaml:train@eu")
HOSTILE = (
    "a|b`c``d",
    "<script>alert(1)</script>",
    "@everyone #1 [x](http://y)",
    "\x1b[31mred\u202e",
    "two\nlines",
    "`",
)


def ordinary() -> DiffReport:
    """Every kind of change, a moved table, a part, and one that could not be read."""
    orders, codes, part = "data/orders.csv", "data/codes.csv", "data/sales_2024-05.csv"
    return DiffReport(
        project="shop",
        base=Version("main", COMMIT),
        head=Version("the work tree", WORK_TREE),
        n_datasets=14,
        changes=(
            Change(f"file:{codes}", codes, "removed_dataset", None, "3 columns, 30 rows", None, True, READERS),
            Change(f"file:{orders}", orders, "malformed_table", None, None, "2 merge-conflict markers", True, READERS),
            Change(f"file:{orders}", orders, "removed_column", "paid_on", "date", None, True, READERS),
            Change(f"file:{orders}", orders, "removed_column", "tax", None, None, True, READERS),
            Change(f"file:{orders}", orders, "renamed_column", "customer_id", "customer", "customer_id", True, READERS),
            Change(f"file:{orders}", orders, "changed_type", "amount", "integer", "string", True, READERS),
            Change(f"file:{orders}", orders, "reordered_columns", None, "a at 1", "a at 3", False, READERS),
            Change(
                f"file:{orders}", orders, "shifted_distribution", "weight", "mean 1", "mean 9, PSI 2", False, READERS
            ),
            Change(f"file:{orders}", orders, "added_column", "colour", None, "string", False, READERS),
            Change("file:data/sales_*.csv", part, "changed_nullability", "price", "0 % empty", "20 % empty"),
            Change("file:data/sales_*.csv", part, "changed_domain", "kind", "4 values", "new: x (9 %)"),
            Change("file:data/new.csv", "data/new.csv", "added_dataset", None, None, "2 columns, 1 row"),
        ),
        moved={orders: "orders.csv", "data/stores.csv": "data/shops.csv"},
        unread=(Unread("far.parquet", "base", "not in the cache of DVC"),),
        sources=(
            SourceState("warehouse", "postgres://host/shop", as_of="2026-01-05T09:00:00+00:00"),
            SourceState("lake", "s3://bucket/data", error="no scan has seen it yet"),
        ),
    )


def quiet() -> DiffReport:
    """Nothing has changed."""
    return DiffReport("shop", Version("v1", COMMIT), Version("v2", COMMIT[::-1]), 53)


def hostile() -> DiffReport:
    """Names that would break out of every format."""
    changes = tuple(
        Change(f"file:{name}", name, "renamed_column", name, name[::-1], name, True, (name,)) for name in HOSTILE
    )
    unread = tuple(Unread(name, "head", name) for name in HOSTILE)
    moved = {f"{name}.csv": name for name in HOSTILE}
    sources = tuple(SourceState(name, name, error=name) for name in HOSTILE)
    base, head = Version(HOSTILE[0], COMMIT), Version(HOSTILE[2], "x")
    return DiffReport(HOSTILE[1], base, head, 6, changes, moved, unread, sources)


def long() -> DiffReport:
    """More than a comment or a screen can hold."""
    changes = [
        Change(f"file:d/{n}.csv", f"d/{n}.csv", "removed_column", f"column {m} {'x' * 40}", "string", None, True)
        for n in range(60)
        for m in range(30)
    ]
    changes += [
        Change("file:z.csv", "z.csv", "renamed_column", f"new{n}", f"old{n}", f"new{n}", True) for n in range(30)
    ]
    return DiffReport("long", Version("a", "a"), Version("b", "b"), 61, tuple(changes))


REPORTS = {"ordinary": ordinary(), "quiet": quiet(), "hostile": hostile(), "long": long()}
