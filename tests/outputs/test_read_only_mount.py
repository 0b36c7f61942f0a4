"""A project or a home on a mount that takes no write: the first is scanned to the end, the second told in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tree import differences, tree

FILES = {"a.csv": "id,x\n1,2\n", "dvc.yaml": "stages:\n  s: {cmd: echo, outs: [b.csv]}\n", ".dvc/config": ""}
MOUNTED = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && ! touch "$1/probe" 2>/dev/null'

pytestmark = pytest.mark.skipif(shutil.which("unshare") is None, reason="needs mount namespaces of Linux")


def scanned(root: Path, read_only: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A scan while a folder takes no write."""
    command = [sys.executable, "-m", "debt_pipelines", "scan", str(root), "--exit-zero", "--quiet", "--format", "json"]
    script = f'{{ {MOUNTED}; }} || exit 77; shift; exec "$@"'
    others = {name: value for name, value in os.environ.items() if name not in ("DEBT_STATE_DIR", "XDG_STATE_HOME")}
    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", str(read_only), *command],
        env=others | {"PYTHONPATH": str(Path.cwd())} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this user may not mount")
    return ran


def test_a_project(make_repo: Callable[..., Path], tmp_path: Path) -> None:
    root = make_repo(FILES)
    before = tree(root)
    ran = scanned(root, root, DEBT_STATE_DIR=str(tmp_path / "state"))
    assert ran.returncode == 0, ran.stderr
    assert '"findings"' in ran.stdout
    assert differences(before, tree(root)) == []


def test_a_home(make_repo: Callable[..., Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    ran = scanned(make_repo(FILES), home, HOME=str(home))
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "Read-only file system" in ran.stderr
    assert "DEBT_STATE_DIR" in ran.stderr
    assert "Traceback" not in ran.stderr
