"""Dagster: the one place where the parts are wired and run."""
