"""The command `debt`: one command a file, nothing heavy at import."""
