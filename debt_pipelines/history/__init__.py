"""What earlier scans found: a store of runs, the trend between them, and where it leads."""
