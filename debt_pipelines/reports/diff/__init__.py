"""The changes between two states in formats to read and process: one format a file, nothing heavy at import."""
