"""A project on disk or at a git revision, read without ever being changed."""
