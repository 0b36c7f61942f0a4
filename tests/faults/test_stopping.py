"""Commands that are told to stop, and output that nobody takes: one line, the right exit code, nothing half-made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
# The scan itself is taken out: what is tried here is what surrounds it, and each way to be busy takes its place.
BUSY = """
import sys, time
import debt_pipelines.cli.scan as scan
from debt_pipelines.cli.main import main
def busy(*given, **named):
    print("begun", file=sys.stderr, flush=True)
    {work}
scan.scan = busy
sys.argv = ["debt", "scan", "."]
main()
"""
WAITING = "time.sleep(60)"
DEAF = """
    import signal
    signal.signal(signal.SIGINT, lambda *given: None)
    signal.signal(signal.SIGTERM, lambda *given: None)
    while True:
        time.sleep(1)
"""


def _begun(work: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUSY.format(work=work)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_with_one_line(number: signal.Signals, code: int) -> None:
    process = _begun(WAITING)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (code, "")
    assert err.strip() == f"error: stopped by {number.name} before it was done; run it again"


def test_what_does_not_listen_is_ended_all_the_same() -> None:
    process = _begun(DEAF)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    _out, err = process.communicate(timeout=30)
    assert process.returncode == 143
    assert err.strip().endswith("stopped by SIGTERM before it was done; run it again")


def _rules(**options: object) -> subprocess.CompletedProcess[bytes]:
    """`debt rules`, which prints much and scans nothing."""
    command = [sys.executable, "-m", "debt_pipelines", "rules"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_a_reader_that_leaves_opens_no_gate() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = _rules(stdout=writing)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_full_disk_behind_stdout_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        ran = _rules(stdout=full)
    assert (ran.returncode, ran.stderr) == (3, b"error: No space left on device\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_pipe_gets_utf8_whatever_the_locale(encoding: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    program = (
        "import sys; from debt_pipelines.cli.terminal import note, payload_as_utf8; payload_as_utf8();"
        "sys.stdout.write('Größe \\U0001f600 \\udce4'); note('Größe')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, env=environment, capture_output=True, check=True
    )
    assert ran.stdout.decode() == "Größe \U0001f600 ?"
    assert ran.stderr.decode() == "Größe\n"


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = f"import os; os.rmdir({str(gone)!r}); from debt_pipelines.cli.main import main; main()"
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    ran = subprocess.run([sys.executable, "-c", program], cwd=gone, env=environment, capture_output=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.decode() == "error: the working folder is gone\n\nhint: change into a folder that is there\n"
