"""Runs commands of `debt` in this process while Python tells of every file, folder, process and connection it opens.

    python -m tests.hostile.watch EVENTS PROJECT COMMAND [COMMAND ...]

Each command is a list of arguments in JSON, `tick` for a tick of the Dagster sensor. Writes one line of JSON for each
event to the file EVENTS, and at the end one with the exit codes and the modules that were loaded from the project.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO, Any

_PATHS = frozenset(
    {"open", "debt_pipelines.open", "os.listdir", "os.scandir", "os.readlink", "shutil.copyfile", "sqlite3.connect"}
)
_ALARMING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "pickle.find_class", "ctypes.dlopen")
_NETWORK = ("socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.Request")
_PACKAGE = f"{os.sep}debt_pipelines{os.sep}"


class Watch:
    """Notes what the process does; off until it is told what the project is."""

    def __init__(self, file: IO[str], root: str) -> None:
        self.file = file
        self.root = root
        self.is_on = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_on:
            return
        if event in _PATHS:
            self._note_path(event, arguments)
        elif event in ("exec", "compile"):
            code = arguments[0] if event == "exec" else None
            name = getattr(code, "co_filename", None) if code is not None else arguments[1]
            if isinstance(name, (str, bytes)) and os.fsdecode(name).startswith(self.root):
                self._write(event, os.fsdecode(name))
        elif event.startswith(_ALARMING) or event in _NETWORK:
            self._write(event, repr(arguments[:2]))

    def _note_path(self, event: str, arguments: tuple[Any, ...]) -> None:
        given = arguments[0] if arguments else None
        if isinstance(given, int) or given is None:
            return
        self._write(event, os.fsdecode(given))

    def _write(self, event: str, what: str) -> None:
        self.is_on = False
        try:
            self.file.write(json.dumps([event, what, _caller()]) + "\n")
        finally:
            self.is_on = True


def _caller() -> str:
    """The module of ours that did it, or else the innermost one of all."""
    frame = sys._getframe(3)
    innermost = frame.f_code.co_filename
    at: Any = frame
    while at is not None:
        name = at.f_code.co_filename
        if _PACKAGE in name:
            return f"debt_pipelines/{name.rpartition(_PACKAGE)[2]}"
        at = at.f_back
    return innermost


def run(arguments: list[str]) -> int:
    """One command, as the command line runs it."""
    from debt_pipelines.cli.main import main

    sys.argv = ["debt", *arguments]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def tick(project: Path) -> int:
    """One tick of the sensor that watches the project."""
    import dagster as dg

    from debt_pipelines.defs.factory import build_debt_defs
    from debt_pipelines.defs.instance import open_instance
    from debt_pipelines.defs.target import read_target

    target = read_target(project)
    sensor = build_debt_defs(target).resolve_sensor_def(f"{target.prefix}_watch")
    with open_instance(target.state) as instance, dg.build_sensor_context(instance=instance) as context:
        return 0 if isinstance(sensor(context), dg.SensorResult) else 1


def _loaded_from(root: str) -> list[str]:
    files = ((name, getattr(module, "__file__", None)) for name, module in list(sys.modules.items()))
    return sorted(name for name, file in files if isinstance(file, str) and file.startswith(root))


if __name__ == "__main__":
    events, project, *commands = sys.argv[1:]
    with Path(events).open("w", encoding="utf-8", errors="surrogateescape") as stream:
        watch = Watch(stream, project)
        sys.addaudithook(watch)
        watch.is_on = True
        codes = [tick(Path(project)) if command == "tick" else run(json.loads(command)) for command in commands]
        watch.is_on = False
        stream.write(json.dumps({"codes": codes, "loaded": _loaded_from(project), "path": sys.path}) + "\n")
