"""debt-pipelines: makes technical debt in data and ML pipelines visible, from evidence."""

__version__ = "0.1.0"
