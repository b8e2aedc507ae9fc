"""How a command ends: its exit codes, and a word about what went wrong."""

import sys

DONE = 0
FAILURE = 1
USAGE = 2
REFUSED = 3
"""The database was refused: newer, foreign or damaged."""
INTERRUPTED = 130


def complain(text: str, code: int) -> int:
    """Say what went wrong on standard error; give ``code``. A pasted token is masked."""
    from hipadmin.domain.redaction import mask_pasted  # not for what only asks for the version

    # a token given instead of a name must not stand in a build's log
    sys.stderr.write(f"{mask_pasted(text)}\n")
    return code
