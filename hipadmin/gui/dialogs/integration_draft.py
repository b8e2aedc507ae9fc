"""What is kept of an integration being edited, and how editing goes on from it. No tokens."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hipadmin.domain.errors import NotFound
from hipadmin.domain.integration import Integration
from hipadmin.gui.dialogs.integration_entry import Entry
from hipadmin.gui.dialogs.integration_load import Start
from hipadmin.gui.drafts.editing import TEXTS, Editing
from hipadmin.gui.drafts.entries import RoomEntry, TokenEntry
from hipadmin.gui.drafts.keeper import DraftKeeper, Drafts, Entered
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.recovery.draft_folder import Draft
from hipadmin.recovery.plain_value import Unreadable, from_plain

if TYPE_CHECKING:
    from hipadmin.gui.dialogs.integration import IntegrationDialog

KIND = "integration"


@dataclass(frozen=True, slots=True)
class KeptToken:
    """What was done to a token: the stored one taken out, or another typed, which is not kept."""

    removed: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class KeptRoom:
    """A room; ``id`` is None for a new one."""

    room: str
    enabled: bool = True
    id: str | None = None
    token: KeptToken = KeptToken()


@dataclass(frozen=True, slots=True)
class KeptIntegration:
    """What was entered; ``base`` is what was stored when editing began, None while adding."""

    base: Integration | None
    name: str = ""
    endpoint: str = ""
    ca_certificate: str = ""
    proxy: str = ""
    token: KeptToken = KeptToken()
    rooms: tuple[KeptRoom, ...] = ()
    use_in: tuple[str, ...] = ()
    standard: bool = False

    @property
    def typed_tokens(self) -> bool:
        """Whether tokens had been typed, which have to be entered again."""
        return any(token.typed for token in (self.token, *(r.token for r in self.rooms)))


def kept(editing: Editing) -> KeptIntegration:
    """What to keep of ``editing``."""
    return KeptIntegration(
        editing.current,
        editing.name,
        editing.endpoint,
        editing.ca_certificate,
        editing.proxy,
        _kept_token(editing.token),
        tuple(KeptRoom(r.room, r.enabled, r.id, _kept_token(r.token)) for r in editing.rooms),
        editing.use_in,
        editing.standard,
    )


def _kept_token(entry: TokenEntry) -> KeptToken:
    return KeptToken(entry.removed, bool(entry.typed))


class LeftOff(DraftKeeper):
    """Keeps what is entered into the dialog, and lets it go on from what was left."""

    def __init__(
        self, drafts: Drafts, dialog: "IntegrationDialog", entry: Entry, resume: Draft | None
    ) -> None:
        super().__init__(drafts, dialog, KIND, self._hold, resume)
        self._form = dialog
        self._entry = entry
        self._was = read(resume) if resume else None

    def _hold(self) -> Entered:
        editing = self._entry.editing
        return Entered(editing.name, kept(editing))

    def go_on(self, start: Start | None) -> bool:
        """Put back what was left, if anything was; say whether it was."""
        was, self._was = self._was, None
        if was is None:
            return False
        self._entry.editing = resumed(was, start)
        self._form.body_widget.setEnabled(True)
        self._form.form.name_edit.setFocus()
        if was.typed_tokens:
            cause, text = (
                self.tr("Tokens you had typed are not kept."),
                self.tr("Enter them again."),
            )
            self._form.strip.show_message(Message(Tone.INFO, cause, text))
        return True

    def go_on_without(self, error: Exception) -> bool:
        """The integration could not be read; if it is gone, what was left is still there."""
        return isinstance(error, NotFound) and self.go_on(None)


def read(draft: Draft) -> KeptIntegration | None:
    """What was kept, None if it cannot be understood any more."""
    try:
        return from_plain(KeptIntegration, draft.content)
    except Unreadable:
        return None


def resumed(was: KeptIntegration, start: Start | None) -> Editing:
    """Editing as it was left. Without ``start`` the integration is gone; see `Overtaking`.

    What others changed since is still to be merged: the base is what it was then.
    """
    current, infos = (start.current, start.infos) if start else (None, None)
    same = current is not None and was.base is not None and current.version == was.base.version
    editing = Editing(current if same else was.base, infos)
    base = kept(Editing(was.base)) if was.base else KeptIntegration(None)
    for place in TEXTS:
        if getattr(was, place) != getattr(base, place):
            setattr(editing, place, getattr(was, place))
    if was.token.removed:
        editing.type_token(replace(editing.token, removed=True))
    editing.use_in = was.use_in
    if was.standard != base.standard:
        editing.standard = was.standard
    _resume_rooms(editing, was.rooms)
    return editing


def _resume_rooms(editing: Editing, rooms: tuple[KeptRoom, ...]) -> None:
    stored: dict[str | None, RoomEntry] = {r.id: r for r in editing.rooms if r.id}
    for gone in stored.keys() - {r.id for r in rooms}:
        editing.remove_room(stored[gone].key)
    for room in rooms:
        entry = stored.get(room.id) or editing.add_room()
        editing.change_room(_as_left(entry, room))


def _as_left(entry: RoomEntry, room: KeptRoom) -> RoomEntry:
    token = replace(entry.token, removed=room.token.removed)
    return replace(entry, room=room.room or entry.room, enabled=room.enabled, token=token)
