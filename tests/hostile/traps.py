"""A repository of traps: everything in it would cost a scanner its time, its memory or its secrets."""

from __future__ import annotations

import gzip
import os
import pickle
import socket
import stat
import subprocess
import time
import zipfile
from pathlib import Path

HOSTILE_KEYS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy"),
    *("pager.log", "pager.diff", "pager.ls-files", "diff.external", "diff.evil.command", "diff.evil.textconv"),
    *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "gpg.program", "credential.helper"),
    *("sequence.editor", "uploadpack.packObjectsHook", "core.alternateRefsCommand", "merge.evil.driver"),
    *("trailer.evil.command", "interactive.diffFilter", "remote.origin.uploadpack", "remote.origin.receivepack"),
)
HOOKS = ("post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman", "pre-commit")
PIPELINE = """\
stages:
  train:
    cmd: python train.py
    deps:
    - /etc/passwd
    - ../../outside.csv
    - ../outside/secret.csv
    - orders.csv
    - pipe.csv
    - loop/loop/orders.csv
    - linked/secret.csv
    outs:
    - model.pkl
    - ../escaped.csv
"""
SUITE = '{"name": "far", "expectations": [], "meta": {"path": "../../outside/secret.csv"}}'
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
IMPORTED = ("pandas", "sitecustomize", "conftest", "dagster", "great_expectations", "setup", "usercustomize")


class Traps:
    """The repository, the folder beside it that nothing may look into, and the canaries that no trap may leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "repository"
        self.outside = folder / "outside"
        self.canaries = folder / "canaries"

    @property
    def fired(self) -> list[str]:
        """The traps that went off."""
        return sorted(path.name for path in self.canaries.iterdir())

    def git(self, *arguments: str) -> None:
        """Run git in the repository, before it is dangerous."""
        subprocess.run(["git", "-C", self.root, *arguments], check=True, capture_output=True)

    def canary(self, name: str) -> Path:
        """A file that is there only once a trap has gone off."""
        return self.canaries / name.replace("/", "_")


def make_traps(folder: Path, *, n_files: int) -> Traps:
    """Build the repository; `n_files` empty files lie in one folder of it."""
    traps = Traps(folder)
    for path in (traps.root, traps.outside, traps.canaries):
        path.mkdir(parents=True)
    (traps.outside / "secret.csv").write_text("id,secret\n1,x\n2,y\n")
    traps.git("init", "-q", "-b", "main")
    _plain_files(traps)
    _code_that_fires(traps)
    traps.git("add", "--all")
    traps.git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "Add")
    _bombs(traps.root)
    _odd_files(traps.root)
    _links(traps)
    many = traps.root / "many"
    many.mkdir()
    for number in range(n_files):
        (many / f"f{number}.txt").touch()
    (traps.root / "orders.csv").write_text("id,amount\n1,2\n2,4\n")
    _hostile_git(traps)
    _age(traps.root)
    return traps


def _age(root: Path) -> None:
    """Date everything back: what was written a moment ago is not trusted to be unchanged."""
    then = time.time() - 3600
    for folder, names, files in os.walk(root):
        for name in (*names, *files):
            os.utime(Path(folder) / name, (then, then), follow_symlinks=False)


def _plain_files(traps: Traps) -> None:
    for path, text in {
        "orders.csv": "id,amount\n1,2\n2,3\n",
        "dvc.yaml": PIPELINE,
        "train.py": 'import pandas as pd\npd.read_csv("orders.csv")\n',
        "gx/expectations/far.json": SUITE,
        ".gitattributes": "*.csv filter=evil diff=evil merge=evil\n*.txt filter=evil\n",
        "tracked_pipe.csv": "id\n1\n",
        "swapped/inner.csv": "id\n1\n",
        ".dvc/config": "[core]\n    remote = s\n    hardlink_lock = true\n",
    }.items():
        (traps.root / path).parent.mkdir(parents=True, exist_ok=True)
        (traps.root / path).write_text(text)


class _Fires:
    """What a pickle would run when it is loaded."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch '{self.canary}'",)


def _code_that_fires(traps: Traps) -> None:
    for name in IMPORTED:
        (traps.root / f"{name}.py").write_text(f'open({str(traps.canary(f"import {name}"))!r}, "w")\n')
    (traps.root / "debt_plugin").mkdir()
    for name in ("model.pkl", "data.parquet", "frame.joblib", "table.feather", "params.json"):
        (traps.root / name).write_bytes(pickle.dumps(_Fires(traps.canary(f"pickle {name}"))))


def _bombs(root: Path) -> None:
    for name in ("sparse.csv", "sparse.parquet", "sparse.json", "sparse.yaml", "sparse.ipynb", "sparse.sqlite"):
        with (root / name).open("wb") as file:
            file.truncate(2**30)
    with (root / "one_line.json").open("wb") as file:
        file.write(b'[{"id": 1}, {"id": 2},')
        file.truncate(200 * 2**20)
    (root / "params.yaml").write_text(BOMB)
    (root / "deep.yaml").write_text("stages: " + "[" * 100_000)
    (root / "dvc.lock").write_text("stages: " + "{a: " * 50_000)
    (root / "deep.json").write_text('[{"a":' + "[" * 200_000)
    (root / "datapackage.json").write_text('{"resources":' + "[" * 100_000)
    (root / "deep.ipynb").write_text('{"cells":' + "[" * 100_000)
    (root / "deep.py").write_text("x = " + "(" * 100_000)
    (root / "deep.sql").write_text("SELECT " + "(" * 20_000 + "1")
    zeros = b"0,1\n" * 2**18
    with zipfile.ZipFile(root / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("b.csv", "w") as member:
        for _ in range(100):
            member.write(zeros)
    with gzip.open(root / "bomb.csv.gz", "wb") as file:
        for _ in range(100):
            file.write(zeros)
    with zipfile.ZipFile(root / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 2**25)


def _odd_files(root: Path) -> None:
    for name in ("pipe.csv", "fifo.yaml", "pyproject.toml", "debt.toml"):
        os.mkfifo(root / name)
    (root / "tracked_pipe.csv").unlink()
    os.mkfifo(root / "tracked_pipe.csv")
    with socket.socket(socket.AF_UNIX) as server:
        home = os.open(".", os.O_RDONLY)
        os.chdir(root)  # the path of a socket may be short only
        try:
            server.bind("sock.json")
        finally:
            os.fchdir(home)
            os.close(home)
    if os.geteuid() == 0:
        os.mknod(root / "device.csv", stat.S_IFCHR | 0o600, os.makedev(1, 5))
    for name in ("bad\nname.csv", "esc\x1b[31mred\x07.csv", "<script>alert(1)<_script>.csv", "\u202egnp.csv"):
        (root / name).write_text("a,b\n1,2\n2,3\n")
    (root / os.fsdecode(b"latin\xe9.csv")).write_text("a,b\n1,2\n")


def _links(traps: Traps) -> None:
    root = traps.root
    for name, target in {
        "loop": ".",
        "first.csv": "second.csv",
        "second.csv": "first.csv",
        "passwd.csv": "/etc/passwd",
        "zero.csv": "/dev/zero",
        "memory.parquet": "/proc/self/mem",
        "environment.csv": "/proc/self/environ",
        "secret.csv": "../outside/secret.csv",
        "linked": "../outside",
        "alias.csv": "orders.csv",
        "README.md": "/etc/passwd",
        "CODEOWNERS": "../outside/secret.csv",
    }.items():
        (root / name).symlink_to(target)
    (root / "swapped/inner.csv").unlink()
    (root / "swapped").rmdir()
    (traps.outside / "inner.csv").write_text("id\n1\n")
    (root / "swapped").symlink_to("../outside")


def _hostile_git(traps: Traps) -> None:
    def fires(name: str) -> str:
        # What git talks to would wait for more where it got its own words back.
        return f"touch '{traps.canary(name)}'" + ("" if name.endswith(".process") else "; cat")

    for key in HOSTILE_KEYS:
        traps.git("config", key, fires(key))
    traps.git("config", "alias.log", f"!{fires('alias.log')}")
    traps.git("config", "alias.ls-files", f"!{fires('alias.ls-files')}")
    traps.git("config", "log.showSignature", "true")
    traps.git("config", "protocol.allow", "always")
    traps.git("config", "include.path", "../../outside/config")
    (traps.outside / "config").write_text(f'[core]\n\tpager = "{fires("included pager")}"\n')
    for place in (traps.root / ".git/hooks", traps.root / "hooks"):
        place.mkdir(exist_ok=True)
        for name in HOOKS:
            hook = place / name
            hook.write_text(f"#!/bin/sh\ntouch '{traps.canary(f'hook {name}')}'\n")
            hook.chmod(0o755)
    traps.git("config", "core.hooksPath", "hooks")
