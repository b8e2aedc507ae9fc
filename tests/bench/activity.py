"""`python -m tests.bench.activity` asks Activity's questions of a store with a million events."""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from hipadmin import app
from hipadmin.domain.activity import EventFilter
from hipadmin.domain.delivery import OPEN, DeliveryState
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.event_state import EventState
from hipadmin.services.history.stories import Stories
from hipadmin.store import open_store
from tests.bench.million import BEGIN, STEP, fill
from tests.bench.stall import stalls

PAGE = 100
WEB = "s1"


class Button:
    """A Cancel that is pressed later."""

    def __init__(self) -> None:
        self._press: Callable[[], object] = lambda: None

    def on_cancel(self, callback: Callable[[], object]) -> None:
        """Keep what a press shall do."""
        self._press = callback

    def press(self) -> None:
        """Press it."""
        self._press()


def main() -> None:
    """Fill, ask, and print milliseconds."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.activity")
    parser.add_argument("--events", type=int, default=1_000_000, help="events (1,000,000)")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each (5)")
    parser.add_argument("--store", type=Path, help="a store that was filled before, or shall be")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hipadmin-bench-") as folder:
        path = given.store or Path(folder) / "million.db"
        if not path.exists():
            fill(path, given.events)
        store = open_store(path, clock=app.clock)
        try:
            ask(Stories(store), given.runs, given.events)
        finally:
            store.close()
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name, seconds in stalls(path, WEB).items():
            print(f"the window stands still: {name:<36} {seconds * 1000:8.1f} ms")


def ask(stories: Stories, runs: int, events: int) -> None:
    """Time the questions that the page asks, and how fast Cancel ends the slowest."""
    middle = BEGIN + events // 2 * STEP
    questions = {
        "first page": EventFilter(WEB),
        "filter: failures": EventFilter(WEB, states=(EventState.FAILURE,)),
        "filter: held back": EventFilter(WEB, passed=False),
        "filter: a delivery failed": EventFilter(WEB, deliveries=(DeliveryState.FAILED,)),
        "filter: still owed": EventFilter(WEB, deliveries=tuple(OPEN)),
        "filter: one room": EventFilter(WEB, room="r2"),
        "filter: period": EventFilter(WEB, until=middle, since=middle - 1000 * STEP),
        "search: frequent": EventFilter(WEB, text="shop-7"),
        "search: nothing such": EventFilter(WEB, text="nothing such"),
    }
    for name, wanted in questions.items():
        report(name, runs, lambda wanted=wanted: stories.page(wanted, limit=PAGE))
    report(
        "a page in the middle",
        runs,
        lambda: stories.page(EventFilter(WEB), limit=PAGE, before=events // 2),
    )
    report("cancel of a search", runs, lambda: None, seconds=lambda: cancel(stories))


def report(
    name: str,
    runs: int,
    question: Callable[[], object],
    seconds: Callable[[], float] | None = None,
) -> None:
    """Print the median and the slowest."""
    took = [(seconds or (lambda: timed(question)))() * 1000 for _ in range(runs)]
    print(f"{name:<28} {statistics.median(took):8.1f} ms  slowest {max(took):8.1f} ms")


def timed(question: Callable[[], object]) -> float:
    """Seconds it takes."""
    began = time.perf_counter()
    question()
    return time.perf_counter() - began


def cancel(stories: Stories) -> float:
    """Seconds from a press of Cancel to the end of a search that finds nothing."""
    button, pressed = Button(), []

    def press() -> None:
        pressed.append(time.perf_counter())
        button.press()

    timer = threading.Timer(0.05, press)
    timer.start()
    try:
        stories.count(EventFilter(text="nothing such"), button)
    except StoreTrouble:
        return time.perf_counter() - pressed[0]
    finally:
        timer.cancel()
    return 0.0


if __name__ == "__main__":
    main()
