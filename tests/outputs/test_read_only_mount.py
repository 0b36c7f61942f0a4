"""A project on a mount that takes no write is scanned to the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tree import differences, tree


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs mount namespaces of Linux")
def test_a_project_on_a_read_only_mount(make_repo: Callable[..., Path], tmp_path: Path) -> None:
    files = {"a.csv": "id,x\n1,2\n", "dvc.yaml": "stages:\n  s: {cmd: echo, outs: [b.csv]}\n", ".dvc/config": ""}
    root = make_repo(files)
    before = tree(root)
    mounted = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$1" && ! touch probe 2>/dev/null'
    debt = f'{{ {mounted}; }} || exit 77; shift; exec "$@"'
    command = [sys.executable, "-m", "debt_pipelines", "scan", ".", "--exit-zero", "--quiet", "--format", "json"]
    environment = os.environ | {"DEBT_STATE_DIR": str(tmp_path / "state"), "PYTHONPATH": str(Path.cwd())}
    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", debt, "sh", str(root), *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this user may not mount")
    assert ran.returncode == 0, ran.stderr
    assert '"findings"' in ran.stdout
    assert differences(before, tree(root)) == []
