"""Faults: where they come up, the report of each, and what a person is told."""
