"""Build the example project as a git repository: `python examples/shop/build.py DEST`.

Authors, dates and settings are fixed and nothing is read from the machine, so the commit ids are the same
every time. DVC is not run: `dvc_files.py` records the same hashes in a fraction of the time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import dvc_files
from history import DESCRIPTIONS, HERE, Commit, commits

MARKER = ".git/built-by-examples-shop"
SETTINGS = ("commit.gpgsign=false", "core.autocrlf=false", "core.fileMode=false", "gc.auto=0")


def main() -> int:
    """Build the example at DEST, which must be new, empty, or an earlier build; print its path."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("dest", metavar="DEST", type=Path)
    dest = parser.parse_args().dest
    if not _is_ours_to_replace(dest):
        print(f"error: {dest} exists and was not built by {Path(__file__).name}", file=sys.stderr)
        print("hint: name another folder, or remove this one yourself", file=sys.stderr)
        return 2
    build(dest)
    print(dest)
    return 0


def build(dest: Path) -> None:
    """Replace DEST by the whole history of the example."""
    if dest.exists():
        shutil.rmtree(dest)
    dest.mkdir(parents=True)
    _git(dest, "init", "--quiet", "--template=", "--initial-branch=main")
    (dest / MARKER).touch()
    for commit in commits():
        _apply(dest, commit)
        _record(dest, commit)


def _is_ours_to_replace(dest: Path) -> bool:
    if dest.is_symlink():
        return False
    return not dest.exists() or (dest / MARKER).exists() or (dest.is_dir() and not any(dest.iterdir()))


def _apply(dest: Path, commit: Commit) -> None:
    """Bring the work tree to the state of the commit."""
    for old, new in commit.moves.items():
        _write(dest / new, (dest / old).read_bytes())
        (dest / old).unlink()
    overlay = HERE / "project" / commit.folder
    for source in sorted(path for path in overlay.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        _write(dest / source.relative_to(overlay), source.read_bytes())
    for path in commit.removes:
        (dest / path).unlink()
    for path, content in commit.data.items():
        _write(dest / path, content)
    for path in commit.adds:
        dvc_files.add(dest, path, DESCRIPTIONS[path])
    for address in commit.runs:
        dvc_files.run(dest, address)


def _record(dest: Path, commit: Commit) -> None:
    _git(dest, "add", "--all")
    name, email = commit.author.rstrip(">").split(" <")
    people = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", name), ("EMAIL", email), ("DATE", commit.date))
    }
    _git(dest, "commit", "--quiet", "--no-verify", "--message", commit.message, **people)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _git(dest: Path, *arguments: str, **variables: str) -> None:
    # Without the caller's GIT_*: inside a git hook they point at the repository that is being committed to.
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **variables}
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    subprocess.run(["git", *settings, *arguments], cwd=dest, env=own, check=True)


if __name__ == "__main__":
    sys.exit(main())
