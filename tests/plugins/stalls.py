"""Notes how long the GUI thread worked without coming back to its event loop, test by test.

It records and never fails: a clock tells of the machine, too. What it measures is the processor
time of the thread in one turn of an event loop of Qt, which neither other programs nor waiting
lengthen; what a test does outside of a loop is its own affair. A test that knows better adds what
it saw with ``record_property(NAME, (seconds, where))``. The longest are listed at the end.
"""

import time
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QAbstractEventDispatcher

from tests.watchdog import LIMIT_S

NAME = "busy GUI thread"
SHOWN = 5


class Stalls:
    """Listens to the event loop of the main thread."""

    def __init__(self) -> None:
        self._heard = 0
        self._began: float | None = None
        self._longest = 0.0
        self._told: list[tuple[float, str]] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Note the longest turn in this test so that the process which reports can tell of it."""
        self._listen()
        self._longest, self._began = 0.0, None
        try:
            return (yield)
        finally:
            item.user_properties.append((NAME, (self._longest, "")))

    def _listen(self) -> None:
        dispatcher = QAbstractEventDispatcher.instance()
        address = int(shiboken6.getCppPointer(dispatcher)[0]) if dispatcher is not None else 0
        if dispatcher is not None and address != self._heard:
            dispatcher.aboutToBlock.connect(self._on_turn)
            dispatcher.awake.connect(self._on_turn_over)
        self._heard = address

    def _on_turn(self) -> None:
        self._began = time.thread_time()

    def _on_turn_over(self) -> None:
        if self._began is not None:
            self._longest = max(self._longest, time.thread_time() - self._began)
        self._began = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect, also what other processes report."""
        if report.when == "call":
            found = [value for name, value in report.user_properties if name == NAME]
            self._told += [(s, f"{report.nodeid} {where}") for s, where in found if s > LIMIT_S]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List the longest."""
        if not self._told:
            return
        limit, more = round(LIMIT_S * 1000), len(self._told) - SHOWN
        terminalreporter.section(f"GUI thread busy for more than {limit} ms at once")
        for seconds, test in sorted(self._told, reverse=True)[:SHOWN]:
            terminalreporter.write_line(f"{seconds * 1000:6.0f} ms  {test}")
        if more > 0:
            terminalreporter.write_line(f"and {more} more")
