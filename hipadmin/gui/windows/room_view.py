"""The room view: a room's transcript as people see it, and a line to type in."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QHideEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.change import Change
from hipadmin.gui.context import Context
from hipadmin.gui.help import show_help
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.keyboard.tab_order import Keyboard
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.sandbox.band import RoomBand
from hipadmin.gui.sandbox.faults import FaultSwitches
from hipadmin.gui.widgets.message_bar import MessageArea
from hipadmin.gui.widgets.on_screen import open_within_screen
from hipadmin.gui.widgets.states import EmptyState, LoadingState
from hipadmin.gui.widgets.surface import Stack, Surface
from hipadmin.gui.windows.room_parts import RoomFoot, RoomHead
from hipadmin.gui.windows.room_poll import Mode, RoomPoll
from hipadmin.gui.windows.room_words import (
    Opener,
    deleted_message,
    earlier_message,
    footer_note,
    live_mark,
    poll_message,
    post_message,
)
from hipadmin.gui.windows.transcript import Transcript
from hipadmin.gui.windows.transcript_model import MOST
from hipadmin.gui.windows.transcript_rows import Before
from hipadmin.services.access import Server
from hipadmin.services.rooms.rooms import SHOWN, Earlier, RoomPlace
from hipadmin.services.rooms.transcript import Line
from hipadmin.services.sandbox_child import SandboxInfo

WIDTH, HEIGHT = 820, 760
LEAST_WIDTH, LEAST_HEIGHT, TITLE_BAR = 480, 360, 40


class RoomView(QWidget):
    """A window over one room at a time; the combo **Room** leads to the others.

    ``places`` are the rooms to choose from, the sandbox's unless given, ``room`` the first shown;
    ``opener`` opens links in the browser; ``faults`` tell which of the sandbox's addresses works.

    Signals:
        closed: the window was closed and is on its way to be deleted.
    """

    closed = Signal()

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        room: str = "",
        places: Sequence[RoomPlace] = (),
        opener: Opener = QDesktopServices.openUrl,
        faults: FaultSwitches | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._open = opener
        self._faults = faults
        self._read = False
        self._places = tuple(places) or sandbox_places(context.sandbox)
        self._make_parts()
        self._build()
        self._connect()
        px = context.look.px
        wanted, least = QSize(px(WIDTH), px(HEIGHT)), QSize(px(LEAST_WIDTH), px(LEAST_HEIGHT))
        open_within_screen(self, wanted, least, px(TITLE_BAR))
        self.show_room(room)
        self.foot.line.setFocus()

    def _make_parts(self) -> None:
        look = self._context.look
        self.poll = RoomPoll(self._context.jobs, self._context.services.talk, self)
        self.poll.set_seen(False)
        self.head = RoomHead(look, self._places)
        self.messages = MessageArea(look)
        self.transcript = Transcript(look)
        self.foot = RoomFoot(look)
        self._loading = LoadingState(look, self.tr("Reading …"))
        self._empty = EmptyState(look, "", icons=(Icon.ROOM,))
        self._stack = Stack()
        for widget in (self._loading, self._empty, self.transcript):
            self._stack.addWidget(widget)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if all(place.is_sandbox for place in self._places):
            column.addWidget(RoomBand(self._context, lambda: self.place.room, self._faults))
        ground = Surface(self._context.look)
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._stack)
        for widget in (self.head, self.messages):
            column.addWidget(widget)
        column.addWidget(ground, 1)
        column.addWidget(self.foot)
        self._keyboard = Keyboard(self)

    def _connect(self) -> None:
        poll = self.poll
        poll.arrived.connect(self._on_lines_arrived)
        poll.topic_told.connect(self.head.show_topic)
        poll.changed.connect(self._on_poll_changed)
        poll.posted.connect(self._on_posted)
        poll.not_posted.connect(self._on_not_posted)
        poll.earlier_told.connect(self._on_earlier_told)
        poll.earlier_failed.connect(self._on_earlier_failed)
        self.head.room_chosen.connect(self._on_room_chosen)
        self.head.pause_chosen.connect(poll.set_paused)
        self.foot.send_asked.connect(self._on_send_asked)
        self.foot.end_asked.connect(self.transcript.show_end)
        self.transcript.unread_changed.connect(self.foot.show_unread)
        self.transcript.link_activated.connect(self._on_link_activated)
        self.transcript.earlier_asked.connect(self._on_earlier_asked)
        bind(self, Shortcut.CLOSE, self.close)
        bind(self, Shortcut.HELP, lambda: show_help(self._context.look, self))

    @property
    def place(self) -> RoomPlace:
        """The room shown."""
        return self._places[max(0, self.head.rooms.currentIndex())]

    def show_places(self, places: Sequence[RoomPlace], room: str = "") -> None:
        """Choose among ``places`` from now on: an integration's rooms or tokens have changed."""
        if tuple(places) != self._places:
            room = room or self.place.room
            self._places = tuple(places)
            self.head.show_rooms(self._places)
            self.show_room(room)
        elif room:
            self.show_room(room)

    def show_deleted(self, by: Change | None) -> None:
        """Say by which change its integration was deleted, or with None that it is there."""
        if by is None:
            self.messages.clear("deleted")
        else:
            self.messages.show_bar("deleted", deleted_message(by, self.close))

    def show_room(self, room: str = "") -> None:
        """Turn to a room of the list, by what the server is asked for; else to the first one."""
        rooms = [place.room for place in self._places]
        at = rooms.index(room) if room in rooms else 0
        if at == self.head.rooms.currentIndex():
            self._on_room_chosen(at)
        else:
            self.head.rooms.setCurrentIndex(at)

    @Slot(int)
    def _on_room_chosen(self, _at: int) -> None:
        place = self.place
        self.setWindowTitle(self.tr("{room}: room view").format(room=place.name))
        self.head.show_topic("")
        self.messages.clear_all(but="deleted")
        self.transcript.clear()
        self.transcript.setAccessibleName(self.tr("Transcript of {room}").format(room=place.name))
        self.foot.show_room(place.name, footer_note(place, SHOWN))
        self._show_sending(False)
        self._show_waiting()
        self.poll.follow(place)

    def _show_waiting(self) -> None:
        self._read = False
        self._stack.setCurrentWidget(self._loading)
        self._loading.start()

    @Slot(object)
    def _on_lines_arrived(self, lines: tuple[Line, ...]) -> None:
        first = not self._read
        self._read = True
        self._loading.stop()
        self._empty.set_texts(
            self.tr("Nothing has been said here yet"),
            self.tr("Test an integration that posts here, or write a line below."),
        )
        known = bool(lines or self.transcript.messages)
        self._stack.setCurrentWidget(self.transcript if known else self._empty)
        self.transcript.add(lines, aloud=not first)
        if first and len(lines) == SHOWN:
            self.transcript.tell_before(Before.MORE)

    @Slot()
    def _on_earlier_asked(self) -> None:
        oldest = self.transcript.messages[0].line
        self.messages.clear("earlier")
        self.transcript.tell_before(Before.READING)
        self.poll.ask_earlier(oldest.at, self.transcript.ids_at(oldest.at))

    @Slot(object)
    def _on_earlier_told(self, earlier: Earlier) -> None:
        self.transcript.add_before(earlier.lines)
        full = len(self.transcript.messages) >= MOST
        more = Before.FULL if full else Before.MORE
        self.transcript.tell_before(more if earlier.more else Before.START)
        shown = max(SHOWN, len(self.transcript.messages))
        self.foot.show_note(footer_note(self.place, shown))

    @Slot(object)
    def _on_earlier_failed(self, error: Exception) -> None:
        self.transcript.tell_before(Before.MORE)
        self.messages.show_bar("earlier", earlier_message(error))

    @Slot()
    def _on_poll_changed(self) -> None:
        poll = self.poll
        self.head.show_live(live_mark(poll))
        self.head.show_paused(poll.mode is Mode.PAUSED)
        message = poll_message(poll, self.place, self._open)
        if message is None:
            self.messages.clear("poll")
            return
        self.messages.show_bar("poll", message)
        if self._stack.currentWidget() is self._loading:
            self._show_unread_room()

    def _show_unread_room(self) -> None:
        """A room that cannot be read is not said to be empty, nor to be still loading."""
        self._loading.stop()
        self._empty.set_texts(self.tr("Nothing can be shown"), self.tr("The bar above says why."))
        self._stack.setCurrentWidget(self._empty)

    @Slot(str)
    def _on_send_asked(self, text: str) -> None:
        self.messages.clear("post")
        self._show_sending(True)
        self.poll.post(text)

    def _show_sending(self, sending: bool) -> None:
        self.foot.show_sending(sending)
        # a line on its way belongs to its room until its fate is known
        self.head.rooms.setEnabled(not sending)

    @Slot()
    def _on_posted(self) -> None:
        self._show_sending(False)
        self.foot.line.clear()
        self.transcript.show_end()
        if self.poll.mode is Mode.REFUSED:
            self._context.navigator.note(self.tr("Sent to {room}").format(room=self.place.name))

    @Slot(object)
    def _on_not_posted(self, error: Exception) -> None:
        self._show_sending(False)
        self.messages.show_bar("post", post_message(error, self.place, self._open))

    @Slot(str)
    def _on_link_activated(self, address: str) -> None:
        self._open(QUrl(address))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt calls it so
        """Let Tab follow what can be seen now."""
        return self._keyboard.goes_round(forward=next) or super().focusNextPrevChild(next)

    # whether anybody sees it

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to ask."""
        super().showEvent(event)
        self.poll.set_seen(not self.isMinimized())

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self.poll.set_seen(False)

    def changeEvent(self, event: QEvent) -> None:
        """Ask nothing while minimised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.poll.set_seen(self.isVisible() and not self.isMinimized())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop asking for good."""
        self.poll.close()
        super().closeEvent(event)
        self.closed.emit()


def sandbox_places(info: SandboxInfo | None) -> tuple[RoomPlace, ...]:
    """The sandbox's rooms, read and written with its user token."""
    if info is None:
        return ()
    server, token = Server(info.url), info.user_token
    return tuple(RoomPlace(r.name, str(r.id), server, token, is_sandbox=True) for r in info.rooms)
