"""What holds for every test."""

import gc
import os
import signal
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.noon import zone

# how long making an example takes tells of the machine and what else it does, not of us
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

os.environ["TZ"] = zone()
time.tzset()

pytest_plugins = ["tests.plugins.guards", "pytester"]

EVERY = 20


def pytest_configure() -> None:
    """Collect garbage on the main thread only, between tests.

    A worker of one test that happened to collect what an earlier one left would destroy its
    widgets on the wrong thread; the window itself collects by a timer for the same reason.
    """
    gc.disable()
    # a shell's background job ignores Ctrl+C, and so would every process that tests interrupt
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Collect after every few tests, when no test's thread runs."""
    answer = yield
    count = item.config.stash.get(_COUNT, 0) + 1
    item.config.stash[_COUNT] = count
    if count % EVERY == 0:
        gc.collect()
    return answer


_COUNT = pytest.StashKey[int]()
