"""Dialogs that are left while their change is on its way: nothing is changed, or it is said."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.duplicate_notification import DuplicateDialog
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.dialogs.subscription import SubscriptionDialog
from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.happen import locked
from tests.gui.wishes import Wishes

GIVEN_UP = "Saving was cancelled. What you entered is still here."


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    return owner


@pytest.fixture
def web(services: Services) -> Subscription:
    return add_subscription(services, "web")


@pytest.fixture
def made(services: Services, web: Subscription) -> RoomNotification:
    return add_notification(services, web, add_integration(services, "CI", "Builds"), "failures")


def wait_until_stored(jobs: Jobs) -> None:
    """The change has been made and nobody in the window has heard of it."""
    stored = threading.Event()
    jobs.run(lambda _job: stored.set(), lane=Lane.STORE)
    assert stored.wait(20)


def subscription_dialog(
    qtbot: QtBot, context: Context, owner: QWidget, _made: RoomNotification
) -> DialogFrame:
    dialog = SubscriptionDialog(context, owner)
    dialog.open()
    find.until(qtbot, lambda: not context.jobs.busy)
    qtbot.keyClicks(find.field(dialog, "Name"), "shop")
    return dialog


def notification_dialog(
    qtbot: QtBot, context: Context, owner: QWidget, made: RoomNotification
) -> DialogFrame:
    dialog = RoomNotificationDialog(context, owner, made.subscription_id, made.id)
    dialog.open()
    find.until(qtbot, lambda: find.button(dialog, "Save").isEnabled())
    name = find.field(dialog, "Name")
    name.selectAll()
    qtbot.keyClicks(name, "shop")
    return dialog


DIALOGS = pytest.mark.parametrize("opened", [subscription_dialog, notification_dialog])
Opened = Callable[[QtBot, Context, QWidget, RoomNotification], DialogFrame]


def names(services: Services) -> set[str]:
    notifications = services.store.read(lambda unit: [n.name for n in unit.notifications.all()])
    return {*services.subscriptions.names(), *notifications}


@DIALOGS
def test_what_is_discarded_while_it_saves_is_not_saved(
    qtbot: QtBot,
    context: Context,
    services: Services,
    owner: QWidget,
    made: RoomNotification,
    tmp_path: Path,
    opened: Opened,
) -> None:
    dialog = opened(qtbot, context, owner, made)
    with locked(tmp_path):
        find.click(qtbot, dialog, "Save")
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert GIVEN_UP in find.texts(dialog)
        assert dialog.question is not None
        find.click(qtbot, dialog.question, "Discard")
    find.until(qtbot, lambda: not shiboken6.isValid(dialog) and not context.jobs.busy)
    assert "shop" not in names(services)


@DIALOGS
def test_what_is_kept_after_all_can_be_saved_again(
    qtbot: QtBot,
    context: Context,
    services: Services,
    owner: QWidget,
    made: RoomNotification,
    tmp_path: Path,
    opened: Opened,
) -> None:
    dialog = opened(qtbot, context, owner, made)
    with locked(tmp_path):
        find.click(qtbot, dialog, "Save")
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.question is not None
        find.click(qtbot, dialog.question, "Keep editing")
    find.until(qtbot, lambda: not context.jobs.busy)
    assert "shop" not in names(services)
    find.click(qtbot, dialog, "Save")
    find.until(qtbot, lambda: not shiboken6.isValid(dialog))
    assert "shop" in names(services)


@DIALOGS
@pytest.mark.parametrize("leave", ["Cancel", "Esc"])
def test_what_was_saved_before_it_was_left_is_told(
    qtbot: QtBot,
    context: Context,
    services: Services,
    navigator: Wishes,
    owner: QWidget,
    made: RoomNotification,
    opened: Opened,
    leave: str,
) -> None:
    dialog = opened(qtbot, context, owner, made)
    find.button(dialog, "Save").click()
    wait_until_stored(context.jobs)
    if leave == "Cancel":
        find.button(dialog, "Cancel").click()
    else:
        dialog.reject()
    assert dialog.isVisible()
    assert dialog.question is None
    find.until(qtbot, lambda: not shiboken6.isValid(dialog))
    assert "shop" in names(services)
    assert "Saved shop." in navigator.notes


def test_copies_are_given_up_with_their_dialog(
    qtbot: QtBot,
    context: Context,
    services: Services,
    owner: QWidget,
    made: RoomNotification,
    tmp_path: Path,
) -> None:
    shop = add_subscription(services, "shop")
    dialog = DuplicateDialog(context, owner, made.id)
    dialog.open()
    find.until(qtbot, lambda: "does not use CI yet" in find.texts(dialog))
    find.click(qtbot, dialog, "shop")
    with locked(tmp_path):
        find.click(qtbot, dialog, "Duplicate")
        find.click(qtbot, dialog, "Cancel")
    find.until(qtbot, lambda: not shiboken6.isValid(dialog) and not context.jobs.busy)
    assert services.views.notifications(shop.id) == ()
