"""How much of planted drift `debt diff` finds, and how much of what it tells is planted.

    python benchmarks/table_drift.py [TABLES] [SEED ...]

Generates a repository a seed (see `table_corpus.py`), compares its two commits, and prints precision and recall by
kind of change. A change counts as found with the right dataset, kind and column, and for a rename with the old name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from table_corpus import Event, generate


def found(root: Path, state: Path) -> set[Event]:
    """What `debt diff` tells of the two commits."""
    command = [str(Path(sys.executable).with_name("debt")), "diff", "HEAD~1", "HEAD", "--format", "json"]
    environment = os.environ | {"DEBT_STATE_DIR": str(state)}
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, env=environment)
    return {
        Event(
            row["path"],
            row["kind"],
            None if row["kind"] == "reordered_columns" else row["column"],
            row["before"] if row["kind"] == "renamed_column" else None,
        )
        for row in json.loads(done.stdout)["changes"]
    }


def main() -> None:
    """Run every seed and print a line for each kind."""
    n_tables = int(sys.argv[1]) if len(sys.argv) > 1 else 216
    planted: Counter[str] = Counter()
    told: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for seed in sys.argv[2:] or ("1", "2", "3"):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "project")
            root.mkdir()
            truth = set(generate(root, n_tables, seed=int(seed)))
            alarms = found(root, Path(folder, "state"))
        planted.update(event.kind for event in truth)
        told.update(event.kind for event in alarms)
        right.update(event.kind for event in truth & alarms)
        for event in sorted(truth ^ alarms, key=str):
            print(f"seed {seed}: {'missed' if event in truth else 'false'}: {event}")
    for kind in (*sorted(planted | told), "all"):
        n_planted, n_told, n_right = (sum(c.values()) if kind == "all" else c[kind] for c in (planted, told, right))
        precision = f"{n_right / n_told:.3f}" if n_told else "-"
        recall = f"{n_right / n_planted:.3f}" if n_planted else "-"
        print(f"{kind:<22} planted {n_planted:>4}  precision {precision}  recall {recall}")


if __name__ == "__main__":
    main()
