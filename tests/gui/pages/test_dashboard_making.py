"""The pages of a dashboard are made one by one, each when it is first seen."""

from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Role
from hipadmin.gui.pages.dashboard import DashboardPage
from hipadmin.gui.pages.subscription_general import SubscriptionGeneralPage
from hipadmin.gui.pages.subscription_integrations import SubscriptionIntegrationsPage
from hipadmin.gui.words.tabs import Tab
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription


def test_no_page_is_made_before_it_is_seen(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "all")
    page = DashboardPage(context)
    qtbot.addWidget(page)
    page.show()

    page.show_subscription(web.id, tab=Tab.ACTIVITY)
    page.go("general")
    page.mark_deleting(ci.id)
    page.delete()

    lists, general = SubscriptionIntegrationsPage, SubscriptionGeneralPage
    assert page.findChildren(lists) == page.findChildren(general) == []
    assert not page.can("delete")

    page.show_tab(Tab.SETTINGS)
    assert page.findChildren(lists) == []
    assert page.general.isVisible()

    page.go("integrations")
    view = page.integrations.table
    qtbot.waitUntil(lambda: view.model().rowCount() == 1)
    assert find.cell(view, "all", "Integration").data(Role.ICON) == Icon.TRASH
