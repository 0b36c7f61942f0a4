"""Whole scans in processes of their own, forked from one that has the imports behind it, so that many are cheap.

    python -m tests.whole_scans PROJECT=POINT ... , PROJECT= ...

Starts the scans of a round at once and waits for all; a comma ends a round. A scan with a point kills itself there with
SIGKILL: `write:20` when it writes its twentieth table, `keep:1` when it has kept its run and not committed it yet.
Prints as JSON how each ended: its exit code, or the signal below zero.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from itertools import groupby
from pathlib import Path
from typing import Any


def scanned(project: Path, point: str) -> int:
    """A scan as `debt scan --fresh` runs it, in a process of its own; gives its number."""
    child = os.fork()
    if child:
        return child
    code = 3
    try:
        from debt_pipelines.cli.scan import scan

        if point:
            die_at(*point.split(":"))
        scan(project, is_fresh=True, is_quiet=True)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def die_at(name: str, number: str) -> None:
    """Let this process die in its n-th call of a function of the stores."""
    from debt_pipelines.catalog.store import TableStore
    from debt_pipelines.history.store import Store

    owner: Any = {"write": TableStore, "keep": Store}[name]
    function, calls = getattr(owner, name), iter(range(1, 1000))

    def deadly(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        if next(calls) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


def ended(children: list[int]) -> list[int]:
    """How each child ended."""
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def imported() -> None:
    """Import what a scan needs; no thread and no database may be open when a process is forked."""
    import great_expectations  # noqa: F401

    import debt_pipelines.defs.factory
    import debt_pipelines.facts.registry
    import debt_pipelines.rules.engine  # noqa: F401
    from debt_pipelines.crawlers.registry import crawlers

    crawlers()


if __name__ == "__main__":
    imported()
    rounds = [list(given) for is_end, given in groupby(sys.argv[1:], lambda argument: argument == ",") if not is_end]
    codes = []
    for given in rounds:
        wanted = [argument.rpartition("=") for argument in given]
        codes.append(ended([scanned(Path(project), point) for project, _, point in wanted]))
    print(json.dumps(codes))
