"""Workers give the interpreter back soon.

The GUI thread lets go of it in every call into Qt and asks for it again afterwards, thousands of
times while a table is painted. A worker that runs keeps it for a whole turn each time.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

TURN_S = 0.0005
"""Seconds of a turn. With Python's own 5 ms a list takes five times as long to be painted while
a worker runs, with half a millisecond twice as long; shorter ones bring nothing more."""


@contextmanager
def short_turns() -> Iterator[None]:
    """Let the threads of this process take turns of `TURN_S` until the end."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
