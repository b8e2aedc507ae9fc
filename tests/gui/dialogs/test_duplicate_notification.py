from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.duplicate_notification import DuplicateDialog
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.stopwatch import within


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


def test_what_others_change_is_followed_and_what_they_delete_is_told(
    qtbot: QtBot, context: Context, services: Services, other: Services
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    web, ci = add_subscription(services, "web"), add_integration(services, "CI", "Builds")
    shop = add_subscription(services, "shop")
    made = add_notification(services, web, ci, "failures")
    dialog = DuplicateDialog(context, owner, made.id)
    dialog.open()
    find.until(qtbot, lambda: "does not use CI yet" in find.texts(dialog))
    find.click(qtbot, dialog, "shop")

    add_notification(other, shop, ci, "failures")
    find.until(qtbot, lambda: "the copy is called failures 2" in find.texts(dialog))
    assert dialog.choice.chosen() == (shop.id,)

    other.notifications.delete(made.id, made.version)
    within(qtbot, 2.0, lambda: "“failures” was deleted by" in find.texts(dialog))
    assert not find.button(dialog, "Duplicate").isEnabled()
    assert "It was deleted meanwhile." in find.texts(dialog)

    other.undo.undo()
    find.until(qtbot, find.button(dialog, "Duplicate").isEnabled)
    with qtbot.waitSignal(dialog.duplicated):
        find.click(qtbot, dialog, "Duplicate")
    names = [row.notification.name for row in services.views.notifications(shop.id)]
    assert names == ["failures", "failures 2"]
