"""A log record of level WARNING or above fails its test, unless the test says it expects it.

``@pytest.mark.logs(r"pattern", ...)``: each pattern is searched in "logger: message"; a record
that fits none fails the test, and so does a pattern that no record fits. ``may_log`` takes patterns
of records that come with some of a test's cases only.
"""

import logging
import re
from collections.abc import Iterator

import pytest


class LogRecords(logging.Handler):
    """Collects what is logged while a test runs, its fixtures included."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record as text."""
        self._told.append(f"{record.name}: {record.getMessage()}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Iterator[object]:
        """Listen to every logger of this test."""
        root = logging.getLogger()
        root.addHandler(self)
        try:
            return (yield)
        finally:
            root.removeHandler(self)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        """Compare what was told with what the test expects."""
        yield
        told, self._told = self._told, []
        must, may = _patterns(item, "logs"), _patterns(item, "may_log")
        strange = [text for text in told if not any(re.search(p, text) for p in must + may)]
        missing = [p for p in must if not any(re.search(p, text) for text in told)]
        if strange:
            pytest.fail("logged unexpectedly: " + "; ".join(strange), pytrace=False)
        if missing:
            pytest.fail("was never logged: " + "; ".join(missing), pytrace=False)


def _patterns(item: pytest.Item, mark: str) -> list[str]:
    return [pattern for found in item.iter_markers(mark) for pattern in found.args]
