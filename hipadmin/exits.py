"""The exit codes of every command."""

DONE = 0
FAILURE = 1
USAGE = 2
REFUSED = 3
"""The database was refused: newer, foreign or damaged."""
INTERRUPTED = 130
