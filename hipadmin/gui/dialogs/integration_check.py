"""Check token in the integration dialog: what the draft's tokens are; nothing is sent."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.token import TokenInfo
from hipadmin.gui.context import Context
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.jobs import Job, Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.hipchat.errors import HipChatError
from hipadmin.services.access import Access, DraftAccess, draft_access
from hipadmin.services.rooms.findings import learned_name


class CheckFlow(QObject):
    """Asks the draft's server what its access token is, or a room's own.

    Signals:
        learned: the draft knows what that token is now.
        endpoint_wanted: there is no server to ask yet; the person was told so.
    """

    learned = Signal()
    endpoint_wanted = Signal()

    def __init__(self, context: Context, dialog: DialogFrame) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._job: Job | None = None

    def press(self, editing: Editing) -> None:
        """Ask about the access token of ``editing``; a question that is open is given up."""
        token = editing.token

        def keep(info: TokenInfo) -> bool:
            same = editing.token == token
            if same:
                editing.account = info
            return same

        self._ask(editing, lambda way: way.account, keep)

    def press_room(self, editing: Editing, key: int) -> None:
        """Ask about the own token of the room with ``key``, in the same way."""
        place = next((p for p, room in enumerate(editing.rooms) if room.key == key), -1)
        if place < 0:
            return
        token = editing.rooms[place].token

        def keep(info: TokenInfo) -> bool:
            room = editing.room(key)
            same = room is not None and room.token == token
            if room is not None and same:
                editing.learn(key, info, learned_name(room.room.strip(), info))
            return same

        self._ask(editing, lambda way: way.own[place], keep)

    def _ask(
        self,
        editing: Editing,
        choose: Callable[[DraftAccess], Access],
        keep: Callable[[TokenInfo], bool],
    ) -> None:
        if self._job is not None:
            self._job.cancel()
        if not editing.normalised:
            self._say(Tone.WARN, self.tr("Checking needs the API endpoint."))
            self.endpoint_wanted.emit()
            return
        checks = self._context.services.token_checks
        way = choose(draft_access(editing.draft(), editing.current))
        self._say(Tone.INFO, self.tr("Asking the server what the token is …"))
        self._job = self._context.jobs.run(
            lambda job: checks.ask(way, job),
            then=lambda info: self._on_told(kept=keep(info)),
            failed=self._on_failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Checking the token"),
        )

    def _on_told(self, *, kept: bool) -> None:
        self._job = None
        self._dialog.strip.clear()
        if kept:
            self._say(Tone.OK, self.tr("The token is valid. Nothing was sent."))
            self.learned.emit()

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, HipChatError | HipadminError):
            self._say(Tone.DANGER, self.tr("Token not confirmed."), str(error))
        else:
            self._dialog.strip.clear()
            self._context.navigator.explain(error)

    def _say(self, tone: Tone, cause: str, text: str = "") -> None:
        self._dialog.strip.show_message(Message(tone, cause, text))
