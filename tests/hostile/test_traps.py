"""A repository of traps is scanned to the end, and nothing in it goes off."""

from __future__ import annotations

import pickle
import subprocess
import sys
import sysconfig
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.conftest import CHECKOUT, Watched
from tests.hostile.traps import IMPORTED

DOOR = "debt_pipelines/config/door.py"
LISTERS = tuple(f"debt_pipelines/project/{name}.py" for name in ("listing", "state", "watch"))
OWN_PROCESSES = (sys.executable, "tail", "file")
"""What Dagster starts to keep the output of a step, and what Python asks about itself."""
SYSTEM = (
    *("/usr/", "/lib", "/opt/", "/etc/", "/dev/null", "/dev/urandom"),
    *("/proc/meminfo", "/proc/cpuinfo", "/proc/self/statm", "/sys/fs/cgroup/memory."),
)
SECRETS = ("/etc/passwd", "/etc/shadow")
SKIPPED = {
    "pipe.csv": "not a regular file but a named pipe",
    "tracked_pipe.csv": "not a regular file but a named pipe",
    "passwd.csv": "a link that leads out of the project",
    "zero.csv": "a link that leads out of the project",
    "memory.parquet": "a link that leads out of the project",
    "environment.csv": "a link that leads out of the project",
    "secret.csv": "a link that leads out of the project",
    "first.csv": "a link that leads to no file",
    "second.csv": "a link that leads to no file",
    "latin\\xe9.csv": "its name is not UTF-8",
    "sparse.csv": "its first line is longer than 8 MiB",
    "sparse.parquet": "not a sound Parquet file",
    "sparse.sqlite": "not a sound SQLite database",
    "one_line.json": "binary content",
    "deep.json": "nested too deeply",
    "params.yaml": "too large or too deeply nested once its aliases are expanded",
    "dvc.lock": "too deeply nested",
    "datapackage.json": "too deeply nested",
    "bomb.zip": "grows to more than 200 times its compressed size",
    "bomb.csv.gz": "grows to more than 200 times its compressed size",
    "bomb.xlsx": "grows to more than 200 times its compressed size",
    "data.parquet": "not a sound Parquet file",
    "table.feather": "not a sound Arrow file",
}


def test_every_command_runs_to_its_end(watched: Watched) -> None:
    verdict = 0 if watched.report["gate"]["passed"] else 1
    assert watched.codes == {
        **dict.fromkeys(("diff", "history", "lineage", "fix", "explain", "tick"), 0),
        **dict.fromkeys(("scan", "gate"), verdict),
    }
    assert "Traceback" not in watched.printed


def test_no_trap_goes_off(watched: Watched) -> None:
    assert watched.traps.fired == []


def test_the_traps_are_armed(watched: Watched) -> None:
    """With git as everybody has it, and with a pickle that is loaded, they do go off; so the test above can fail."""
    traps = watched.traps
    try:
        pickle.loads((traps.root / "model.pkl").read_bytes())  # noqa: S301 - it is our own trap
        status = ["git", "-C", str(traps.root), "status"]
        subprocess.run(status, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300)
        assert {"pickle model.pkl", "core.fsmonitor"} <= set(traps.fired)
    finally:
        for path in traps.canaries.iterdir():
            path.unlink()


def test_nothing_in_it_changes(watched: Watched) -> None:
    assert watched.after == watched.before


@pytest.mark.parametrize("path", SKIPPED)
def test_each_skip_is_told_once_with_its_reason(watched: Watched, path: str) -> None:
    rows = [row for row in watched.report["sources"] if row["path"] == path and row["status"] != "read"]
    assert len(rows) == 1, rows
    assert SKIPPED[path] in rows[0]["error"]


def test_no_other_source_is_skipped(watched: Watched) -> None:
    unread = {row["path"] for row in watched.report["sources"] if row["status"] != "read"}
    assert unread - SKIPPED.keys() <= {"device.csv", "params.json"}


def test_names_of_any_kind_are_read(watched: Watched) -> None:
    names = {dataset["path"] for dataset in watched.report["datasets"]}
    assert {"orders.csv", "bad\nname.csv", "esc\x1b[31mred\x07.csv", "<script>alert(1)<_script>.csv"} <= names


def test_files_of_the_project_are_opened_through_one_door(watched: Watched) -> None:
    opened = [event for event in watched.of("open", "sqlite3.connect") if _is_within(event.what, watched.traps.root)]
    assert Counter(event.by for event in opened if event.by != DOOR) == {}
    through = {event.what.removeprefix(f"{watched.traps.root}/") for event in watched.of("debt_pipelines.open")}
    assert {"orders.csv", "dvc.yaml", "train.py", "sparse.csv", "bomb.zip"} <= through
    assert not {path for path in through if path.startswith(("loop", "linked", "swapped", "/", "..")) or "pipe" in path}
    listed = [event for event in watched.of("os.") if _is_within(event.what, watched.traps.root)]
    assert {event.by for event in listed} <= {*LISTERS, DOOR}


def test_a_name_without_a_folder_is_opened_by_the_door_alone(watched: Watched) -> None:
    """One that is relative to a folder that is open; from the working folder, which is the project, it is no other."""
    relative = [event for event in watched.of("open", "os.", "sqlite3.connect") if not event.what.startswith("/")]
    assert {event.by for event in relative} <= {DOOR}


def test_nothing_outside_is_opened(watched: Watched) -> None:
    ours = [sys.prefix, sys.base_prefix, str(CHECKOUT), str(watched.state), *sysconfig.get_paths().values(), *SYSTEM]
    ours += [f"{watched.state.parent}/{name}" for name in ("report.json", ".debt-")] + [*filter(None, sys.path)]
    paths = {event.what for event in watched.of("open", "os.", "sqlite3.connect") if event.what.startswith("/")}
    known = {path for path in paths if path.startswith((*ours, str(watched.traps.root))) or _is_temporary(path)}
    assert sorted(paths - known) == []
    assert sorted(path for path in paths if path.startswith(SECRETS)) == []


def test_only_git_is_run_and_only_cleanly(watched: Watched) -> None:
    started = watched.of("subprocess", "os.system", "os.exec", "os.posix_spawn")
    own = tuple(f"('{name}'," for name in OWN_PROCESSES)
    foreign = [event for event in started if not event.what.startswith(own)]
    assert {event.by for event in foreign} == {"debt_pipelines/project/git.py"}
    assert not any(str(watched.traps.root) in event.what for event in started if event not in foreign)
    assert all(event.what.startswith("('git', ['git', '--no-pager', '-c', 'core.fsmonitor=false'") for event in foreign)


def test_there_is_no_network(watched: Watched) -> None:
    """A library that binds a port of this machine to see whether it can tells nobody of it."""
    assert watched.of("socket.connect", "socket.getaddrinfo", "urllib") == []


def test_nothing_is_unpickled_imported_or_executed(watched: Watched) -> None:
    assert watched.of("pickle", "exec", "compile") == []
    assert watched.loaded == []
    assert not {f"import {name}" for name in IMPORTED} & set(watched.traps.fired)


def test_it_takes_far_less_than_a_minute(watched: Watched) -> None:
    assert watched.cpu_seconds < 60


def _is_within(path: str, root: Path) -> bool:
    return path.startswith(f"{root}/") and not path.startswith(f"{root}/.git")


def _is_temporary(path: str) -> bool:
    """Whether a path is that of a temporary file, right below the folder of such files."""
    return str(Path(path).parent) == tempfile.gettempdir()
