"""The trend of a project in several formats, one a module `to_<format>.py`."""
