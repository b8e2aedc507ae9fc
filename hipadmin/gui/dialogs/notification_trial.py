"""**Test** in the dialog of a room notification: the rooms as they are chosen, saved or not."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import NotificationDraft
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration_test import DraftTest
from hipadmin.gui.dialogs.integration_words import trial_message
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.button import Button, Kind
from hipadmin.gui.widgets.dialog_frame import DialogFrame, Question
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import ASK_ABOVE, RoomTests, Tried

translate = QCoreApplication.translate


class NotificationTrial(QObject):
    """Asks first where that is due, runs, and tells in the strip; the button cancels meanwhile."""

    def __init__(self, context: Context, dialog: DialogFrame, button: Button) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._button = button
        self._test = DraftTest(context, self)
        self._test.running_changed.connect(self._on_running_changed)
        self._test.finished.connect(self._on_finished)
        self._test.failed.connect(self._on_failed)

    def press(self, draft: NotificationDraft, integration: Integration) -> None:
        """Test the rooms of ``draft``, or stop the test that runs."""
        if self._test.running:
            self._test.cancel()
            return
        tests = self._context.services.tests
        self._context.jobs.run(
            lambda _job: targets_of(tests, draft),
            then=lambda targets: self._ask(targets, _reasons(draft, integration, targets)),
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def forget(self) -> None:
        """Take a result away that is about other rooms than those chosen now."""
        if not self._test.running:
            self._dialog.strip.clear()

    def _ask(self, targets: Sequence[Target], reasons: Sequence[str]) -> None:
        if not targets:
            cause, text = self.tr("Test needs a room."), self.tr("Choose one, then test.")
            self._dialog.strip.show_message(Message(Tone.WARN, cause, text))
        elif not reasons:
            self._test.start(targets)
        else:
            self._open_question(" ".join(reasons), lambda: self._test.start(targets))

    def _open_question(self, text: str, go: Callable[[], None]) -> None:
        question = Question(
            self._context.look,
            self.tr("Test"),
            self.tr("Send the test message?"),
            text,
            yes=self.tr("Send"),
            no=self.tr("Do not send"),
            icon=Icon.SEND,
            kind=Kind.PRIMARY,
            parent=self._dialog,
        )
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(go)
        question.open()

    @Slot(bool)
    def _on_running_changed(self, running: bool) -> None:
        self._button.setText(self.tr("Cancel test") if running else self.tr("Test"))
        self._button.set_icon(Icon.X if running else Icon.SEND)

    @Slot(object)
    def _on_finished(self, tried: tuple[Tried, ...]) -> None:
        self._dialog.strip.show_message(trial_message(tried))
        self._context.watch.look()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, HipadminError):
            cause = self.tr("Not tested.")
            self._dialog.strip.show_message(Message(Tone.DANGER, cause, error.text))
        else:
            self._context.navigator.explain(error)


def targets_of(tests: RoomTests, draft: NotificationDraft) -> tuple[Target, ...]:
    """Give the rooms a draft goes to, its own ones last. Blocking. Raises NotFound."""
    choice = draft.rooms
    chosen = tests.targets(draft.integration_id, None if choice.every else choice.room_ids)
    own = (tests.own_target(draft.integration_id, room) for room in choice.own)
    return (*chosen, *own)


def _reasons(
    draft: NotificationDraft, integration: Integration, targets: Sequence[Target]
) -> list[str]:
    reasons = []
    if not draft.enabled:
        reasons.append(translate("NotificationTrial", "This room notification is off."))
    if not integration.enabled:
        text = translate("NotificationTrial", "“{name}” is off.")
        reasons.append(text.format(name=integration.name))
    tested = {target.room_id for target in targets}
    silent = [r.shown for r in integration.rooms if r.id in tested and not r.enabled]
    if silent:
        text = translate("NotificationTrial", "Switched off: {rooms}.")
        reasons.append(text.format(rooms=", ".join(silent)))
    if len(targets) > ASK_ABOVE:
        text = translate("NotificationTrial", "{count} rooms will each get a message.")
        reasons.append(text.format(count=len(targets)))
    return reasons
