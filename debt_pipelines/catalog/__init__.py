"""Rows become frames, many sightings become one dataset, and datasets and jobs become a graph."""
