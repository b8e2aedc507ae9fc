"""The dialogs of room notifications."""

from PySide6.QtWidgets import QComboBox, QWidget

from hipadmin.gui.dialogs.duplicate_notification import DuplicateDialog
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.policy.trial import TrialDialog
from tests.gallery.scene import House, Scene, scenes
from tests.gallery.stage import Stage


def add_room_notification(stage: Stage) -> QWidget:
    return stage.show(
        RoomNotificationDialog(stage.context, stage.window, stage.subscription("spare"))
    )


def edit_room_notification(stage: Stage) -> QWidget:
    return _notification(stage, "broken builds")


def room_notification_moved(stage: Stage) -> QWidget:
    dialog = _notification(stage, "broken builds")
    box = dialog.fields.integration
    _choose(box, "Release desk")
    stage.settle()
    return dialog


def room_notification_other_room(stage: Stage) -> QWidget:
    dialog = _notification(stage, "broken builds")
    stage.field(dialog, "Another room or @user").setText("@garret")
    stage.button(dialog, "Add room").click()
    stage.settle()
    return dialog


def room_notification_list(stage: Stage) -> QWidget:
    dialog = _notification(stage, "releases")
    dialog.fields.integration.showPopup()
    stage.settle()
    return dialog.fields.integration.view().window()


def room_notification_when(stage: Stage) -> QWidget:
    dialog = _notification(stage, "broken builds")
    dialog.tabs.words.setCurrentIndex(1)
    stage.button(dialog, "More").click()
    stage.button(dialog, "Add hours").click()
    stage.settle()
    return dialog


def room_notification_filter(stage: Stage) -> QWidget:
    dialog = _notification(stage, "broken builds")
    dialog.tabs.words.setCurrentIndex(2)
    stage.button(dialog, "Add condition").click()
    stage.settle()
    return dialog


def policy_trial(stage: Stage) -> QWidget:
    dialog = room_notification_filter(stage)
    stage.button(dialog, "Try another event…").click()
    return stage.opened(TrialDialog)


def room_notification_message(stage: Stage) -> QWidget:
    dialog = _notification(stage, "broken builds")
    dialog.tabs.words.setCurrentIndex(3)
    stage.button(dialog, "Colour per state").click()
    stage.settle()
    return dialog


def duplicate_notification(stage: Stage) -> QWidget:
    rows = stage.services.views.notifications(stage.subscription("web"))
    dialog = DuplicateDialog(stage.context, stage.window, rows[0].id)
    return stage.show(dialog)


def _notification(stage: Stage, name: str) -> RoomNotificationDialog:
    web = stage.subscription("web")
    rows = stage.services.views.notifications(web)
    key = next(row.id for row in rows if row.notification.name == name)
    return stage.show(RoomNotificationDialog(stage.context, stage.window, web, key))


def _choose(box: QComboBox, text: str) -> None:
    at = box.findText(text)
    box.setCurrentIndex(at)
    box.activated.emit(at)


NOTIFICATIONS: tuple[Scene, ...] = scenes(
    House.FILLED,
    add_room_notification,
    edit_room_notification,
    room_notification_moved,
    room_notification_other_room,
    room_notification_list,
    room_notification_when,
    duplicate_notification,
    room_notification_filter,
    policy_trial,
    room_notification_message,
)
