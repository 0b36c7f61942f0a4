"""debt-pipelines: makes technical debt in data and ML pipelines visible, from evidence."""

__version__ = "0.1.0"

_COMPONENTS = ("DebtPortfolio", "DebtScan")


def __dir__() -> list[str]:
    return sorted([*globals(), *_COMPONENTS])


def __getattr__(name: str) -> object:
    """The Dagster components, imported when Dagster asks for them: the command line must not wait for Dagster."""
    if name not in _COMPONENTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.component"), name)
