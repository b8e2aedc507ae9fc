"""The page Activity over a subscription whose events go to one room."""

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription


@pytest.fixture
def web(services: Services) -> Subscription:
    web = add_subscription(services)
    add_notification(services, web, add_integration(services, "CI", "Builds"), "all")
    return web


@pytest.fixture
def page(qtbot: QtBot, context: Context, web: Subscription) -> ActivityPage:
    page = ActivityPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1100), context.look.px(700))
    page.show_subscription(web.id)
    page.show()
    return page


def whats(page: ActivityPage) -> list[str]:
    model, column = page.table.model(), find.column_of(page.table, "Event and room")
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def arrive(qtbot: QtBot, page: ActivityPage, lines: int) -> None:
    page.activate()
    qtbot.waitUntil(lambda: len(whats(page)) == lines)
    page.table.setFocus()
