"""Settings: what a team may decide about a scan, and where that stands written."""
