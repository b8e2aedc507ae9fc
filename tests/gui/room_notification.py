"""Opens the dialog of a room notification and works in it as people do."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import RoomNotification
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.services.bundle import Services

Open = Callable[..., RoomNotificationDialog]
POLICY = '[{"effect":"allow","resources":["proj/*"],"actions":["*"]}]'


@pytest.fixture
def open_dialog(qtbot: QtBot, context: Context) -> Open:
    """Open it by the ids it takes, and wait until it has read what it needs."""
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()

    def opened(*ids: str, **more: str) -> RoomNotificationDialog:
        dialog = RoomNotificationDialog(context, owner, *ids, **more)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.start is not None)
        return dialog

    return opened


def turn(dialog: RoomNotificationDialog, tab: str) -> None:
    """Turn to a tab by its word."""
    words = dialog.tabs.words
    texts = [words.tabText(at).replace("&", "") for at in range(words.count())]
    words.setCurrentIndex(texts.index(tab))


def stored(services: Services, subscription_id: str) -> list[RoomNotification]:
    """The room notifications of a subscription as they are kept."""
    return [row.notification for row in services.views.notifications(subscription_id)]
