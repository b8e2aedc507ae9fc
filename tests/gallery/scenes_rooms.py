"""The message composer, and a room view over everything HipChat can show."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from hipadmin.gui.dialogs.compose import ComposeDialog
from hipadmin.gui.widgets.menu import PopupMenu
from hipadmin.gui.windows.room_poll import Mode
from hipadmin.gui.windows.room_view import RoomView
from hipadmin.gui.windows.transcript_rows import Before
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.sharing import SharedFile
from tests.gallery.filling import LONG
from tests.gallery.scene import House, Scene, scenes
from tests.gallery.stage import Stage, until

FACTS = [
    {"label": "Branch", "value": {"label": "release/4.2", "url": "https://ci.example.com/b"}},
    {"label": "Checks", "value": {"label": "212 passed", "style": "lozenge-success"}},
    {"label": "Risk", "value": {"label": "medium", "style": "lozenge-current"}},
    {"label": "Owner", "value": {"label": "@release", "icon": "https://img.example.com/i.png"}},
]
CARDS = (
    {"style": "application", "attributes": FACTS, "description": "38 changes since 4.1"},
    {"style": "link", "description": LONG, "format": "compact", "icon": "https://x.example.com/i"},
    {"style": "image", "thumbnail": {"url": "https://img.example.com/t", "width": 9, "height": 4}},
    {"style": "media", "thumbnail": {"url": "https://img.example.com/t"}},
    {"style": "file", "activity": {"html": "<b>report.pdf</b> is ready"}},
)


def _compose(stage: Stage) -> ComposeDialog:
    found = stage.context.services.tests.targets(stage.integration("CI and images"))
    made = stage.show(ComposeDialog(stage.context, found, {0, 1}))
    made.form.message.setPlainText("web #482 failed @SamShore, see https://ci.example.com/482")
    made.form.notify.setChecked(True)
    stage.settle()
    return made


def compose(stage: Stage) -> QWidget:
    return _compose(stage)


def compose_card(stage: Stage) -> QWidget:
    made = _compose(stage)
    made.form.with_card.setChecked(True)
    card = made.form.card
    card.title.setText("Release 4.2 is ready for production")
    card.description.setPlainText("38 changes since 4.1, all checks passed.")
    for label, value in (("Checks", "212 passed"), ("Branch", "release/4.2")):
        card.add_attribute()
        card.attributes[-1].label.setText(label)
        card.attributes[-1].value.setText(value)
    stage.settle()
    return made


def compose_wrong(stage: Stage) -> QWidget:
    made = _compose(stage)
    made.form.as_html.click()
    made.form.message.setPlainText("word and " * 1200 + "@all")
    made.form.sender_edit.setText("x" * 65)
    made.send()
    stage.settle()
    return made


def compose_request(stage: Stage) -> QWidget:
    made = _compose(stage)
    made.preview.tabs.setCurrentIndex(1)
    stage.settle()
    return made


def split_menu(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    page.select(stage.integration("CI and images"))
    stage.settle()
    page.side.one.test.open_menu()
    return stage.opened(PopupMenu)


def room_menu(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    page.select(stage.integration("CI and images"))
    stage.settle()
    rooms = page.side.one.rooms
    rooms.setCurrentIndex(rooms.model().index(0, 1))
    rooms.context_menu_requested.emit(rooms.mapToGlobal(QPoint(20, 20)))
    return stage.opened(PopupMenu)


def room_view_cards(stage: Stage) -> QWidget:
    box = stage.sandbox
    with HipChatClient(box.url, box.tokens.rooms[2]) as bot:
        for number, card in enumerate(CARDS):
            known = {
                "id": str(number),
                "title": f"Release 4.{number} is ready",
                "url": "https://r.example.com",
            }
            bot.send_notification(2, "instead of a card", color="purple", card=known | card)
    with HipChatClient(box.url, box.tokens.user) as person:
        person.share_file(2, SharedFile("build log.txt", b"x" * 12_345), "the log @SamShore")
        person.share_file(2, SharedFile("screen.png", b"x" * 99_000, "image/png"))
    view = stage.show(RoomView(stage.context, stage.window, "2"))
    until(lambda: view.poll.mode is Mode.LIVE and bool(view.transcript.messages), "messages")
    view.transcript.tell_before(Before.MORE)
    stage.settle()
    return view


ROOMS: tuple[Scene, ...] = (
    *scenes(House.FILLED, compose, compose_card, compose_wrong, compose_request),
    *scenes(House.FILLED, split_menu, room_menu),
    *scenes(House.SANDBOX, room_view_cards),
)
