"""A row is selected when it is there, also if a list that was read before it came back lacks it."""

from collections.abc import Hashable
from threading import Event

from pytestqt.qtbot import QtBot

from hipadmin.gui.jobs import Jobs
from hipadmin.gui.pages.wanted_row import WantedRow
from hipadmin.gui.threads.in_order import InOrder

PATIENCE_S = 10.0


class Listing:
    """A list that is read again and again; notes what was selected in it."""

    def __init__(self, jobs: Jobs, *keys: str) -> None:
        self.keys = keys
        self.selected: list[Hashable] = []
        self._readings = InOrder(jobs, jobs)
        self.wanted = WantedRow(self._select, self._readings)

    def _select(self, key: Hashable) -> bool:
        if key in self.keys:
            self.selected.append(key)
        return key in self.keys

    def read(self, *keys: str) -> Event:
        """Begin a reading that finds ``keys`` as soon as the event is set."""
        go = Event()
        self._readings.read(lambda _job: go.wait(PATIENCE_S) and keys, self._show, _never)
        return go

    def _show(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        self.wanted.look()


def _never(error: Exception) -> None:
    raise AssertionError(error)


def test_what_is_there_is_selected_once(jobs: Jobs, qtbot: QtBot) -> None:
    listing = Listing(jobs, "a", "b")
    listing.wanted.want("a")
    listing.read("b", "a").set()
    qtbot.waitUntil(lambda: listing.keys == ("b", "a"))
    assert listing.selected == ["a"]


def test_what_is_not_there_yet_is_selected_when_it_is(jobs: Jobs, qtbot: QtBot) -> None:
    listing = Listing(jobs)
    listing.wanted.want("a")
    listing.read("b").set()
    qtbot.waitUntil(lambda: listing.keys == ("b",))
    listing.read("a", "b").set()
    qtbot.waitUntil(lambda: listing.selected == ["a"])


def test_what_came_back_outlasts_a_list_that_was_read_without_it(jobs: Jobs, qtbot: QtBot) -> None:
    listing = Listing(jobs, "a", "b")  # as it was before "a" was deleted
    without = listing.read("b")
    listing.wanted.want("a", anew=True)
    without.set()
    qtbot.waitUntil(lambda: listing.keys == ("b",))
    for keys in (("a", "b"), ("b", "a")):
        listing.read(*keys).set()
        qtbot.waitUntil(lambda keys=keys: listing.keys == keys)
    assert listing.selected == ["a", "a"]  # in the old list and in the new one, then no more
