"""What the dialog of a room notification does when somebody else changes or deletes it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.notification import MessageSettings, When
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, RoomNotification
from hipadmin.gui.dialogs.notification_start import Start
from hipadmin.gui.drafts.clashes import Clash, merged, settled
from hipadmin.gui.notification.clash_words import place_label, setting_pair
from hipadmin.gui.notification.policy_texts import same_policy
from hipadmin.gui.widgets.clash_panel import ClashLine
from hipadmin.gui.words.sentence import draft_of
from hipadmin.services.configuration.subscriptions import Notifications

translate = QCoreApplication.translate
PLAIN = ("name", "enabled", "projects", "policy", "send_when_clears", "conditions")
"""The members that are one thing each."""


@dataclass(frozen=True, slots=True)
class Where:
    """An integration and which of its rooms: one thing, for the rooms mean nothing without it."""

    integration_id: str
    rooms: RoomChoice


def where(draft: NotificationDraft) -> Where:
    """Where a draft sends."""
    return Where(draft.integration_id, draft.rooms)


def merged_draft(
    base: NotificationDraft, mine: NotificationDraft, theirs: NotificationDraft
) -> tuple[NotificationDraft, tuple[Clash, ...]]:
    """``mine`` with what was not touched taken from ``theirs``, and what clashes.

    Within When and Message each setting is one thing: ``when.on_start``, ``message.sender``.
    """
    base, theirs = (_written_as(mine, side) for side in (base, theirs))
    draft, clashes = merged(base, mine, theirs, PLAIN)
    when, whens = merged(base.when, mine.when, theirs.when, _names(mine.when))
    message, messages = merged(base.message, mine.message, theirs.message, _names(mine.message))
    clashes = (*clashes, *_within("when", whens), *_within("message", messages))
    place, clash = settled(where(base), where(mine), where(theirs))
    if clash:
        clashes = (*clashes, Clash("where", place, where(theirs)))
    draft = replace(draft, when=when, message=message)
    return replace(draft, integration_id=place.integration_id, rooms=place.rooms), clashes


def _written_as(mine: NotificationDraft, other: NotificationDraft) -> NotificationDraft:
    """``other`` with its policy as ``mine`` writes it, if it says the same."""
    same = same_policy(mine.policy, other.policy)
    return replace(other, policy=mine.policy) if same else other


def _names(settings: When | MessageSettings) -> list[str]:
    return [field.name for field in fields(settings)]


def _within(part: str, clashes: Sequence[Clash]) -> list[Clash]:
    return [replace(clash, place=f"{part}.{clash.place}") for clash in clashes]


def adopted(draft: NotificationDraft, place: str, value: object) -> NotificationDraft:
    """``draft`` with the ``value`` of another one in ``place``."""
    if isinstance(value, Where):
        return replace(draft, integration_id=value.integration_id, rooms=value.rooms)
    part, dot, name = place.partition(".")
    if not dot:
        return replace(draft, **{place: value})  # type: ignore[arg-type]  # it came from that field
    inner = replace(getattr(draft, part), **{name: value})
    return replace(draft, **{part: inner})


class Dialog(Protocol):
    """What is asked of the dialog."""

    @property
    def start(self) -> Start | None:
        """What it started from."""

    def draft(self) -> NotificationDraft:
        """What is entered."""

    def dirty(self) -> bool:
        """Whether something was entered."""

    def go_on(self, start: Start, draft: NotificationDraft) -> None:
        """Edit what ``start`` has stored, with ``draft`` entered."""

    def go_on_saved(self, stored: RoomNotification, draft: NotificationDraft) -> None:
        """Edit what was just saved, with ``draft`` entered since."""

    def show_draft(self, draft: NotificationDraft) -> None:
        """Put a draft into the fields."""

    def show_around(self, start: Start) -> None:
        """Offer what can be chosen by now."""

    def begin_anew(self) -> None:
        """Add from now on."""

    def leave(self) -> None:
        """Close."""


class NotificationMeanwhile:
    """Answers for the dialog; see `overtaking.Form`."""

    entity = "notification"

    def __init__(
        self, verbs: Notifications, dialog: Dialog, subscription_id: str, notification_id: str
    ) -> None:
        self._verbs = verbs
        self._dialog = dialog
        self._subscription_id = subscription_id
        self._theirs: dict[str, object] = {}
        self.row_id = notification_id

    def name(self) -> str:
        """What the notification was called when editing began."""
        start = self._dialog.start
        return start.stored.name if start and start.stored else self._dialog.draft().name

    def read(self) -> Start:
        """What the dialog starts from. Blocking. Raises NotFound."""
        return Start.read(self._verbs, self._subscription_id, self.row_id)

    def version(self, start: Start | None) -> int:
        """The version in ``start``, or the one being edited."""
        known = start if start is not None else self._dialog.start
        stored = known.stored if known is not None else None
        return stored.version if stored is not None and self.row_id else 0

    def dirty(self) -> bool:
        """Whether something was entered."""
        return self._dialog.dirty()

    def show_around(self, start: Start) -> None:
        """Offer what can be chosen by now."""
        self._dialog.show_around(start)

    def rebase(self, start: Start) -> Sequence[ClashLine]:
        """Go on from what is stored, keeping what was entered."""
        old = self._dialog.start
        if old is None or old.stored is None or start.stored is None:
            return ()
        theirs = draft_of(start.stored)
        draft, clashes = merged_draft(draft_of(old.stored), self._dialog.draft(), theirs)
        self._theirs = {c.place: c.theirs for c in clashes}
        self._dialog.go_on(start, draft)
        return [_line(c, start) for c in clashes]

    def saved(self, sent: NotificationDraft, stored: RoomNotification) -> None:
        """Go on from what became of ``sent``, keeping what was entered since."""
        self.row_id = stored.id
        draft, _ = merged_draft(sent, self._dialog.draft(), draft_of(stored))
        self._dialog.go_on_saved(stored, draft)

    def adopt(self, place: str) -> None:
        """Take the stored value of a line."""
        self._dialog.show_draft(adopted(self._dialog.draft(), place, self._theirs[place]))

    def start_anew(self) -> None:
        """Add what was entered as a new room notification."""
        self.row_id = ""
        self._dialog.begin_anew()

    def vanished(self) -> bool:
        """Leave it to the panel."""
        return False

    def discard(self) -> None:
        """Close the dialog."""
        self._dialog.leave()


def _line(clash: Clash, start: Start) -> ClashLine:
    mine, theirs = clash.mine, clash.theirs
    if isinstance(mine, Where) and isinstance(theirs, Where):
        words = _where_words(mine, start), _where_words(theirs, start)
    else:
        words = setting_pair(clash.place, mine, theirs)
    return ClashLine(clash.place, place_label(clash.place), *words)


def _where_words(place: Where, start: Start) -> str:
    integration = start.integration(place.integration_id)
    if integration is None:
        return translate("Clash", "an integration that does not exist any more")
    rooms = [integration.room(key) for key in place.rooms.room_ids]
    names = [r.shown for r in rooms if r is not None] + list(place.rooms.own)
    if place.rooms.every:
        names.insert(0, translate("Clash", "all rooms"))
    words = translate("Clash", "{rooms} of {integration}")
    listed = ", ".join(names) or translate("Clash", "no room")
    return words.format(rooms=listed, integration=integration.name)
