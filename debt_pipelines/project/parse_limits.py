"""How deep and how large a YAML or JSON text may be: the limits of the settings, for all parsers of a scan.

A parser is asked from many places that know nothing of settings; outside a scan the defaults hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from debt_pipelines.config.settings import LimitSettings

_limits: ContextVar[LimitSettings] = ContextVar("limits", default=LimitSettings())  # noqa: B039 - it is frozen


def parse_limits() -> LimitSettings:
    """The limits in force in this context."""
    return _limits.get()


@contextmanager
def parsing_within(limits: LimitSettings) -> Iterator[None]:
    """Let these limits hold for everything that is parsed inside."""
    token = _limits.set(limits)
    try:
        yield
    finally:
        _limits.reset(token)
