"""What a test leaves behind fails it: threads, timers, files, sockets, children, windows.

A test is looked at when its fixtures, and those of its module if it is the last one, are gone.
What a fixture of a wider scope has begun belongs to that fixture, not to the test that happened
to be the first to use it; ``@pytest.mark.shares(r"pattern", ...)`` says the same of what such a
fixture begins only when it is used. At the end of the module it must be gone all the same. What
ends by itself a moment later (a server's thread after its last connection) is given that moment;
what only waits for the garbage collector is not left behind.
"""

import gc
import re
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Protocol

import pytest

from tests.plugins.audit import Audit
from tests.plugins.leak_files import Children, Descriptors
from tests.plugins.leak_qt import Timers, Windows, let_go
from tests.plugins.leak_threads import Threads

STEP_S = 0.005


class Kind(Protocol):
    """One kind of thing that can be left behind."""

    name: str

    def there(self) -> Mapping[Hashable, str]:
        """What is there now, and how a person would find it."""


class Leaks:
    """Compares what is there after a test with what was there before.

    ``grace_s``: seconds that what is about to end may take.
    """

    def __init__(self, audit: Audit, grace_s: float) -> None:
        children, files = Children(audit), Descriptors(audit)
        self._kinds: tuple[Kind, ...] = (Threads(), Timers(), Windows(), children, files)
        self._before: dict[str, set[Hashable]] = {kind.name: set() for kind in self._kinds}
        self._shared: dict[str, set[Hashable]] = {kind.name: set() for kind in self._kinds}
        self._grace_s = grace_s

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        """Look before anything of the test has begun."""
        for kind in self._kinds:
            self._before[kind.name] = set(kind.there())
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[object]:
        """Count what fixtures of a wider scope begin as theirs."""
        if fixturedef.scope == "function":
            return (yield)
        before = {kind.name: set(kind.there()) for kind in self._kinds}
        answer = yield
        for kind in self._kinds:
            begun = set(kind.there()) - before[kind.name]
            self._before[kind.name] |= begun
            if fixturedef.scope != "session":
                self._shared[kind.name] |= begun
        return answer

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Iterator[None]:
        """Look after everything of the test has ended."""
        yield
        let_go()
        patterns = [p for mark in item.iter_markers("shares") for p in mark.args]
        if _module(item) is not _module(nextitem):
            self._end_sharing()
            patterns = []
        left = [text for kind in self._kinds for text in self._left(kind, patterns)]
        if left:
            pytest.fail("left behind: " + "; ".join(left), pytrace=False)

    def _end_sharing(self) -> None:
        for name, shared in self._shared.items():
            self._before[name] -= shared
            shared.clear()

    def _left(self, kind: Kind, patterns: list[str]) -> list[str]:
        if not self._new(kind):
            return []
        gc.collect()
        self._share(kind, patterns)
        _until(lambda: not self._new(kind), self._grace_s)
        return [f"{kind.name} {text}" for text in self._new(kind).values()]

    def _share(self, kind: Kind, patterns: list[str]) -> None:
        for key, text in self._new(kind).items():
            if any(re.search(pattern, text) for pattern in patterns):
                self._before[kind.name].add(key)
                self._shared[kind.name].add(key)

    def _new(self, kind: Kind) -> dict[Hashable, str]:
        before = self._before[kind.name]
        return {key: text for key, text in kind.there().items() if key not in before}


def _module(item: pytest.Item | None) -> pytest.Module | None:
    return item.getparent(pytest.Module) if item is not None else None


def _until(happened: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(STEP_S)
