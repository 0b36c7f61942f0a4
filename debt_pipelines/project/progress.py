"""How far a scan is: the steps tell it, and whoever listens shows it. Nobody listening costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Stage = Literal["crawl", "read", "catalog", "facts", "judge", "score"]
"""Reading the data files is a part of the crawl that counts files."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a stage is: `n_done` of `n_total` steps are over, and `what` comes now."""

    stage: Stage
    n_done: int = 0
    n_total: int = 1
    what: str = ""


Listener = Callable[[Step], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(step: Step) -> None:
    """Tell whoever listens in this context; steps that run in another process are told to nobody."""
    listener = _listener.get()
    if listener is not None:
        listener(step)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let a listener hear the steps of everything that runs inside."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
