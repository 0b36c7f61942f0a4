"""What became of a table: two versions of its columns and measures, compared."""
