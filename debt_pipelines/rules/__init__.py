"""The rulebook and its engine: Great Expectations suites judge fact tables."""
