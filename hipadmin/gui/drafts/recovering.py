"""Offers what was being entered when a run ended badly, or left behind: Continue or Discard."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.window import MainWindow
from hipadmin.gui.words.texts import clock_or_day
from hipadmin.recovery.draft_folder import Draft
from hipadmin.services.rooms.targets import Target


class Recovering(QObject):
    """Looks for drafts that no dialog of this run keeps, and opens the dialogs they belong to."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        context.drafts.left_behind.connect(self._on_left_behind)

    def look(self) -> None:
        """Look now; read off the GUI thread."""
        folder = self._context.drafts.folder
        self._context.jobs.run(
            lambda _job: folder.all(),
            then=self._on_read,
            failed=self._context.navigator.explain,
            lane=Lane.FILES,
            owner=self,
        )

    def _on_read(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            if not self._context.drafts.keeps(draft.key):
                cause = self.tr("Unsaved changes were recovered.")
                named = self.tr("Unsaved changes of “{name}” were recovered.")
                self._offer(draft, cause, named)

    @Slot(object)
    def _on_left_behind(self, draft: Draft) -> None:
        cause, named = self.tr("Not saved yet."), self.tr("“{name}” is not saved yet.")
        self._offer(draft, cause, named)

    def _offer(self, draft: Draft, cause: str, named: str) -> None:
        acts = (
            Act(self.tr("Continue"), partial(self._continue, draft)),
            Act(self.tr("Discard"), partial(self._discard, draft)),
        )
        name = draft.title.strip()
        if name:
            cause = named.format(name=name)
        message = Message(Tone.INFO, cause, self._words(draft), acts, Icon.HISTORY)
        self._context.navigator.say(_bar(draft), message)

    def _words(self, draft: Draft) -> str:
        words = {
            "integration": self.tr("Integration, last edited {time}."),
            "notification": self.tr("Room notification, last edited {time}."),
            "subscription": self.tr("Subscription, last edited {time}."),
            "message": self.tr("Message, last edited {time}."),
        }
        return words[draft.kind].format(time=clock_or_day(draft.at))

    def _discard(self, draft: Draft) -> None:
        self._context.navigator.unsay(_bar(draft))
        self._context.drafts.drop(draft.key)

    def _continue(self, draft: Draft) -> None:
        self._context.navigator.unsay(_bar(draft))
        if draft.kind == "message":
            find = partial(self._find_rooms, draft)
            self._context.jobs.when_loaded(_COMPOSER, find, owner=self)
        else:
            self._open(draft, _dialog(self._context, self._window, draft))

    def _find_rooms(self, draft: Draft) -> None:
        from hipadmin.gui.dialogs.compose_draft import found_again, read

        was, tests = read(draft), self._context.services.tests
        if was is None:
            self._open(draft, None)
            return
        self._context.jobs.run(
            lambda _job: found_again(tests, was),
            then=lambda found: self._compose(draft, *found),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _compose(self, draft: Draft, targets: list[Target], chosen: set[int]) -> None:
        from hipadmin.gui.dialogs.compose import ComposeDialog

        if targets:
            rooms = targets, chosen, self._window
            self._open(draft, ComposeDialog(self._context, *rooms, resume=draft, in_turns=True))
        else:  # nothing is thrown away: its rooms may come back with Undo
            said = self.tr("The rooms of the message are gone. It is offered at the next start.")
            self._context.navigator.note(said)

    def _open(self, draft: Draft, dialog: DialogFrame | None) -> None:
        if dialog is None:
            self._context.drafts.drop(draft.key)
            self._context.navigator.note(self.tr("The draft could not be read any more."))
        else:
            dialog.open()


_COMPOSER = ("hipadmin.gui.dialogs.compose", "hipadmin.gui.dialogs.compose_draft")


def _bar(draft: Draft) -> str:
    return f"draft:{draft.key}"


def _dialog(context: Context, window: MainWindow, draft: Draft) -> DialogFrame | None:
    make = {"integration": _integration, "notification": _notification}
    return make.get(draft.kind, _subscription)(context, window, draft)


def _integration(context: Context, window: MainWindow, draft: Draft) -> DialogFrame | None:
    from hipadmin.gui.dialogs.integration import IntegrationDialog
    from hipadmin.gui.dialogs.integration_draft import read

    was = read(draft)
    if was is None:
        return None
    row = was.base.id if was.base else ""
    dialog = IntegrationDialog(context, window, row, resume=draft, in_turns=True)
    dialog.saved.connect(context.navigator.show_integrations)
    return dialog


def _notification(context: Context, window: MainWindow, draft: Draft) -> DialogFrame | None:
    from hipadmin.gui.dialogs.notification_draft import read
    from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog

    was = read(draft)
    if was is None:
        return None
    place, row = was.mine.subscription_id, was.base.id if was.base else ""
    ids = place, row
    dialog = RoomNotificationDialog(context, window, *ids, resume=draft, in_turns=True)
    lead = context.navigator.show_subscription_integrations
    dialog.saved.connect(lambda _id: lead(place))
    return dialog


def _subscription(context: Context, window: MainWindow, draft: Draft) -> DialogFrame | None:
    from hipadmin.gui.dialogs.subscription import SubscriptionDialog
    from hipadmin.gui.dialogs.subscription_draft import read

    was = read(draft)
    if was is None:
        return None
    dialog = SubscriptionDialog(context, window, was.base, resume=draft)
    dialog.saved.connect(context.navigator.show_subscriptions)
    return dialog
