"""Of two readings of one list the newer one counts, whichever answers first."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.gui.jobs import JobContext, Jobs
from hipadmin.gui.threads.in_order import InOrder

PATIENCE_S = 10.0


class Reading:
    """A reading that answers with its name, or fails, when it is let go."""

    def __init__(self, name: str, *, fails: bool = False) -> None:
        self._name = name
        self._fails = fails
        self.go = threading.Event()

    def __call__(self, _context: JobContext) -> str:
        assert self.go.wait(PATIENCE_S)
        if self._fails:
            raise LookupError(self._name)
        return self._name


@pytest.mark.parametrize("fails", [False, True], ids=["answers", "fails"])
@pytest.mark.parametrize("late", ["older", "newer"])
def test_the_newer_one_is_the_last_to_be_told(
    jobs: Jobs, qtbot: QtBot, late: str, fails: bool
) -> None:
    told: list[str] = []
    readings = InOrder(jobs, jobs)
    both = {name: Reading(name, fails=fails) for name in ("older", "newer")}
    for reading in both.values():
        readings.read(reading, told.append, lambda error: told.append(str(error)))
    (first,) = both.keys() - {late}
    both[first].go.set()
    qtbot.waitUntil(lambda: told == [first])
    both[late].go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == (["newer"] if late == "older" else ["older", "newer"])
