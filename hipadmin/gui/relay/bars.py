"""What the window says of the relay: an item of the status bar, bars, a question before the end."""

from PySide6.QtCore import QObject, Slot

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.places import Places
from hipadmin.gui.relay.desk import RelayDesk, Seen, is_ours
from hipadmin.gui.relay.words import explained, status_color, status_text, tone
from hipadmin.gui.status_bar import StatusBar
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.services.relay.state import RelayState, Where

_STATE, _ASKED = "relay", "relay-asked"


class RelayBars(QObject):
    """Follows the desk. While nothing is delivered, every dashboard says so."""

    def __init__(
        self, desk: RelayDesk, places: Places, area: MessageArea, status: StatusBar
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._places = places
        self._area = area
        self._status = status
        desk.changed.connect(self._show)
        places.moved.connect(self._show)
        status.relay.clicked.connect(self._on_status_clicked)

    @Slot()
    def _show(self) -> None:
        seen = self._desk.seen
        if seen is None:
            return
        state = seen.state
        self._status.show_relay(status_text(state, seen.numbers), status_color(state))
        self._show_bar(state)
        if self._area.bar(_ASKED) is not None:
            self._explain(seen)

    def _show_bar(self, state: RelayState) -> None:
        troubled = state.where in (Where.FAILED, Where.RESTARTING, Where.SILENT, Where.HANGING)
        lacking = state.where is Where.STOPPED and self._desk.can_host
        stopped = lacking and bool(self._places.subscription_id)
        if not troubled and not stopped:
            self._area.clear(_STATE)
            return
        cause, text = explained(state)
        if stopped:
            text = self.tr("nothing is delivered.")
        message = Message(tone(state), cause, text, self._ways(state), Icon.PULSE)
        self._area.show_bar(_STATE, message)

    def _ways(self, state: RelayState) -> tuple[Act, ...]:
        if state.is_down and self._desk.can_host:
            return (Act(self.tr("Start relay"), self._desk.start, spare=True),)
        if state.where is Where.SILENT:
            again = Act(self.tr("Restart relay"), self._desk.restart, spare=True)
            return (again, Act(self.tr("Stop relay"), self._desk.stop))
        if is_ours(state):
            return (Act(self.tr("Stop relay"), self._desk.stop),)
        return ()

    @Slot()
    def _on_status_clicked(self) -> None:
        if self._desk.seen is not None:
            self._explain(self._desk.seen)

    def _explain(self, seen: Seen) -> None:
        state = seen.state
        if self._area.bar(_STATE) is not None:
            self._area.clear(_ASKED)  # it stands there already
            return
        cause, text = explained(state)
        close = Act(self.tr("Close"), lambda: self._area.clear(_ASKED))
        acts = (*self._ways(state), close)
        self._area.show_bar(_ASKED, Message(Tone.INFO, cause, text, acts, Icon.PULSE))
