"""Writes what is missing, for review: a starter suite, a dictionary to fill in, owners and dependencies."""
