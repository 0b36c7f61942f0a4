"""Files become tables: columns, types, null counts and what is wrong with the file, for every format."""
