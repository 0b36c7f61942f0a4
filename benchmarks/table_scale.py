"""How the cost of tables grows: with their number, their width and their length, against the fastest engine at hand.

    python benchmarks/table_scale.py tables|rescan|wide|tall [FOLDER]

`tables` scans 100, 1,000 and 10,000 datasets, twice each, and prints CPU seconds above those of an empty project, a
dataset. `rescan` changes one of 1,000 datasets, against the first and a later scan of an empty project. `wide` profiles
tables of 1,250 to 5,000 columns. `tall` profiles a Parquet file of 20 million rows and a CSV file of 2 GB, with the
peak of memory. What is generated stays in FOLDER, if one is named, and is used again. Every figure is CPU time of
whole processes; a ratio compares two of the same run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from table_corpus import commit, generate, table, write

_TALL_ROWS = 20_000_000
_TALL_CSV_BYTES = 2_000_000_000
_PART_ROWS = 500_000
_ENGINE = """
import sys, polars as pl
path = sys.argv[1]
scan = pl.scan_parquet(path) if path.endswith(".parquet") else pl.scan_csv(path)
schema = scan.collect_schema()
plain = [name for name, kind in schema.items() if kind.is_numeric() or kind.is_temporal()]
texts = [name for name, kind in schema.items() if kind == pl.String]
column = pl.col(plain + texts)
scan.select(
    column.null_count().name.suffix(" nulls"), column.min().name.suffix(" min"), column.max().name.suffix(" max"),
    column.approx_n_unique().name.suffix(" distinct"), pl.col(plain).mean().name.suffix(" mean"),
    pl.col(texts).str.len_chars().mean().name.suffix(" length"),
).collect(engine="streaming")
"""
"""The same figures by one engine: nulls, bounds, estimated distinct values, means, lengths."""
_PROFILE = """
import sys
from pathlib import Path
from debt_pipelines.catalog.tabular.reading import read_file
from debt_pipelines.config.settings import Settings
from debt_pipelines.project.project import open_project
path = Path(sys.argv[1])
assert isinstance(read_file(open_project(path.parent), path.name, Settings()).result, tuple)
"""


def measured(command: Sequence[str], *, cwd: Path | None = None, state: Path | None = None) -> tuple[float, int]:
    """CPU seconds of one process and its children, and the peak of its memory in MB."""
    environment = os.environ | ({"DEBT_STATE_DIR": str(state)} if state else {})
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed with status {status}: {command}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def scan(root: Path, state: Path, *options: str) -> float:
    """CPU seconds of one `debt scan`."""
    debt = str(Path(sys.executable).with_name("debt"))
    return measured([debt, "scan", str(root), "--exit-zero", "--format", f"json={state}.json", *options], state=state)[
        0
    ]


def repository(root: Path, n_tables: int) -> Path:
    """A repository of so many tables of 200 rows; with none of them, an empty project."""
    if not root.exists():
        root.mkdir(parents=True)
        if n_tables:
            generate(root, n_tables, n_rows=200)
        else:
            (root / "README.md").write_text("Nothing here yet.\n")
            commit(root, "Begin", is_first=True)
    return root


def tables(folder: Path) -> None:
    """First and second scans of more and more datasets."""
    empty = scan(repository(folder / "empty", 0), folder / "state-empty")
    print(f"an empty project: {empty:.1f} s CPU")
    for n_tables in (100, 1_000, 10_000):
        root, state = repository(folder / f"tables-{n_tables}", n_tables), Path(tempfile.mkdtemp(dir=folder))
        seconds = [scan(root, state)]
        write(root, "data/00/extra_orders.csv", table(np.random.default_rng(len(seconds)), 200))
        seconds.append(scan(root, state))
        (root / "data/00/extra_orders.csv").unlink()
        each = " and ".join(f"{(value - empty) / n_tables * 1000:.1f} ms" for value in seconds)
        print(f"{n_tables:>6} datasets: {seconds[0]:.1f} s and {seconds[1]:.1f} s CPU, {each} a dataset")


def rescan(folder: Path) -> None:
    """One of 1,000 datasets changed, against an empty project."""
    root, state = repository(folder / "tables-1000", 1_000), Path(tempfile.mkdtemp(dir=folder))
    scan(root, state)
    nothing = repository(folder / "empty", 0)
    known = Path(tempfile.mkdtemp(dir=folder))
    scan(nothing, known)
    for number in range(3):
        empty = scan(nothing, Path(tempfile.mkdtemp(dir=folder)))
        empty_again = scan(nothing, known, "--fresh")
        write(root, "data/00/ba_orders.csv", table(np.random.default_rng(number), 200))
        again = scan(root, state)
        print(
            f"one of 1,000 changed: {again:.1f} s CPU, {again / empty:.2f} times the first scan of an empty project, "
            f"{again / empty_again:.2f} times a later one"
        )


def wide(folder: Path) -> None:
    """Wider and wider tables of 1,000 rows; what is linear costs the same a column."""
    start = measured([sys.executable, "-c", "import polars, pyarrow.csv, pyarrow.parquet, debt_pipelines.defs"])[0]
    random = np.random.default_rng(1)
    for suffix in (".parquet", ".csv"):
        for n_columns in (1_250, 2_500, 5_000):
            path = folder / f"wide-{n_columns}{suffix}"
            if not path.exists():
                cells = random.normal(100, 15, (1_000, n_columns)).round(3)
                write(folder, path.name, pl.DataFrame(cells, schema=[f"c{n}" for n in range(n_columns)]))
            seconds = measured([sys.executable, "-c", _PROFILE, str(path)])[0] - start
            print(f"{path.name}: {seconds:.1f} s CPU, {seconds / n_columns * 1000:.2f} ms a column")


def tall(folder: Path) -> None:
    """A file of 20 million rows and one of 2 GB, here and by the engine."""
    for path in (_tall_parquet(folder / "tall.parquet"), _tall_csv(folder / "tall.csv")):
        engine, engine_peak = measured([sys.executable, "-c", _ENGINE, str(path)])
        ours, peak = measured([sys.executable, "-c", _PROFILE, str(path)])
        print(
            f"{path.name} ({path.stat().st_size / 1e9:.1f} GB): {ours:.1f} s CPU and {peak} MB here, "
            f"{engine:.1f} s and {engine_peak} MB by Polars: {ours / engine:.2f} times"
        )


def _tall_parquet(path: Path) -> Path:
    if not path.exists():
        import pyarrow.parquet as pq

        parts = _parts()
        first = next(parts).to_arrow()
        with pq.ParquetWriter(path, first.schema) as writer:
            writer.write_table(first)
            for _ in range(_TALL_ROWS // _PART_ROWS - 1):
                writer.write_table(next(parts).to_arrow().cast(first.schema))
    return path


def _tall_csv(path: Path) -> Path:
    if not path.exists():
        with path.open("wb") as file:
            for number, part in enumerate(_parts()):
                part.write_csv(file, include_header=not number)
                if file.tell() > _TALL_CSV_BYTES:
                    break
    return path


def _parts() -> Iterator[pl.DataFrame]:
    random = np.random.default_rng(1)
    while True:
        yield table(random, _PART_ROWS)


def main() -> None:
    """Run one of the measurements."""
    runs: dict[str, Callable[[Path], None]] = {"tables": tables, "rescan": rescan, "wide": wide, "tall": tall}
    with tempfile.TemporaryDirectory() as scratch:
        runs[sys.argv[1]](Path(sys.argv[2]).absolute() if len(sys.argv) > 2 else Path(scratch))


if __name__ == "__main__":
    main()
