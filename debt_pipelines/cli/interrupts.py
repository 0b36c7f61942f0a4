"""What happens when a command is told to stop: it ends soon, whatever it is doing, with the exit code of the signal.

Dagster puts handlers of its own in place while a scan runs, and a library at work in C hears of no handler. So the
signals are also read where the interpreter notes them first, on a thread of its own.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from debt_pipelines.cli.terminal import note_error

_STOPPING = (signal.SIGINT, signal.SIGTERM)
_GRACE_SECONDS = 3.0
"""How long a command has to put things in order; what is written is whole at any moment."""


class Stopped:
    """The signal that told this process to stop, if one did."""

    def __init__(self) -> None:
        self.by: signal.Signals | None = None

    @property
    def exit_code(self) -> int:
        """What a shell gives for a process that a signal ended."""
        return 128 + (self.by or signal.SIGINT)

    def note(self, number: int) -> None:
        """Note a signal; the first one counts."""
        self.by = self.by or signal.Signals(number)

    def tell(self) -> None:
        """One line for the person."""
        note_error(f"stopped by {(self.by or signal.SIGINT).name} before it was done; run it again")

    def end(self) -> NoReturn:
        """End the process at once; whatever is under way is left as a kill would leave it."""
        with suppress(OSError):
            self.tell()
        os._exit(self.exit_code)


@contextmanager
def stopping() -> Iterator[Stopped]:
    """Let SIGTERM stop what runs inside as SIGINT does, within seconds; a second signal stops it at once."""
    stopped = Stopped()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def stop(number: int, _frame: object) -> NoReturn:
        stopped.note(number)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in _STOPPING}
    earlier = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    watcher = threading.Thread(target=_watch, args=(reading, stopped), daemon=True)
    watcher.start()
    try:
        yield stopped
    finally:
        signal.set_wakeup_fd(earlier)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(writing)
        watcher.join(_GRACE_SECONDS)
        os.close(reading)


def _watch(reading: int, stopped: Stopped) -> None:
    """Note the first signal, and end the process when time is up or a second one comes."""
    grace: threading.Timer | None = None
    while noted := os.read(reading, 1):
        if noted[0] not in _STOPPING:
            continue
        stopped.note(noted[0])
        if grace is not None:
            stopped.end()
        grace = threading.Timer(_GRACE_SECONDS, stopped.end)
        grace.daemon = True
        grace.start()
    if grace is not None:
        grace.cancel()
