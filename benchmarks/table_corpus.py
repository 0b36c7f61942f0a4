"""Tables with planted drift: a git repository of two commits, and the truth of what changed between them.

    python benchmarks/table_corpus.py FOLDER [TABLES] [SEED]

The first commit holds TABLES tables (CSV, Parquet, JSON Lines in turn), the second the same ones a batch later: one in
three with one planted change, one in three as new rows of the same kind, the others as they were. `truth.json`, outside
git, lists the planted changes as `dataset, kind, column, before`. The same seed gives the same tables.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl

N_ROWS = 1_500
_SUFFIXES = (".csv", ".parquet", ".jsonl")
_SEGMENTS = ("consumer", "business", "public", "partner")
_AUTHOR = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in
           (("NAME", "Ada"), ("EMAIL", "ada@example.com"))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One planted change, as `debt diff` should tell it."""

    dataset: str
    kind: str
    column: str | None
    before: str | None = None


def table(random: np.random.Generator, n_rows: int = N_ROWS) -> pl.DataFrame:
    """One table: a key, a date, a category, two quantities, a code with zeros in front, and a text."""
    day = np.datetime64("2026-01-01") + random.integers(0, 90, n_rows).astype("timedelta64[D]")
    return pl.DataFrame(
        {
            "order_id": np.arange(1, n_rows + 1) + int(random.integers(0, 10**6)),
            "ordered_on": pl.Series(day).cast(pl.Date),
            "segment": random.choice(_SEGMENTS, n_rows, p=[0.5, 0.3, 0.15, 0.05]),
            "amount": random.lognormal(3.0, 0.6, n_rows).round(2),
            "weight": random.normal(20.0, 4.0, n_rows).round(3),
            "postcode": [f"{code:05}" for code in random.integers(0, 99_999, n_rows)],
            "comment": [f'said "{word}", then {word * 2}' for word in random.integers(0, 400, n_rows)],
        }
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One way to change a table, and what should be told of it."""

    kind: str
    column: str | None
    apply: Callable[[pl.DataFrame, np.random.Generator], pl.DataFrame]
    before: str | None = None


def _discounted(frame: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    return frame.with_columns(discount=pl.Series(random.uniform(0, 0.3, frame.height).round(2)))


def _emptied(frame: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    return frame.with_columns(weight=pl.when(pl.Series(random.random(frame.height) > 0.3)).then("weight"))


def _extended(frame: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    is_new = pl.Series(random.random(frame.height) > 0.8)
    return frame.with_columns(segment=pl.when(is_new).then(pl.lit("wholesale")).otherwise("segment"))


CHANGES: tuple[Change, ...] = (
    Change("added_column", "discount", _discounted),
    Change("removed_column", "weight", lambda frame, _: frame.drop("weight")),
    Change("renamed_column", "order_amount", lambda frame, _: frame.rename({"amount": "order_amount"}), "amount"),
    Change("reordered_columns", None, lambda frame, _: frame.select("ordered_on", pl.exclude("ordered_on"))),
    Change(
        "changed_type", "amount", lambda frame, _: frame.with_columns(pl.format("EUR {}", "amount").alias("amount"))
    ),
    Change("changed_nullability", "weight", _emptied),
    Change("changed_domain", "segment", _extended),
    Change("shifted_distribution", "weight", lambda frame, _: frame.with_columns(pl.col("weight") * 1.5)),
)


def write(root: Path, path: str, frame: pl.DataFrame) -> None:
    """Write one table in the format that its name tells."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.endswith(".csv"):
        frame.write_csv(target)
    elif path.endswith(".jsonl"):
        frame.write_ndjson(target)
    else:
        frame.write_parquet(target)


def generate(root: Path, n_tables: int, *, seed: int = 1, n_rows: int = N_ROWS) -> list[Event]:
    """Write both commits under `root` and say what was planted."""
    random = np.random.default_rng(seed)
    paths = [f"data/{number % 50:02}/{_name(number)}{_SUFFIXES[number % 3]}" for number in range(n_tables)]
    for path in paths:
        write(root, path, table(random, n_rows))
    commit(root, "Deliver the first batch", is_first=True)
    events: list[Event] = []
    for number, path in enumerate(paths):
        if number // 3 % 3 == 0:
            change = CHANGES[number // 9 % len(CHANGES)]
            write(root, path, change.apply(table(random, n_rows), random))
            if change.kind != "reordered_columns" or not path.endswith(".jsonl"):  # JSON objects have no order
                events.append(Event(path, change.kind, change.column, change.before))
        elif number // 3 % 3 == 1:
            write(root, path, table(random, n_rows))
    commit(root, "Deliver the second batch")
    return events


def commit(root: Path, message: str, *, is_first: bool = False) -> None:
    """Commit all that lies under `root`."""
    steps = [["init", "-q"]] if is_first else []
    for arguments in (*steps, ["add", "-A"], ["commit", "-qm", message]):
        subprocess.run(["git", *arguments], cwd=root, check=True, env=os.environ | _AUTHOR)


def _name(number: int) -> str:
    """A name of its own for each table: numbers in names would make partitions of them."""
    letters = ""
    while number or not letters:
        number, letter = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[letter] + "aeiou"[letter % 5]
    return f"{letters}_orders"


def main() -> None:
    """Generate one repository."""
    root = Path(sys.argv[1])
    n_tables, seed = (int(text) for text in (*sys.argv[2:4], *("99", "1")[len(sys.argv) - 2 :]))
    root.mkdir(parents=True)
    events = generate(root, n_tables, seed=seed)
    root.with_name(f"{root.name}.truth.json").write_text(json.dumps([asdict(event) for event in events], indent=1))


if __name__ == "__main__":
    main()
