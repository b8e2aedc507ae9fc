"""The stopwatch counts waiting and work, and nothing that other programs take."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, thread_time

from tests.stopwatch import stopwatch

MOMENT_S = 0.1
BUSY = (
    "from time import *; print(flush=True); end = monotonic() + 20\nwhile monotonic() < end: pass"
)


def work() -> None:
    end = thread_time() + MOMENT_S
    while thread_time() < end:
        pass


@contextmanager
def crowded() -> Iterator[None]:
    """This thread and another program share a processor, each on its turn."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(mine)})
    other = subprocess.Popen([sys.executable, "-S", "-c", BUSY], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout
        other.stdout.readline()
        yield
    finally:
        other.kill()
        other.communicate()
        os.sched_setaffinity(0, mine)


def test_what_is_waited_for_counts() -> None:
    with stopwatch() as watch:
        threading.Event().wait(MOMENT_S)
    assert watch.seconds > MOMENT_S / 2


def test_work_counts() -> None:
    with stopwatch() as watch:
        work()
    assert watch.seconds > MOMENT_S / 2


def test_the_turns_of_others_do_not_count() -> None:
    with crowded():
        began = monotonic()
        with stopwatch() as watch:
            work()
        took = monotonic() - began
    assert watch.seconds < took - MOMENT_S / 2
