"""What a list page has below its list comes after the list: both at once would take too long."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QSplitter, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.gui.pages.audit_log import AuditLogPage
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.pages.subscription_integrations import SubscriptionIntegrationsPage
from hipadmin.gui.pages.subscriptions import SubscriptionsPage
from hipadmin.gui.widgets.table import Table

Make = Callable[[Context], QWidget]

pages = pytest.mark.parametrize(
    "make", [ActivityPage, AuditLogPage, SubscriptionIntegrationsPage, SubscriptionsPage]
)


@pages
def test_details_come_below_the_list_once_it_is_seen(
    qtbot: QtBot, context: Context, make: Make
) -> None:
    page = make(context)
    qtbot.addWidget(page)
    assert page.findChildren(DetailsPanel) == []

    qtbot.waitUntil(lambda: page.findChildren(DetailsPanel) != [])

    splitter = page.findChild(QSplitter)
    assert splitter is not None
    assert isinstance(splitter.widget(0), Table)
    assert isinstance(splitter.widget(1), DetailsPanel)


def test_details_that_were_asked_for_are_the_ones_below_the_list(
    qtbot: QtBot, context: Context
) -> None:
    page = AuditLogPage(context)
    qtbot.addWidget(page)
    details = page.details
    page.frame.show_rows(())
    assert page.frame.splitter.widget(1) is details
    assert page.frame.splitter.count() == 2


def test_tables_of_the_details_are_made_with_what_they_show(qtbot: QtBot, context: Context) -> None:
    rooms, activity = SubscriptionIntegrationsPage(context), ActivityPage(context)
    for page in (rooms, activity):
        qtbot.addWidget(page)

    assert [table.accessibleName() for table in rooms.details.findChildren(Table)] == ["Rooms"]
    assert activity.details.findChildren(Table) == []
