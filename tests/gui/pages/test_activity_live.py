"""Activity while it is shown: events come in and go, and questions take their time."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from hipadmin.app import clock
from hipadmin.domain.ports import Topic, Unit
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.happen import report, settle, take
from tests.gui.pages.activity_fixtures import arrive, page, web, whats
from tests.gui.wishes import Wishes

__all__ = ["page", "web"]

CENTER = QAbstractItemView.ScrollHint.PositionAtCenter


def test_news_leave_selection_and_place_alone(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, *(report(n) for n in range(1, 41)))
    arrive(qtbot, page, 80)
    row = find.row_of(page.table, "event 7")
    # a row cut at the edge would be scrolled into sight some time after the click
    page.table.scrollTo(page.table.model().index(row, 0), CENTER)
    find.select_row(qtbot, page.table, "event 7")
    before = page.table.rowViewportPosition(row)
    assert page.table.verticalScrollBar().value() > 0

    take(services, web.id, report(41))
    settle(services)
    qtbot.waitUntil(lambda: whats(page)[0] == "event 41")
    qtbot.waitUntil(lambda: find.shown(page.table, "Builds", "State") == "delivered")

    assert [line.story.row.title for line in page.table.selected_rows()] == ["event 7"]
    now = find.row_of(page.table, "event 7")
    assert now == row + 2
    assert page.table.rowViewportPosition(now) == before


def forget(services: Services, events: int) -> None:
    """As retention does, whose limits know days and megabytes only."""
    later = clock() + timedelta(days=1)
    services.store.write(lambda unit: unit.retention.forget_events(later, events))


def titles(page: ActivityPage) -> list[str]:
    return [line.story.row.title for line in page.table.selected_rows()]


def test_what_is_forgotten_leaves_the_list_and_all_else_alone(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, *(report(n) for n in range(1, 41)))
    settle(services)
    arrive(qtbot, page, 80)
    row = find.row_of(page.table, "event 21")
    page.table.scrollTo(page.table.model().index(row, 0), CENTER)
    find.select_row(qtbot, page.table, "event 21")
    before = page.table.rowViewportPosition(row)

    forget(services, 10)
    qtbot.waitUntil(lambda: len(whats(page)) == 60)
    assert titles(page) == ["event 21"]
    assert page.table.rowViewportPosition(row) == before
    assert "30 events" in find.texts(page)
    forget(services, 11)
    qtbot.waitUntil(lambda: whats(page)[-2:] == ["event 22", "Builds"])
    assert not page.frame.selected(), "nothing is done to another one"


def test_what_was_scrolled_to_is_forgotten_too(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    """What lies below the newest is not asked after for its messages; one of them stays owed."""
    for first in range(0, 700, 100):
        take(services, web.id, *(report(n) for n in range(first, first + 100)))
    settle(services)
    arrive(qtbot, page, 200)
    for lines in range(400, 1401, 200):
        page.table.scrollToBottom()
        qtbot.waitUntil(lambda lines=lines: len(whats(page)) == lines)
    find.select_row(qtbot, page.table, "event 60")
    y = page.table.rowViewportPosition(find.row_of(page.table, "event 60"))
    top = find.row_of(page.table, "event 60")

    forget(services, 50)
    qtbot.waitUntil(lambda: len(whats(page)) == 1300)
    assert titles(page) == ["event 60"]
    assert find.row_of(page.table, "event 60") == top
    assert page.table.rowViewportPosition(top) >= y


@contextlib.contextmanager
def held_readers(services: Services) -> Iterator[None]:
    """Have questions wait as they do behind a million rows."""
    release, holding = threading.Event(), threading.Barrier(3)

    def hold(_unit: Unit) -> None:
        holding.wait(20)
        release.wait(20)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(services.store.read, hold)
        holding.wait(20)
        try:
            yield
        finally:
            release.set()


def test_a_search_that_was_stopped_shows_no_other_events_and_stays_so(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription, navigator: Wishes
) -> None:
    take(services, web.id, report(1), report(2))
    arrive(qtbot, page, 4)

    with held_readers(services):
        find.field(page, "Filter activity").setText("event 2")
        qtbot.waitUntil(page.searching.isVisible)
        find.click(qtbot, page.searching, "Cancel")
        assert "The search was stopped before it found anything" in find.texts(page)
        assert whats(page) == []

    assert navigator.notes == ["The search was stopped; there may be more."]
    take(services, web.id, report(22))
    page._context.watch.moved.emit(frozenset({Topic.EVENTS, Topic.DELIVERIES}))
    assert not page._reading.busy
    find.field(page, "Filter activity").setText("event")
    qtbot.waitUntil(lambda: len(whats(page)) == 6)


def test_what_moves_does_not_break_off_a_question_about_messages(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    """It would never be answered while events come faster than it is."""
    take(services, web.id, report(1))
    settle(services)
    arrive(qtbot, page, 2)

    with held_readers(services):
        state = page.filter.state
        state.setCurrentIndex(state.findText("Message delivered"))
        state.activated.emit(state.currentIndex())
        asked = page._reading._job
        take(services, web.id, report(2))
        for _ in range(3):
            page._context.watch.moved.emit(frozenset({Topic.EVENTS, Topic.DELIVERIES}))
        assert asked is not None
        assert (page._reading._job, asked.cancelled) == (asked, False)

    qtbot.waitUntil(lambda: whats(page) == ["event 1", "Builds"])
    settle(services)
    page._context.watch.moved.emit(frozenset({Topic.DELIVERIES}))
    qtbot.waitUntil(lambda: whats(page) == ["event 2", "Builds", "event 1", "Builds"])


def test_news_are_looked_for_where_nobody_has_looked(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    """Of a million events none may match; they are not all read again for each new one."""
    take(services, web.id, report(1), report(2), report(3))
    arrive(qtbot, page, 6)
    find.field(page, "Filter activity").setText("event 4")
    qtbot.waitUntil(lambda: whats(page) == [])
    assert page._news().after == 3

    take(services, web.id, report(4), report(5))
    page._context.watch.moved.emit(frozenset({Topic.EVENTS}))

    qtbot.waitUntil(lambda: whats(page) == ["event 4", "Builds"])
    assert page._news().after == 5
