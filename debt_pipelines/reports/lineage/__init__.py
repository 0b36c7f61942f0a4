"""The lineage graph in formats to read, draw and process: one format a file, nothing heavy at import."""
