"""The policy editor: statements and JSON in step, and what would pass."""
