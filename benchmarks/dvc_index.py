"""How long the lineage of a DVC project takes to read, against DVC's own index of the same commit.

    python benchmarks/dvc_index.py [ROUNDS]

Two projects are generated: 500 stages with 5,000 tracked files, and a matrix of 4,000 stages. Both readers run in
this process, in turn, after a first round that pays the imports; DVC reads a revision, because opening a work tree
would write to it. Prints medians and their ratio.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.lineage import lineage_report
from debt_pipelines.project.project import open_project

_AUTHOR = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in
           (("NAME", "Ada"), ("EMAIL", "ada@example.com"))}  # fmt: skip


def many_stages(root: Path, *, n_stages: int = 500, n_files: int = 5_000, n_folders: int = 10) -> None:
    """Stages in several dvc.yaml files, each reading tracked files and the stage before it."""
    for number in range(n_files):
        path = root / f"raw/{number % 50:02}/part-{number:05}.csv.dvc"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"outs:\n- md5: {_md5(number)}\n  size: 1234\n  hash: md5\n  path: {path.stem}\n")
    per_stage = n_files // n_stages
    for folder in range(n_folders):
        declared, locked = ["stages:\n"], ["schema: '2.0'\nstages:\n"]
        for stage in range(folder, n_stages, n_folders):
            inputs = range(stage * per_stage, (stage + 1) * per_stage)
            deps = [(f"../../raw/{number % 50:02}/part-{number:05}.csv", _md5(number)) for number in inputs]
            if stage >= n_folders:
                deps.append((f"out/{stage - n_folders}.parquet", _md5(-stage + n_folders)))
            command = f"python make.py {stage}"
            declared.append(f"  make_{stage}:\n    cmd: {command}\n    deps:\n")
            declared += [f"    - {path}\n" for path, _ in deps]
            declared.append(f"    outs:\n    - out/{stage}.parquet\n")
            locked.append(f"  make_{stage}:\n    cmd: {command}\n    deps:\n")
            locked += [_entry(path, value) for path, value in deps]
            locked.append("    outs:\n" + _entry(f"out/{stage}.parquet", _md5(-stage)))
        _write(root / f"pipelines/{folder}", declared, locked)


def matrix(root: Path, *, n_side: int = 63) -> None:
    """One templated stage over a matrix of n_side x n_side keys."""
    years, states = [f"y{n}" for n in range(n_side)], [f"s{n:02}" for n in range(n_side)]
    declared = [
        "stages:\n  fetch:\n    matrix:\n",
        f"      year: [{', '.join(years)}]\n      state: [{', '.join(states)}]\n",
        "    cmd: python fetch.py ${item.year} ${item.state}\n    deps:\n    - fetch.py\n",
        "    outs:\n    - data/${item.year}/${item.state}.parquet\n",
    ]
    locked = ["schema: '2.0'\nstages:\n"]
    for number, (year, state) in enumerate((year, state) for year in years for state in states):
        locked.append(f"  fetch@{year}-{state}:\n    cmd: python fetch.py {year} {state}\n    deps:\n")
        locked.append(
            _entry("fetch.py", _md5(0)) + "    outs:\n" + _entry(f"data/{year}/{state}.parquet", _md5(number))
        )
    (root / "fetch.py").write_text("pass\n")
    _write(root, declared, locked)


def _write(folder: Path, declared: list[str], locked: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dvc.yaml").write_text("".join(declared))
    (folder / "dvc.lock").write_text("".join(locked))


def _entry(path: str, value: str) -> str:
    return f"    - path: {path}\n      hash: md5\n      md5: {value}\n      size: 1234\n"


def _md5(number: int) -> str:
    return hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()


def _commit(root: Path) -> None:
    (root / ".dvc").mkdir()
    (root / ".dvc/config").write_text("[core]\n    analytics = false\n")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Generate"], ["gc", "-q"]):
        subprocess.run(["git", *arguments], cwd=root, check=True, env=os.environ | _AUTHOR)


def ours(root: Path) -> int:
    """Read the project at the same commit and build its graph; returns the number of edges."""
    project = open_project(root).at("HEAD")
    return len(lineage_report(project, Settings(), with_code=True).graph.links)


def ours_at_work_tree(root: Path) -> int:
    """The same for the work tree, which is what a scan reads."""
    return len(lineage_report(open_project(root), Settings(), with_code=True).graph.links)


def dvc_index(root: Path) -> int:
    """DVC's index of the last commit and its graph; returns the number of edges."""
    from dvc.repo import Repo

    with Repo(str(root), rev="HEAD") as repo:
        return len(repo.index.graph.edges)


def cpu_seconds(work: Callable[[Path], object], root: Path) -> float:
    """CPU seconds of one call, those of git included."""
    before = os.times()
    work(root)
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def compare(root: Path, rounds: int) -> str:
    """Read a project in the three ways, in turn, and say how long each took."""
    readers = (dvc_index, ours, ours_at_work_tree)
    n_edges = [read(root) for read in readers]
    seconds = [[cpu_seconds(read, root) for read in readers] for _ in range(rounds)]
    dvc, revision, tree = (statistics.median(column) for column in zip(*seconds, strict=True))
    revision_ratio, tree_ratio = (statistics.median(row[0] / row[n] for row in seconds) for n in (1, 2))
    return (
        f"DVC {dvc:.2f} s CPU ({n_edges[0]} edges of stages), here {revision:.2f} s at the commit "
        f"({n_edges[1]} edges, {revision_ratio:.1f} times as fast), {tree:.2f} s at the work tree "
        f"({tree_ratio:.1f} times as fast); medians of {rounds} rounds"
    )


def main() -> None:
    """Run the rounds on both projects and print a line for each."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for name, generate in (("500 stages, 5,000 tracked files", many_stages), ("a matrix of 3,969 stages", matrix)):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            generate(root)
            _commit(root)
            print(f"{name}: {compare(root, rounds)}")


if __name__ == "__main__":
    main()
