from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.duplicate_notification import DuplicateDialog
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription


def test_a_copy_goes_to_the_chosen_subscriptions(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    web, ci = add_subscription(services, "web"), add_integration(services, "CI", "Builds")
    shop = add_subscription(services, "shop")
    made = add_notification(services, web, ci)
    dialog = DuplicateDialog(context, owner, made.id)
    dialog.open()
    qtbot.waitUntil(lambda: "does not use CI yet" in find.texts(dialog))
    assert not find.button(dialog, "Duplicate").isEnabled()

    find.click(qtbot, dialog, "shop")
    with qtbot.waitSignal(dialog.duplicated):
        find.click(qtbot, dialog, "Duplicate")

    (row,) = services.views.notifications(shop.id)
    assert row.notification.name == "broken builds"


def test_an_integration_is_given_to_new_subscriptions(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    ci = add_integration(services, "CI", "Builds")
    dialog = IntegrationDialog(context, owner, ci.id)
    dialog.open()
    qtbot.waitUntil(lambda: find.field(dialog, "Name").text() == "CI")

    find.click(qtbot, dialog, "Use in new subscriptions")
    with qtbot.waitSignal(dialog.saved):
        find.click(qtbot, dialog, "Save")

    web = add_subscription(services, "web")
    (row,) = services.views.notifications(web.id)
    assert row.notification.integration_id == ci.id
