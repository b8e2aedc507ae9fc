"""The room view's head and foot: which room, how it is followed, and the line to type in."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.models.roles import StateMark
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, ghost, link, standard
from hipadmin.gui.widgets.fields import ComboBox, LineEdit
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import ElidedLabel, Label
from hipadmin.gui.widgets.surface import Surface
from hipadmin.services.rooms.rooms import RoomPlace

MAX_LINE = 10_000
"""HipChat v2: characters of a room message."""


class RoomHead(Surface):
    """Combo of rooms, topic, how the room is followed, and **Pause**.

    Signals:
        room_chosen: the position of the room in the list.
        pause_chosen: whether to pause or to go on.
    """

    room_chosen = Signal(int)
    pause_chosen = Signal(bool)

    def __init__(
        self, look: Look, places: Sequence[RoomPlace], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "window", "bottom", parent)
        self.rooms = ComboBox(look)
        self.topic = ElidedLabel(look, "", FontRole.BODY, "text2")
        self._live_icon = IconView(look, Icon.PULSE, "text2", 14)
        self.live = Label(look, "", FontRole.SMALL, "text2")
        self.pause = ghost(look, self.tr("Pause"), Icon.PAUSE)
        self._paused = False
        self.rooms.setAccessibleName(self.tr("Room"))
        self.show_rooms(places)
        self._build()
        self.rooms.currentIndexChanged.connect(self.room_chosen)
        self.pause.clicked.connect(self._on_pause_clicked)
        look.changed.connect(self._measure)
        self._measure()

    def _build(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.rooms)
        self._row.addWidget(self.topic)
        self._row.addStretch(1)
        self._row.addWidget(self._live_icon)
        self._row.addWidget(self.live)
        self._row.addWidget(self.pause)

    def _measure(self) -> None:
        px = self.look.px
        self._row.setContentsMargins(px(16), px(10), px(12), px(10) + self.look.hair)
        self._row.setSpacing(px(8))
        self.rooms.setFixedWidth(px(176))
        self.rooms.setIconSize(QSize(px(16), px(16)))

    def show_rooms(self, places: Sequence[RoomPlace]) -> None:
        """Offer ``places``; none of them counts as chosen yet."""
        self.rooms.blockSignals(True)
        self.rooms.clear()
        for place in places:
            self.rooms.addItem(icon(Icon.ROOM), place.name)
        self.rooms.setCurrentIndex(-1)
        self.rooms.blockSignals(False)

    def show_topic(self, topic: str) -> None:
        """Say what the room is about; nothing if it has no topic."""
        self.topic.set_text(self.tr("Topic: {topic}").format(topic=topic) if topic else "")

    def show_live(self, mark: StateMark) -> None:
        """Say how the room is followed."""
        if mark.word != self.live.text():
            self.live.set_text(mark.word)
        self._live_icon.show_icon(mark.icon, mark.tone.token)

    def show_paused(self, paused: bool) -> None:
        """Offer to pause, or to go on."""
        if paused != self._paused:
            self._paused = paused
            self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
            self.pause.set_icon(Icon.PLAY if paused else Icon.PAUSE)

    @Slot()
    def _on_pause_clicked(self) -> None:
        self.pause_chosen.emit(not self._paused)


class RoomFoot(Surface):
    """The line to type in, **Send**, and a note below.

    Signals:
        send_asked: the text to send, without blanks around it.
        end_asked: go to the newest message.
    """

    send_asked = Signal(str)
    end_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", "top", parent)
        self.line = LineEdit(look, longest=MAX_LINE, covers_secrets=False)
        self.send = standard(look, self.tr("Send"), Icon.SEND)
        self.note = ElidedLabel(look, "", FontRole.SMALL, "text2")
        self.unread = link(look, "", leans=Edge.END)
        self._sending = False
        self._build()
        self.line.textChanged.connect(self._refresh)
        self.line.returnPressed.connect(self._on_sent)
        self.send.clicked.connect(self._on_sent)
        self.unread.clicked.connect(self.end_asked)
        look.changed.connect(self._measure)
        self._measure()
        self._refresh()
        self.show_unread(0)

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._row, self._below = QHBoxLayout(), QHBoxLayout()
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.send)
        self._below.addWidget(self.note)
        self._below.addStretch(1)
        self._below.addWidget(self.unread)
        self._column.addLayout(self._row)
        self._column.addLayout(self._below)

    def _measure(self) -> None:
        px = self.look.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(8))
        self._column.setSpacing(px(4))
        self._row.setSpacing(px(8))
        self.note.setFixedHeight(px(20))
        self.unread.setFixedHeight(px(20))

    def show_room(self, name: str, note: str) -> None:
        """Address the line to a room."""
        words = self.tr("Message to {room}").format(room=name)
        self.line.setPlaceholderText(words)
        self.line.setAccessibleName(words)
        self.note.set_text(note)

    def show_note(self, note: str) -> None:
        """Say who speaks, and how much is shown."""
        self.note.set_text(note)

    def show_unread(self, count: int) -> None:
        """Lead to messages that have arrived out of sight."""
        one = self.tr("1 new message below")
        many = self.tr("{count} new messages below").format(count=count)
        self.unread.setText(one if count == 1 else many)
        self.unread.setVisible(count > 0)

    def show_sending(self, sending: bool) -> None:
        """Keep the line as it is while it is on its way."""
        self._sending = sending
        self.line.setReadOnly(sending)
        self._refresh()

    def _refresh(self) -> None:
        self.send.setEnabled(bool(self.line.text().strip()) and not self._sending)

    @Slot()
    def _on_sent(self) -> None:
        text = self.line.text().strip()
        if text and not self._sending:
            self.send_asked.emit(text)
