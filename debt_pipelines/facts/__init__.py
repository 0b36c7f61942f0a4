"""One fact table a file: pure functions from metadata frames to the frames that rules judge."""
