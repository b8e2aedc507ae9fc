"""Browse rooms in the integration dialog: with the draft's tokens, into the draft's rooms."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.token import Secret
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.browse_rooms import BrowseRooms
from hipadmin.gui.dialogs.browse_words import rooms_count
from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.services.access import draft_access
from hipadmin.services.rooms.room_lists import FoundRoom


class BrowseFlow(QObject):
    """Opens the list of rooms over a dialog, and adds what is chosen there.

    Signals:
        added: (key of the first room that was added) the draft has more rooms now.
        endpoint_wanted: there is no server to ask yet; the person was told so.
        token_wanted: there is no token to ask with; the person was told so.
    """

    added = Signal(int)
    endpoint_wanted = Signal()
    token_wanted = Signal()

    def __init__(self, context: Context, dialog: DialogFrame, opener: Opener | None) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._opener = opener

    def press(self, editing: Editing) -> None:
        """List the rooms of the draft's server, if there is one, with its tokens."""
        if not editing.normalised:
            self._say(self.tr("Browsing needs the API endpoint."))
            self.endpoint_wanted.emit()
            return
        access = draft_access(editing.draft(), editing.current)
        ways = tuple(access.tokens())
        if not ways:
            self._say(
                self.tr("Browsing needs a token."),
                self.tr("Enter a personal token as Access token; a room token sees no rooms."),
            )
            self.token_wanted.emit()
            return
        self._dialog.strip.clear()
        known = frozenset(_keys(editing))
        browse = BrowseRooms(
            self._context,
            ways,
            known,
            self._dialog,
            opener=self._opener,
            becomes_account=not access.account.has_token,
        )
        browse.chosen.connect(lambda rooms, token: self._add(editing, rooms, token))
        browse.open()

    def _say(self, cause: str, text: str = "") -> None:
        self._dialog.strip.show_message(Message(Tone.WARN, cause, text))

    def _add(self, editing: Editing, rooms: Sequence[FoundRoom], entered: Secret | None) -> None:
        keys = [_add_room(editing, room) for room in rooms]
        cause = self.tr("{rooms} added. Save keeps them.").format(rooms=rooms_count(len(rooms)))
        taken = (
            entered is not None
            and not draft_access(editing.draft(), editing.current).account.has_token
        )
        if taken:
            editing.type_token(replace(editing.token, typed=entered))
        text = self.tr("Your personal token is the Access token now.") if taken else ""
        self._dialog.strip.show_message(Message(Tone.OK, cause, text))
        self.added.emit(keys[0])


def _keys(editing: Editing) -> Iterator[str]:
    """Ids and names of the rooms that are there already."""
    for entry in editing.rooms:
        yield from filter(None, (entry.room.strip().casefold(), entry.known_name.casefold()))


def _add_room(editing: Editing, room: FoundRoom) -> int:
    """Add a room by its id, with its name; a row that is still empty takes it."""
    empty = next((entry for entry in editing.rooms if not entry.room.strip()), None)
    entry, number = empty or editing.add_room(), str(room.id)
    editing.change_room(replace(entry, room=number, name=room.name, named_for=number))
    return entry.key
