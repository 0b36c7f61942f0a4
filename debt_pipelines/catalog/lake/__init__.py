"""Tables that are folders: what the logs of Delta and Iceberg say of them, without a look at their data files."""
