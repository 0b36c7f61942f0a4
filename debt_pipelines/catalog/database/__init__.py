"""Databases: what they declare of their tables, and measures that they compute themselves."""
