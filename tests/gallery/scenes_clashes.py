"""Dialogs under which somebody else changes the same thing.

Each changes a thing of its own. They come last in their house, for it stays.
"""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import KEEP, IntegrationDraft, RoomDraft
from hipadmin.domain.notification import Branches, When
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.widgets.clash_panel import ClashPanel
from hipadmin.gui.words.sentence import draft_of
from tests.gallery.scene import House, Scene, scenes
from tests.gallery.stage import Stage, until
from tests.gui.fill import add_integration, add_notification

MINE, THEIRS = "https://hip.example.org/v2", "https://chat.example.net/v2"
WALL = "Wallboard of the hall and of the two meeting rooms beside it"


def integration_meanwhile(stage: Stage) -> QWidget:
    wall = add_integration(stage.services, WALL, "Hall", "Attic")
    dialog = stage.show(IntegrationDialog(stage.context, stage.window, wall.id))
    stage.field(dialog, "Name").setText("Wallboard")
    stage.field(dialog, "API endpoint").setText(MINE)
    stage.button(dialog, "Use in new subscriptions").click()
    rooms = (RoomDraft("Hall", KEEP, True, wall.rooms[0].id), RoomDraft("Cellar"))
    draft = IntegrationDraft("Wallboard of the hall", THEIRS, KEEP, rooms)
    stage.services.integrations.edit(wall.id, wall.version, draft)
    stage.reload()
    _show_both(stage, dialog, dialog.panel)
    return dialog


def room_notification_meanwhile(stage: Stage) -> QWidget:
    bare = stage.services.views.bare_subscriptions()
    web = next(subscription for subscription in bare if subscription.name == "web")
    wall = add_integration(stage.services, WALL, "Hall", "Attic")
    made = add_notification(stage.services, web, wall, "hall")
    dialog = stage.show(RoomNotificationDialog(stage.context, stage.window, web.id, made.id))
    stage.field(dialog, "Name").setText("hall and stairs")
    dialog.tabs.words.setCurrentIndex(1)
    stage.field(dialog, "Only branches").setText("main")
    stage.settle()
    when = When(branches=Branches(only=("release/*",)))
    theirs = replace(draft_of(made), name="hall, from Monday to Friday", when=when)
    stage.services.notifications.edit(made.id, made.version, theirs)
    stage.reload()
    _show_both(stage, dialog, dialog.panel)
    return dialog


def _show_both(stage: Stage, dialog: QWidget, panel: ClashPanel) -> None:
    until(lambda: bool(panel.text), "that somebody else changed it")
    stage.button(dialog, "Show both").click()
    stage.settle()


CLASHES: tuple[Scene, ...] = scenes(
    House.FILLED, integration_meanwhile, room_notification_meanwhile
)
