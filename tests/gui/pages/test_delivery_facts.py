"""What the lists tell of deliveries: the last ones, a day hour by hour, rooms that are blocked."""

import threading
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.errors import StoreTrouble
from hipadmin.gui.context import Context
from hipadmin.gui.pages.dashboard import DashboardPage
from hipadmin.gui.pages.delivery_facts import DeliveryFacts, hours_text
from hipadmin.gui.pages.integrations import IntegrationsPage
from hipadmin.services.bundle import Services
from tests.coming import is_one_coming
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.happen import REFUSED, report, settle, take

_Said = Qt.ItemDataRole.AccessibleTextRole
_Tip = Qt.ItemDataRole.ToolTipRole


def opened(qtbot: QtBot, context: Context) -> IntegrationsPage:
    page = IntegrationsPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1200), context.look.px(700))
    with qtbot.waitSignal(page.furnished):
        page.show()
        page.activate()
    return page


def test_a_day_is_drawn_and_told(qtbot: QtBot, context: Context, services: Services) -> None:
    web, chat = add_subscription(services), add_integration(services, "Chat", "Builds")
    add_integration(services, "Idle", "Ops")
    add_notification(services, web, chat)
    take(services, web.id, report(1), report(2))
    settle(services)
    page = opened(qtbot, context)

    hours = find.cell(page.table, "Chat", "24 hours")
    qtbot.waitUntil(lambda: hours.data(_Said) == "2 delivered")
    assert "Last delivery" in hours.data(_Tip)
    assert find.cell(page.table, "Idle", "24 hours").data(_Said) == "—"
    take(services, web.id, report(3))
    settle(services, REFUSED)
    qtbot.waitUntil(lambda: hours.data(_Said) == "2 delivered, 1 failed")
    qtbot.waitUntil(lambda: find.shown(page.table, "Chat", "Status") == "Needs attention")


def test_what_was_delivered_elsewhere_is_told_on_coming_back(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    web, chat = add_subscription(services), add_integration(services, "Chat", "Builds")
    add_notification(services, web, chat)
    page = opened(qtbot, context)
    qtbot.waitUntil(lambda: page.facts.of(chat.id) is not None)

    page.hide()
    take(services, web.id, report(1))
    settle(services)
    with qtbot.waitSignal(context.watch.moved):
        context.watch.look()
    page.show()
    page.activate()

    hours = find.cell(page.table, "Chat", "24 hours")
    qtbot.waitUntil(lambda: hours.data(_Said) == "1 delivered")


def test_blocked_rooms_are_told_with_what_helps(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    web, chat = add_subscription(services), add_integration(services, "Chat", "Builds")
    add_notification(services, web, chat)
    take(services, web.id, report(1), report(2))
    settle(services, REFUSED)
    page = opened(qtbot, context)

    qtbot.waitUntil(lambda: "Nothing gets through to Builds" in page.side.blocked.text)
    assert "The token is not valid any more." in page.side.blocked.text
    with qtbot.waitSignal(page.side.blocked.edit_asked):
        find.click(qtbot, page.side.blocked, "Edit integration")
    assert is_one_coming()
    dialog = find.dialog(qtbot, "Edit integration")
    dialog.leave()  # type: ignore[attr-defined] - every dialog of ours can
    find.click(qtbot, page.side.blocked, "Try again")

    qtbot.waitUntil(lambda: not services.deliveries.blocked())
    qtbot.waitUntil(page.side.blocked.isHidden)


def test_the_last_deliveries_stand_beside_a_notification(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    web, chat = add_subscription(services), add_integration(services, "Chat", "Builds")
    add_notification(services, web, chat)
    page = DashboardPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1200), context.look.px(700))
    page.show_subscription(web.id)
    page.show()
    details = page.integrations.details
    qtbot.waitUntil(details.rooms.isVisible)

    take(services, web.id, report(1))
    settle(services)

    qtbot.waitUntil(details.deliveries.isVisible)
    last = find.table(details, "Last deliveries")
    qtbot.waitUntil(lambda: find.shown(last, "Builds", "State") == "delivered")
    assert find.shown(last, "Builds", "Why") == "204 in 31 ms"


@pytest.mark.parametrize("fails", [False, True])
def test_what_changes_while_facts_are_read_is_read_once_more(
    qtbot: QtBot,
    context: Context,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    fails: bool,
) -> None:
    """Once, however often it was asked for, and also if the first reading failed."""
    web, chat = add_subscription(services), add_integration(services, "Chat", "Builds")
    add_notification(services, web, chat)
    read, asked, done = services.activity.facts, list[int](), threading.Event()

    def counted() -> object:
        asked.append(len(asked))
        found = read()
        done.set()
        if fails and len(asked) == 1:
            raise StoreTrouble("The disk does not answer.")
        return found

    monkeypatch.setattr(services.activity, "facts", counted)
    owner = QWidget()
    qtbot.addWidget(owner)
    facts = DeliveryFacts(context, owner)
    facts.read()
    assert done.wait(10)  # read, and not yet told: the window's thread is here
    take(services, web.id, report(1))
    settle(services)
    for _ in range(3):
        facts.read()

    qtbot.waitUntil(lambda: hours_text(facts.of(chat.id)) == "1 delivered")
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert len(asked) == 2


class Compared(dict[str, object]):
    """Notes on which threads it is compared."""

    on: ClassVar[list[int]] = []

    def __eq__(self, other: object) -> bool:
        self.on.append(threading.get_ident())
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment] - as that of a dict


def test_thousands_of_facts_are_compared_where_they_are_read(
    qtbot: QtBot, context: Context, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_integration(services, "Chat", "Builds")
    read, changes = services.activity.facts, list[bool]()
    monkeypatch.setattr(services.activity, "facts", lambda: Compared(read()))
    owner = QWidget()
    qtbot.addWidget(owner)
    facts = DeliveryFacts(context, owner)
    facts.changed.connect(lambda: changes.append(True))
    for _ in range(3):
        facts.read()
        qtbot.waitUntil(lambda: not context.jobs.busy)

    assert changes == [True]
    assert len(Compared.on) == 3
    assert threading.get_ident() not in Compared.on
