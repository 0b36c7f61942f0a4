"""One source a file: each module reads one kind of evidence and yields rows."""
