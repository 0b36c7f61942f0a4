"""Outdated formats of DVC's files, in words that read after the path of the file."""

STAGE_FILE = "is a stage file of DVC 0.x, which DVC 3 cannot read"
DATA_FILE = "is a file of DVC 0.x, which DVC 3 cannot read"
LOCK_FILE = "is a lock file of schema 1.0, which DVC 3 cannot read"
HASHES = "records hashes of DVC 2, which DVC 3 computes and stores in another way"

MIGRATED_ONE_BY_ONE = (STAGE_FILE, LOCK_FILE)
"""Each such file is work of its own; one command brings all files of another format forward."""
